/**
 * What the Latent space panel asks about the codings of a run, and what an inspector answers. The codings themselves stay
 * in the inspector; what travels is where they lie on a map, and the images that belong to them.
 */
import * as v from 'valibot';
import { count, floatsSchema, tensorSchema } from './plain-tensor';
import { validator } from './validate';

/**
 * What lies in a latent space.
 * - samples: what an encoder makes of the training samples, in their order
 * - chance: normally distributed codings that a generator makes images of, always the same
 */
const latentSourceSchema = v.variant('kind', [
  v.object({
    kind: v.literal('samples'),
    /** Numbers in one coding. */
    codings: count,
    /** Samples that there are. */
    count,
    /** Role of the model that decodes; absent where there is none, so that nothing can be decoded. */
    decoder: v.optional(v.string()),
    /** Of one sample. */
    sampleShape: v.array(count),
  }),
  v.object({
    kind: v.literal('chance'),
    codings: count,
    /** The last so many numbers of each coding are the class that is asked for: 1 for it, 0 elsewhere. */
    classes: v.optional(count),
    count,
    decoder: v.string(),
    sampleShape: v.array(count),
  }),
  /** Why there is no latent space, as a sentence, and what to do. */
  v.object({ kind: v.literal('none'), message: v.string(), remedy: v.optional(v.string()) }),
]);
export type LatentSource = v.InferOutput<typeof latentSourceSchema>;

/** A plane, a line or a space of another dimension, in the data's own coordinates. */
const subspaceSchema = v.object({
  /** [numbers of a sample]: a point that lies in it. */
  origin: floatsSchema,
  /** Row-major [dimensions, numbers of a sample], orthonormal. */
  directions: floatsSchema,
});
export type Subspace = v.InferOutput<typeof subspaceSchema>;

/** How far a projection can be trusted. Source: Venna, Kaski, "Neighborhood Preservation in Nonlinear Projection Methods", 2001 */
const trustSchema = v.object({
  /** 1 when those near on the map are near in the latent space, too; about 0.5 by chance. */
  trustworthiness: v.number(),
  /** 1 when those near in the latent space are near on the map, too. */
  continuity: v.number(),
  /** So many nearest ones are compared. */
  neighbours: count,
  /** Codings that it was measured on. */
  sample: count,
});
export type Trust = v.InferOutput<typeof trustSchema>;

/** How codings are laid out on a map. `axes` are two or three codings themselves, counted from 0. */
const projectionSchema = v.variant('method', [
  v.object({ method: v.literal('codings'), axes: v.pipe(v.array(count), v.minLength(2), v.maxLength(3)) }),
  v.object({ method: v.literal('pca'), dimensions: v.picklist([2, 3]) }),
  v.object({ method: v.literal('umap'), neighbours: v.pipe(count, v.minValue(2), v.maxValue(200)) }),
  v.object({ method: v.literal('tsne'), perplexity: v.pipe(v.number(), v.minValue(2), v.maxValue(200)) }),
]);
export type Projection = v.InferOutput<typeof projectionSchema>;
/** As a panel has kept it. @throws when it is none */
export const readKeptProjection = validator('A projection', projectionSchema);

/** Questions that a panel asks and a host hands on to the inspector of the run. */
export const latentQuestions = [
  v.object({ kind: v.literal('describeLatent') }),
  /**
   * Makes the codings of the first `samples` samples with the weights after `step` steps, and keeps them: what follows is
   * about these. The newest such question wins: an older one is answered with null.
   * `space` is what maps are made of: the codings, or, of codings by chance, the images that the generator makes of them.
   */
  v.object({ kind: v.literal('encode'), step: count, samples: count, space: v.picklist(['codings', 'images']) }),
  /**
   * Lays them out. UMAP and t-SNE tell how far they have come by `projected` events, begin where the last map of the same
   * method left off, and lay out as many as they can in good time; another `project` or `encode` ends them, with null.
   */
  v.object({ kind: v.literal('project'), projection: projectionSchema }),
  /** The codings of samples, by their number: [indices, codings]. */
  v.object({ kind: v.literal('readCodings'), indices: v.array(count) }),
  /** What would lie at places of the map that was last made: [places, codings], by `place` [places, dimensions of the map]. */
  v.object({ kind: v.literal('codingsAt'), places: tensorSchema }),
  /** Images of codings: [codings, …sample shape] in the data's range. */
  v.object({ kind: v.literal('decodeCodings'), codings: tensorSchema }),
  /** Samples by their number, as they were encoded, or as they were generated: [indices, …sample shape] in the data's range. */
  v.object({ kind: v.literal('readSamples'), indices: v.array(count) }),
] as const;
export type LatentQuestion = v.InferOutput<(typeof latentQuestions)[number]>;

