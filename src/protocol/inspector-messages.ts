/**
 * What a client asks of an inspector, and what it answers. An inspector loads experiments without training them; it
 * serves one client over a pipe of their own, and ends with it.
 */
import * as v from 'valibot';
import type { Result } from '../base/result';
import { layerSchema, placeSchema, problemSchema } from './manifest';
import { validator } from './validate';

const count = v.pipe(v.number(), v.integer(), v.minValue(0));

/** Client → inspector. */
const inspectorRequestSchema = v.variant('kind', [
  /** Answered as soon as the inspector can work: what comes after it takes no time of the start. */
  v.object({ kind: v.literal('start') }),
  /** Builds the models of an experiment file; `source` is what the file is taken to hold, where that isn't on disk. */
  v.object({ kind: v.literal('describe'), experimentFile: v.string(), source: v.optional(v.string()) }),
]);
export type InspectorRequest = v.InferOutput<typeof inspectorRequestSchema>;
export const readInspectorRequest = validator('A request to an inspector', inspectorRequestSchema);

const modelDescriptionSchema = v.object({
  role: v.string(),
  /** The chain of user frames that made the model itself, innermost first. */
  frames: v.array(placeSchema),
  /** Numbers, not tensors; a weight that is used twice counts once. */
  parameters: v.object({ total: count, trainable: count }),
  /** Of the forward pass of one sample: two for each multiplication with its addition, none for all else. */
  flopsPerSample: count,
  /** Class names of the layers whose multiplications nobody knows, so that there are more than `flopsPerSample`. */
  uncounted: v.array(v.string()),
  /** In memory, not on disk: all weights, and what the optimizers keep for those that they move. */
  bytes: v.object({ weights: count, optimizerSlots: count }),
  layers: v.array(layerSchema),
});
export type ModelDescription = v.InferOutput<typeof modelDescriptionSchema>;

const experimentDescriptionSchema = v.object({
  family: v.string(),
  models: v.array(modelDescriptionSchema),
  /** The user's files that it was built from, absolute. */
  sources: v.array(v.string()),
});
export type ExperimentDescription = v.InferOutput<typeof experimentDescriptionSchema>;

const descriptionAnswerSchema = v.variant('ok', [
  v.object({ ok: v.literal(true), value: experimentDescriptionSchema }),
  v.object({ ok: v.literal(false), problem: problemSchema }),
]);
/** @returns the description, or what is wrong with the experiment */
export const readDescriptionAnswer: (answer: unknown) => Result<ExperimentDescription> = validator(
  'The answer of an inspector',
  descriptionAnswerSchema,
);

export interface ToInspector {
  readonly request: InspectorRequest;
  readonly answers: { readonly start: null; readonly describe: Result<ExperimentDescription> };
  readonly event: { readonly kind: 'nothing' };
}

export interface FromInspector {
  readonly request: { readonly kind: 'nothing' };
  readonly answers: { readonly nothing: undefined };
  readonly event: { readonly kind: 'nothing' };
}
