/** Feature maps of a run: of which layers they are recorded, for which sample, and why not where they aren't. */
import * as v from 'valibot';

const count = v.pipe(v.number(), v.integer(), v.minValue(0));

/** What one layer gives out, channel by channel: an atlas of `columns` × `rows` tiles per recorded step, one PNG. */
const layerMaps = v.object({
  /** By role: generator/conv2d_1. */
  layer: v.string(),
  tag: v.string(),
  columns: count,
  rows: count,
  tileWidth: count,
  tileHeight: count,
  /** Maps in the atlas: the first ones of the layer. */
  shown: count,
  /** Maps that the layer has. */
  count,
});

const fedMaps = v.object({
  role: v.string(),
  /**
   * What the model is given, the same at every step.
   * - heldOutImage: the first image that is held out of training
   * - codingOfImage: the encoder's coding of that image
   * - fixedCoding: noise drawn as the training step draws it, the first of the fixed codings
   */
  sample: v.picklist(['heldOutImage', 'codingOfImage', 'fixedCoding']),
  layers: v.array(layerMaps),
});

const missingMaps = v.object({
  role: v.string(),
  /**
   * - severalInputs: the model has more inputs than one
   * - unknownInput: it takes neither images of the data set nor what the step draws or the encoder gives out
   * - failed: it threw when it was given its sample
   */
  missing: v.picklist(['severalInputs', 'unknownInput', 'failed']),
  /** What it threw. */
  message: v.optional(v.string()),
  /** The layers that would have maps, by role. */
  layers: v.array(v.string()),
});

export const modelMapsSchema = v.union([fedMaps, missingMaps]);
export type LayerMaps = v.InferOutput<typeof layerMaps>;
export type FedMaps = v.InferOutput<typeof fedMaps>;
export type MissingMaps = v.InferOutput<typeof missingMaps>;
export type ModelMaps = v.InferOutput<typeof modelMapsSchema>;