export const latentDescriptionSchema = v.object({
  source: latentSourceSchema,
  classNames: v.array(v.string()),
  /** Of every number in a sample. */
  range: v.tuple([v.number(), v.number()]),
  /** 'images', 'points', … as in the data preview. */
  samples: v.string(),
});
export type LatentDescription = v.InferOutput<typeof latentDescriptionSchema>;

export const encodedSchema = v.object({
  step: count,
  /** Samples that were encoded: as many as were asked for, or as fit into memory. */
  count,
  codings: count,
  /** [count] class numbers; of generated images those that were asked for, or as the reference classifier tells them; absent where nobody knows. */
  classes: v.optional(v.instance(Int32Array)),
  /** More that samples can be coloured by, [count] each: `error`, the mean squared error of a reconstruction; `real`, the discriminator's probability. */
  scalars: v.array(v.object({ id: v.picklist(['error', 'real']), values: floatsSchema })),
  /** Of each coding over all samples: [codings] each. */
  means: floatsSchema,
  spreads: floatsSchema,
  /** For a linear autoencoder: what it has learnt beside PCA of the training samples. */
  pca: v.optional(
    v.object({
      angleDegrees: v.number(),
      learnt: subspaceSchema,
      components: subspaceSchema,
      /** [count, dimensions]: the samples on PCA's components, turned to lie as near as they can to their codings. */
      places: tensorSchema,
    }),
  ),
});
export type Encoded = v.InferOutput<typeof encodedSchema>;

export const latentMapSchema = v.object({
  step: count,
  projection: projectionSchema,
  /** [count, dimensions]; of those that are not laid out NaN. */
  places: tensorSchema,
  /** Those that are laid out: all, or the first so many. */
  placed: count,
  /** Of PCA: the share of the variance that each axis of the map has. */
  explained: v.optional(v.array(v.number())),
  /** Absent for the codings themselves where there are no more than the map has axes: nothing is lost. */
  trust: v.optional(trustSchema),
});
export type LatentMap = v.InferOutput<typeof latentMapSchema>;

/** What the codings of a latent space are for those that decode, read samples, and ask what lies where. */
export interface LatentAnswers {
  readonly describeLatent: LatentDescription;
  readonly encode: Encoded | null;
  readonly project: LatentMap | null;
  readonly readCodings: v.InferOutput<typeof tensorSchema>;
  readonly codingsAt: v.InferOutput<typeof tensorSchema>;
  readonly decodeCodings: v.InferOutput<typeof tensorSchema>;
  readonly readSamples: v.InferOutput<typeof tensorSchema>;
}

export const latentAnswerSchemas = {
  describeLatent: latentDescriptionSchema,
  encode: v.nullable(encodedSchema),
  project: v.nullable(latentMapSchema),
  readCodings: tensorSchema,
  codingsAt: tensorSchema,
  decodeCodings: tensorSchema,
  readSamples: tensorSchema,
} as const;

/** How far an inspector has come with what it was asked, in the order in which it happens. */
export const latentEvents = [
  /** `done` of `all` samples are encoded. */
  v.object({ kind: v.literal('encoding'), done: count, all: count }),
  /** A map as it is after `done` of `all` rounds; before the first round, while neighbours are looked for, without places. */
  v.object({ kind: v.literal('projected'), done: count, all: count, places: v.optional(tensorSchema) }),
] as const;
