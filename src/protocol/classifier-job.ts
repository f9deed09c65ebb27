/** The order to train the reference classifier of a data set, and what comes back over the process' channel. */
import * as v from 'valibot';
import { datasetSchema } from './dataset-schema';
import { problemSchema } from './manifest';
import { dataPlacesSchema } from './trainer-job';
import { validator } from './validate';

const share = v.pipe(v.number(), v.minValue(0), v.maxValue(1));

const classifierJobSchema = v.object({
  kind: v.literal('trainClassifier'),
  dataset: datasetSchema,
  /** Where relative paths in the data set start. */
  baseFolder: v.string(),
  /** false: one that is there already is enough. */
  again: v.boolean(),
  ...dataPlacesSchema.entries,
});
export type ClassifierJob = v.InferOutput<typeof classifierJobSchema>;
export const readClassifierJob = validator('The job of training a classifier', classifierJobSchema);

const classifierWordSchema = v.variant('kind', [
  v.object({ kind: v.literal('began'), dataset: v.string() }),
  v.object({ kind: v.literal('progressed'), share }),
  v.object({
    kind: v.literal('ready'),
    dataset: v.string(),
    file: v.string(),
    /** Share of the test images whose class it tells, and how many images that are. */
    accuracy: share,
    testCount: v.number(),
    trainedMs: v.number(),
    /** Why it ran slower than it should, one sentence each. */
    notes: v.array(v.string()),
  }),
  v.object({ kind: v.literal('failed'), problem: problemSchema }),
]);
/** Progress, as often as it likes, and at last `ready` or `failed`. */
export type ClassifierWord = v.InferOutput<typeof classifierWordSchema>;
export const readClassifierWord = validator('The word of who trains a classifier', classifierWordSchema);
