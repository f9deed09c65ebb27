/**
 * What a client asks of an inspector, and what it answers. An inspector loads experiments without training them, or
 * answers about any moment of one run; it serves one client over a pipe of their own, and ends with it.
 */
import * as v from 'valibot';
import type { Result } from '../base/result';
import { type AttackAnswers, attackAnswerSchemas, attackEvents, attackQuestions } from './attack-questions';
import { type ConfidenceAnswers, confidenceAnswerSchemas, confidenceQuestions } from './confidence-questions';
import { type DatasetPreview, datasetPreviewSchema } from './dataset-preview';
import {
  type GeneratedAnswers,
  generatedAnswerSchemas,
  generatedEvents,
  generatedQuestions,
} from './generated-questions';
import { type LatentAnswers, latentAnswerSchemas, latentEvents, latentQuestions } from './latent-questions';
import { type LayerAnswers, layerAnswerSchemas, layerQuestions } from './layer-questions';
import { layerSchema, modelSchema, placeSchema, problemSchema } from './manifest';
import { count, measured, tensorSchema } from './plain-tensor';
import { dataPlacesSchema } from './trainer-job';
import { validator } from './validate';

const probeSchema = v.object({
  /** A layer's name by role (generator/dense_1), or a weight's (generator/dense_1/kernel). */
  of: v.string(),
  thing: v.picklist(['activation', 'gradient', 'update', 'weight']),
  /** The tensor itself, or the root of its sum of squares. */
  statistic: v.picklist(['values', 'norm']),
});
export type ProbeRequest = v.InferOutput<typeof probeSchema>;

/** Client → inspector. */
const inspectorRequestSchema = v.variant('kind', [
  /** Answered as soon as the inspector can work: what comes after it takes no time of the start. */
  v.object({ kind: v.literal('start') }),
  /** Builds the models of an experiment file; `source` is what the file is taken to hold, where that isn't on disk. */
  v.object({ kind: v.literal('describe'), experimentFile: v.string(), source: v.optional(v.string()) }),
  /** Reads the data of an experiment file, as a training of it would. */
  v.object({
    kind: v.literal('previewData'),
    experimentFile: v.string(),
    source: v.optional(v.string()),
    dataPlaces: dataPlacesSchema,
  }),
  /** Makes this inspector the one of a run, live or recorded: what follows is asked of that run. */
  v.object({ kind: v.literal('openRun'), runFolder: v.string(), dataPlaces: dataPlacesSchema }),
  /** What step `step` shows, computed again from the state before it. 1 is the first step. */
  v.object({ kind: v.literal('inspectStep'), step: count, probes: v.array(probeSchema) }),
  /**
   * Everything that is recorded now and then, as it would have been recorded after step `step`; 0 is before the first step.
   * The newest such question wins: an older one that is still being worked at is answered with null.
   */
  v.object({ kind: v.literal('lookAt'), step: count }),
  /** What a model makes of inputs, with the weights that it has after `step` steps: decodes codings, classifies images. */
  v.object({ kind: v.literal('predict'), step: count, role: v.string(), inputs: tensorSchema }),
  ...latentQuestions,
  ...layerQuestions,
  ...attackQuestions,
  ...confidenceQuestions,
  ...generatedQuestions,
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
  /** The chain of user frames that named the data set, innermost first. */
  datasetFrames: v.array(placeSchema),
  /** The user's files that it was built from, absolute. */
  sources: v.array(v.string()),
});
export type ExperimentDescription = v.InferOutput<typeof experimentDescriptionSchema>;

const openedRunSchema = v.object({ models: v.array(modelSchema), lastStep: count });
export type OpenedRun = v.InferOutput<typeof openedRunSchema>;

const layerFiguresSchema = v.object({
  name: v.string(),
  /** Of what it gives out, the batch first. Absent for a layer that the step does not use. */
  outputShape: v.optional(v.array(count)),
  /** By the names of `LayerStatistic`. */
  figures: v.record(v.string(), measured),
});

const stepInspectionSchema = v.object({
  step: count,
  /** Over the state after the step; equal to that of a checkpoint or an end of the same step. */
  stateSha256: v.string(),
  /** The step's own numbers, by name. */
  scalars: v.record(v.string(), measured),
  /** Whether these are, to the bit, those that the run has recorded of this step; absent where it has none. */
  isAsRecorded: v.optional(v.boolean()),
  layers: v.array(layerFiguresSchema),
  /** What was asked for, by OF:THING:STATISTIC. */
  probed: v.record(v.string(), tensorSchema),
});
export type StepInspection = v.InferOutput<typeof stepInspectionSchema>;

