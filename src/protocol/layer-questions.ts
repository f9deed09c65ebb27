/** What the Layers panel asks about what layers make of samples, and what an inspector answers. */
import * as v from 'valibot';
import { count, floatsSchema, tensorSchema } from './plain-tensor';

/** Samples that are shown side by side at most. */
export const MOST_SAMPLES = 4;

/** Questions that a panel asks and a host hands on to the inspector of the run. */
export const layerQuestions = [
  /** What can be shown of the run's layers, and of which samples. */
  v.object({ kind: v.literal('describeLayers') }),
  /**
   * What each layer gives out for samples by their number (of a generator: for codings by theirs) after step `step`. The newest
   * such question wins: an older one is answered with null.
   */
  v.object({
    kind: v.literal('runLayers'),
    step: count,
    samples: v.pipe(v.array(count), v.minLength(1), v.maxLength(MOST_SAMPLES)),
  }),
  /** Samples of the data by their number: [indices, …sample shape]. */
  v.object({ kind: v.literal('readInputs'), indices: v.array(count) }),
  /** The weights of a layer that can be seen as images, or as a matrix. */
  v.object({ kind: v.literal('readWeights'), step: count, layer: v.string() }),
  /** Which of the first samples make a unit, or the mean of a channel, largest. */
  v.object({ kind: v.literal('findLargest'), step: count, layer: v.string(), call: count, unit: count, among: count }),
  /** What one number in the middle of one input channel of a transposed convolution paints: [height, width, channels]. */
  v.object({ kind: v.literal('paintFrom'), step: count, layer: v.string(), channel: count }),
] as const;
export type LayerQuestion = v.InferOutput<(typeof layerQuestions)[number]>;

const layersDescriptionSchema = v.object({
  /** Samples of the data that can be chosen. */
  samples: count,
  sampleShape: v.array(count),
  range: v.tuple([v.number(), v.number()]),
  classNames: v.array(v.string()),
  /** By role: what each model is fed with, or, as a sentence, why nothing can be. */
  models: v.array(
    v.object({
      role: v.string(),
      fed: v.picklist(['sample', 'coding', 'chance', 'nothing']),
      why: v.optional(v.string()),
    }),
  ),
});
export type LayersDescription = v.InferOutput<typeof layersDescriptionSchema>;

/**
 * How numbers of a layer are looked at.
 * - maps: [height, width, channels], a picture a channel
 * - units: [units], a cell a unit
 * - sequence: [steps, units], a row a step
 */
const layoutSchema = v.picklist(['maps', 'units', 'sequence']);
export type LayerLayout = v.InferOutput<typeof layoutSchema>;

const layerRunSchema = v.object({
  /** By role: encoder/conv2d_1. */
  name: v.string(),
  /** Of a layer that the model calls more than once: which call, from 0. */
  call: count,
  calls: count,
  layout: layoutSchema,
  /** Of one sample, as it is looked at. */
  shape: v.array(count),
  /** Channels or units that `values` has, of all that there are. */
  shown: count,
  all: count,
  /** [samples, …shape], with `shown` in the place of `all`. */
  values: floatsSchema,
  /** Of each sample over all of them: smallest, largest, share that is 0, length. */
  figures: v.array(v.object({ least: v.number(), most: v.number(), zeroShare: v.number(), norm: v.number() })),
  /** [samples]: length of the difference from the first sample, over the length of the first. */
  apart: floatsSchema,
});
export type LayerRun = v.InferOutput<typeof layerRunSchema>;

const layersRunSchema = v.object({ step: count, samples: v.array(count), layers: v.array(layerRunSchema) });
export type LayersRun = v.InferOutput<typeof layersRunSchema>;

const weightPicturesSchema = v.object({
  step: count,
  /** A name by role, and the picture of each unit or channel: [count, height, width]; the first of more. */
  weights: v.array(v.object({ name: v.string(), shape: v.array(count), all: count, pictures: tensorSchema })),
});
export type WeightPictures = v.InferOutput<typeof weightPicturesSchema>;

const largestSchema = v.object({ step: count, among: count, samples: v.array(count), values: v.array(v.number()) });
export type Largest = v.InferOutput<typeof largestSchema>;

export interface LayerAnswers {
  readonly describeLayers: LayersDescription;
  readonly runLayers: LayersRun | null;
  readonly readInputs: v.InferOutput<typeof tensorSchema>;
  readonly readWeights: WeightPictures;
  readonly findLargest: Largest | null;
  readonly paintFrom: v.InferOutput<typeof tensorSchema>;
}

export const layerAnswerSchemas = {
  describeLayers: layersDescriptionSchema,
  runLayers: v.nullable(layersRunSchema),
  readInputs: tensorSchema,
  readWeights: weightPicturesSchema,
  findLargest: v.nullable(largestSchema),
  paintFrom: tensorSchema,
} as const;
