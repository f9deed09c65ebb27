/** The manifest of a run: what stands in `manifest.json`, validated whenever it is read from disk. */
import * as v from 'valibot';
import { modelMapsSchema } from './feature-maps';
import { trackSchema } from './tracks';

const count = v.pipe(v.number(), v.integer(), v.minValue(0));

/** A place in the user's source, as an editor counts: lines and columns from 1. `file` is absolute. */
export const placeSchema = v.object({ file: v.string(), line: count, column: count });
export type SourcePlace = v.InferOutput<typeof placeSchema>;

export const problemSchema = v.object({
  message: v.string(),
  remedy: v.optional(v.string()),
  file: v.optional(v.string()),
  line: v.optional(count),
  column: v.optional(count),
  blame: v.picklist(['experiment', 'environment']),
});

/** One layer, in source order. `frames` is the chain of user frames that made it, innermost first. */
export const layerSchema = v.object({
  name: v.string(),
  className: v.string(),
  outputShape: v.array(v.nullable(count)),
  parameters: count,
  frames: v.array(placeSchema),
  /** Name by role of the weight of another layer that it uses, too, and that counts there: encoder/dense_2/kernel. */
  tiedTo: v.optional(v.string()),
});
export type LayerSummary = v.InferOutput<typeof layerSchema>;

export const modelSchema = v.object({ role: v.string(), layers: v.array(layerSchema) });
export type ModelSummary = v.InferOutput<typeof modelSchema>;

/** One stretch of writing: a start or a resume. Records of earlier segments at steps > `fromStep` are superseded. */
export const segmentSchema = v.object({ eventFile: v.string(), fromStep: count, startedAt: v.string() });
export type Segment = v.InferOutput<typeof segmentSchema>;

/** Something that people should know of a run, and from which step on. */
export const noteSchema = v.object({ step: count, message: v.string(), place: v.optional(placeSchema) });
export type RunNote = v.InferOutput<typeof noteSchema>;

export const endSchema = v.object({
  state: v.picklist(['finished', 'stopped', 'paused', 'failed']),
  step: count,
  at: v.string(),
  /** Over the names, shapes and bytes of the whole state value at `step`. */
  stateSha256: v.optional(v.string()),
  stepMsMedian: v.number(),
  /** Means over the last window of steps, by name. */
  metrics: v.record(v.string(), v.nullable(v.number())),
  problem: v.optional(problemSchema),
});
export type RunEnd = v.InferOutput<typeof endSchema>;

/** A stretch of a training with a name of its own; the first step of a run is 1. */
const stageSchema = v.object({ name: v.string(), firstStep: count, lastStep: count });
export type RunStage = v.InferOutput<typeof stageSchema>;

export const manifestSchema = v.object({
  format: v.literal(1),
  id: v.string(),
  name: v.string(),
  createdAt: v.string(),
  /** The run and the step that this one branched off from. */
  parent: v.optional(v.object({ run: v.string(), step: count })),
  gibbonVersion: v.string(),
  experiment: v.object({ file: v.string(), family: v.string() }),
  /** Every local source file that went into the bundle; `storedAs` is relative to the run folder. */
  sources: v.array(v.object({ file: v.string(), storedAs: v.string(), sha256: v.string() })),
  bundle: v.object({ storedAs: v.string(), sha256: v.string() }),
  seed: count,
  engine: v.object({
    name: v.picklist(['onnx', 'tensorflow']),
    threads: count,
    detail: v.string(),
    versions: v.record(v.string(), v.string()),
  }),
  dataset: v.object({
    name: v.string(),
    description: v.string(),
    trainCount: count,
    shape: v.array(count),
    classNames: v.array(v.string()),
    /** SHA-256 over all samples, of data that is the user's own: another one would be another training. */
    fingerprint: v.optional(v.string()),
  }),
  batchSize: count,
  stepsPerEpoch: count,
  epochs: v.number(),
  totalSteps: count,
  /** One after the other, in a training of several stages. */
  stages: v.optional(v.array(stageSchema)),
  /** Names of the optimizers in the order in which a step updates by them; runs recorded earlier don't say. */
  phases: v.optional(v.array(v.string())),
  /** Share of the step time that everything that looks may take, 0.05 = 5 %. */
  lookingBudget: v.number(),
  models: v.array(modelSchema),
  tracks: v.array(trackSchema),
  /** One a model that has convolutions; runs recorded earlier have none. */
  featureMaps: v.optional(v.array(modelMapsSchema)),
  /** false: two replays of one step differed, so there is no step back and resume is not exact; null: not checked. */
  replayable: v.nullable(v.boolean()),
  /** Why steps did not run compiled, and the like; in the order in which it happened. */
  notes: v.optional(v.array(noteSchema)),
  segments: v.array(segmentSchema),
  /** Where relative paths of the data set start: the folder of the experiment. */
  baseFolder: v.string(),
  /** The living writer; null once it has ended in order. A writer that died leaves itself here: the run is `crashed`. */
  process: v.nullable(v.object({ pid: count, socket: v.string() })),
  end: v.nullable(endSchema),
});
export type RunManifest = v.InferOutput<typeof manifestSchema>;

/** What a run is doing, as people say it. */
export type RunState = 'starting' | 'training' | 'paused' | 'finished' | 'stopped' | 'failed' | 'crashed';