const histogramSchema = v.object({
  tag: v.string(),
  min: measured,
  max: measured,
  count: v.number(),
  sum: measured,
  sumSquares: measured,
  bucketLimits: v.array(v.number()),
  bucketCounts: v.array(v.number()),
});

const momentSchema = v.object({
  step: count,
  /** Whether the step's own numbers are, to the bit, those that the run has recorded of it; absent where it has none. */
  isAsRecorded: v.optional(v.boolean()),
  /** By the tags under which a run records them, as all below. */
  scalars: v.array(v.object({ tag: v.string(), value: measured })),
  histograms: v.array(histogramSchema),
  images: v.array(v.object({ tag: v.string(), width: count, height: count, png: v.instance(Uint8Array) })),
});
/** All that a run shows of one step. */
export type Moment = v.InferOutput<typeof momentSchema>;

const predictionSchema = v.object({ step: count, outputs: tensorSchema });
export type Prediction = v.InferOutput<typeof predictionSchema>;

const answerOf = <const Value extends v.GenericSchema>(value: Value) =>
  v.variant('ok', [
    v.object({ ok: v.literal(true), value }),
    v.object({ ok: v.literal(false), problem: problemSchema }),
  ]);

/** @returns the description, or what is wrong with the experiment */
export const readDescriptionAnswer: (answer: unknown) => Result<ExperimentDescription> = validator(
  'The answer of an inspector',
  answerOf(experimentDescriptionSchema),
);
export const readPreviewAnswer: (answer: unknown) => Result<DatasetPreview> = validator(
  'The answer of an inspector',
  answerOf(datasetPreviewSchema),
);
export const readOpenedRun: (answer: unknown) => Result<OpenedRun> = validator(
  'The answer of an inspector',
  answerOf(openedRunSchema),
);
export const readStepInspection: (answer: unknown) => Result<StepInspection> = validator(
  'The answer of an inspector',
  answerOf(stepInspectionSchema),
);
export const readMoment: (answer: unknown) => Result<Moment | null> = validator(
  'The answer of an inspector',
  answerOf(v.nullable(momentSchema)),
);
export const readPrediction: (answer: unknown) => Result<Prediction> = validator(
  'The answer of an inspector',
  answerOf(predictionSchema),
);

/** What is asked of the run in panels of its own, beside what it shows of a moment. */
const panelAnswerSchemas = {
  ...latentAnswerSchemas,
  ...layerAnswerSchemas,
  ...attackAnswerSchemas,
  ...confidenceAnswerSchemas,
  ...generatedAnswerSchemas,
} as const;
export type PanelAnswers = LatentAnswers & LayerAnswers & AttackAnswers & ConfidenceAnswers & GeneratedAnswers;
export type PanelQuestion = Extract<InspectorRequest, { readonly kind: keyof PanelAnswers }>;
export type PanelQuestionOf<Kind extends keyof PanelAnswers> = PanelQuestion & { readonly kind: Kind };
export const readPanelAnswer = <Kind extends keyof PanelAnswers>(
  kind: Kind,
  answer: unknown,
): Result<PanelAnswers[Kind]> =>
  validator('The answer of an inspector', answerOf(panelAnswerSchemas[kind]))(answer) as Result<PanelAnswers[Kind]>;

export interface ToInspector {
  readonly request: InspectorRequest;
  readonly answers: {
    readonly start: null;
    readonly describe: Result<ExperimentDescription>;
    readonly previewData: Result<DatasetPreview>;
    readonly openRun: Result<OpenedRun>;
    readonly inspectStep: Result<StepInspection>;
    readonly lookAt: Result<Moment | null>;
    readonly predict: Result<Prediction>;
  } & { readonly [Kind in keyof PanelAnswers]: Result<PanelAnswers[Kind]> };
  readonly event: { readonly kind: 'nothing' };
}

export interface FromInspector {
  readonly request: { readonly kind: 'nothing' };
  readonly answers: { readonly nothing: undefined };
  readonly event: InspectorEvent;
}

/** Inspector → client, one way. */
const inspectorEventSchema = v.variant('kind', [
  /** How far the training on to the step that was last asked for has come: `done` of `all` steps. */
  v.object({ kind: v.literal('replaying'), done: count, all: count }),
  /** What takes long of reading data, in a sentence. */
  v.object({ kind: v.literal('reading'), activity: v.string() }),
  ...latentEvents,
  ...attackEvents,
  ...generatedEvents,
]);
export type InspectorEvent = v.InferOutput<typeof inspectorEventSchema>;
export const readInspectorEvent = validator('An event of an inspector', inspectorEventSchema);
