/** The order to write a run's model in a form that needs it rebuilt, and the word that comes back over the process' channel. */
import * as v from 'valibot';
import { problemSchema } from './manifest';
import { validator } from './validate';

const count = v.pipe(v.number(), v.integer(), v.minValue(0));

/** What a saved model can be. `safetensors` holds weights only, and needs no model rebuilt. */
export const MODEL_FORMATS = ['tfjs', 'onnx', 'safetensors'] as const;
export type ModelFormat = (typeof MODEL_FORMATS)[number];

const saveModelJobSchema = v.object({
  kind: v.literal('saveModel'),
  /** Absolute, as is `target`: a folder for tfjs, a file for ONNX. */
  runFolder: v.string(),
  target: v.string(),
  role: v.string(),
  format: v.picklist(['tfjs', 'onnx']),
  /** Of the checkpoint; the newest valid one when absent. */
  step: v.optional(count),
  /** Where the bundle may be put for the moment of its import. */
  scratchFolder: v.string(),
});
export type SaveModelJob = v.InferOutput<typeof saveModelJobSchema>;
export const readSaveModelJob = validator('The job of saving a model', saveModelJobSchema);

const modelSavedSchema = v.variant('kind', [
  v.object({ kind: v.literal('saved'), step: count, note: v.optional(v.string()) }),
  v.object({ kind: v.literal('failed'), problem: problemSchema }),
]);
export type ModelSaved = v.InferOutput<typeof modelSavedSchema>;
export const readModelSaved = validator('The word of who saves a model', modelSavedSchema);
