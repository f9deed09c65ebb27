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
  series: v.array(
    v.object({
      tag: v.string(),
      label: v.string(),
      role: seriesRoleSchema,
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
  place: v.optional(place),
});

export const trackSchema = v.variant('kind', [curvesTrack, beliefsTrack, imagesTrack]);
export type Track = v.InferOutput<typeof trackSchema>;
export type CurvesTrack = v.InferOutput<typeof curvesTrack>;
export type BeliefsTrack = v.InferOutput<typeof beliefsTrack>;
export type ImagesTrack = v.InferOutput<typeof imagesTrack>;
