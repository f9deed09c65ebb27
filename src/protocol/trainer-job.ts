/** The order a client gives to a trainer when it starts it: what to train or to resume, and where to listen. */
import * as v from 'valibot';
import { validator } from './validate';

/** 2 GB: weeks of training of the lecture's models. */
export const DEFAULT_QUOTA_BYTES = 2e9;

const count = v.pipe(v.number(), v.integer(), v.minValue(0));

/** Where data sets may come from. */
export const dataPlacesSchema = v.object({
  /** Folders searched for data sets before the cache, in order. */
  datasetFolders: v.array(v.string()),
  cacheFolder: v.string(),
  allowDownload: v.boolean(),
});
export type DataPlaces = v.InferOutput<typeof dataPlacesSchema>;

const trainerJobSchema = v.object({
  /** A new run of an experiment file, or the continuation of a run from its newest valid checkpoint. Absolute paths. */
  task: v.variant('kind', [
    v.object({
      kind: v.literal('train'),
      experimentFile: v.string(),
      runsFolder: v.string(),
      /** Overrides of what the experiment says. */
      epochs: v.optional(count),
      steps: v.optional(count),
      seed: v.optional(count),
      engine: v.picklist(['auto', 'onnx', 'tensorflow']),
      threads: v.optional(v.number()),
    }),
    v.object({ kind: v.literal('resume'), runFolder: v.string() }),
  ]),
  /** Path of the private socket (a named pipe on Windows) that the trainer listens on. */
  socket: v.string(),
  /** How long to go on with no client, in minutes, before a checkpoint and the end as paused. */
  leaseMinutes: v.number(),
  /** What the run may take on disk before old checkpoints are thinned out, in bytes. */
  quotaBytes: v.pipe(v.number(), v.minValue(0)),
  ...dataPlacesSchema.entries,
  /** A data set that has no reference classifier yet gets one, trained beside the run in a process of low priority. */
  trainClassifier: v.optional(v.boolean()),
});
export type TrainerJob = v.InferOutput<typeof trainerJobSchema>;
export const readTrainerJob = validator('The job of a trainer', trainerJobSchema);
export type TrainTask = Extract<TrainerJob['task'], { kind: 'train' }>;
