/** The tracks of a run's timeline: what a model family says can be seen in it, and under which tags it is recorded. */
import * as v from 'valibot';

const place = v.object({ file: v.string(), line: v.number(), column: v.number() });

/**
 * Whose side a series is on, which decides its colour everywhere: blue is the real data and the discriminator that
 * speaks for it, orange the generator and what it made.
 */
export const seriesRoleSchema = v.picklist(['real', 'generated', 'train', 'validation', 'plain']);
export type SeriesRole = v.InferOutput<typeof seriesRoleSchema>;

const curvesTrack = v.object({
  kind: v.literal('curves'),
  id: v.string(),
  title: v.string(),
  /** What is measured and in which unit, e.g. "binary cross-entropy". */
  subtitle: v.string(),
  /** 'share': shares of one, which are shown in percent. */
  unit: v.optional(v.literal('share')),
  series: v.array(
    v.object({
      tag: v.string(),
      label: v.string(),
      role: seriesRoleSchema,
      /** The class that the series is of: then it has the colour that this class has everywhere. */
      classIndex: v.optional(v.number()),
      /** Of a series of means: of how many things each is the mean, and the tag of its standard error; old runs lack both. */
      samples: v.optional(v.number()),
      standardError: v.optional(v.string()),
      /** The phase of a step in which it is measured: one of the manifest's `phases`. */
      phase: v.optional(v.string()),
    }),
  ),
  place: v.optional(place),
});

/** Two histograms over [0, 1] of what the discriminator believes: of real images and of generated ones. */
const beliefsTrack = v.object({
  kind: v.literal('beliefs'),
  id: v.string(),
  title: v.string(),
  subtitle: v.string(),
  real: v.string(),
  generated: v.string(),
  place: v.optional(place),
});

/** Shares that add up to one, stacked: band i is of class i and has its colour. */
const bandsTrack = v.object({
  kind: v.literal('bands'),
  id: v.string(),
  title: v.string(),
  subtitle: v.string(),
  bands: v.array(v.object({ tag: v.string(), label: v.string() })),
  /** What the shares are shares of, so many things at each recorded step: what their confidence intervals hang on. */
  samples: v.number(),
  /** Tag of the share of things whose class is told right, where that was tried. */
  accuracy: v.optional(v.string()),
  /** Why nothing is recorded, in a sentence. */
  unavailable: v.optional(v.string()),
  place: v.optional(place),
});

/** An atlas of images per recorded step: `columns` × `rows` tiles, one PNG. */
const imagesTrack = v.object({
  kind: v.literal('images'),
  id: v.string(),
  title: v.string(),
  subtitle: v.string(),
  tag: v.string(),
  columns: v.number(),
  rows: v.number(),
  tileWidth: v.number(),
  tileHeight: v.number(),
  /** Under the wall at the playhead, e.g. "64 fixed codings". */
  caption: v.string(),
  /**
   * 'samples': every tile is one image. 'pairs': tiles come as a row of inputs over a row of their reconstructions,
   * so rows are even.
   */
  layout: v.picklist(['samples', 'pairs']),
  /** What each column is of, for example the class that its images were asked for: one name a column. */
  columnNames: v.optional(v.array(v.string())),
  /** Of a picture of magnitudes in the colours of viridis: the tag of what its lightest colour stands for; the darkest is 0. */
  scale: v.optional(v.string()),
  place: v.optional(place),
});

/**
 * One row a thing, coloured by its value over time: a layer's gradient norm, a coding's spread. Recorded only now and
 * then: each value holds until the next one.
 */
const heatTrack = v.object({
  kind: v.literal('heat'),
  id: v.string(),
  title: v.string(),
  subtitle: v.string(),
  scale: v.picklist(['log', 'linear']),
  /** Values of the darkest and of the brightest colour, where they are known beforehand; else they come from the data. */
  range: v.optional(v.tuple([v.number(), v.number()])),
  rows: v.array(
    v.object({
      tag: v.string(),
      /** Role, class, units or channels: "G dense 100". The line is the place's. */
      label: v.string(),
      /** By role: generator/dense_1. */
      layer: v.string(),
      place: v.optional(place),
    }),
  ),
  place: v.optional(place),
});

/** Which class a model takes for which, counted again and again among the same things of known classes. */
const confusionTrack = v.object({
  kind: v.literal('confusion'),
  id: v.string(),
  title: v.string(),
  subtitle: v.string(),
  /** In their order; `right` is the tag of the share of its things that is told right. */
  classes: v.array(v.object({ name: v.string(), right: v.string() })),
  /** Tag of the counts: a histogram whose bin `c × classes + d` counts the things of class c that were told to be of class d. */
  counts: v.string(),
  place: v.optional(place),
});

export const trackSchema = v.variant('kind', [
  curvesTrack,
  beliefsTrack,
  bandsTrack,
  imagesTrack,
  heatTrack,
  confusionTrack,
]);
export type Track = v.InferOutput<typeof trackSchema>;
export type CurvesTrack = v.InferOutput<typeof curvesTrack>;
export type BeliefsTrack = v.InferOutput<typeof beliefsTrack>;
export type BandsTrack = v.InferOutput<typeof bandsTrack>;
export type ImagesTrack = v.InferOutput<typeof imagesTrack>;
export type HeatTrack = v.InferOutput<typeof heatTrack>;
export type ConfusionTrack = v.InferOutput<typeof confusionTrack>;
export type HeatRow = HeatTrack['rows'][number];
