/**
 * What stands in a run's index, besides its pages of numbers: a cache of what its event files say, and of which state of
 * those files that was. Any part of it can be had from the event files again.
 */
import * as v from 'valibot';
import { validator } from './validate';

const count = v.pipe(v.number(), v.integer(), v.minValue(0));
const float32s = v.instance(Float32Array);
const float64s = v.instance(Float64Array);
const uint32s = v.instance(Uint32Array);

const stepsSchema = v.object({ count, starts: float64s, firsts: float64s, strides: float64s });
/** A column of ascending steps, as stretches with a stride each. */
export type StoredSteps = v.InferOutput<typeof stepsSchema>;

const scalarsSchema = v.object({
  steps: stepsSchema,
  /** Which of the pages are this tag's, in order. */
  pages: uint32s,
  /** The numbers behind the last page. */
  tail: float32s,
  /** Of each block of the pyramid's lowest level. */
  min: float32s,
  max: float32s,
  sum: float64s,
  nonFinite: uint32s,
});
export type StoredScalars = v.InferOutput<typeof scalarsSchema>;

const recordsSchema = v.object({ steps: stepsSchema, segments: uint32s, offsets: float64s, lengths: uint32s });
/** Where records lie in the event files. */
export type StoredRecords = v.InferOutput<typeof recordsSchema>;

const histogramsSchema = v.object({
  bins: count,
  /** Histograms that one row stands for. */
  perRow: v.pipe(count, v.minValue(1)),
  index: recordsSchema,
  /** Row-major [rows, bins]. */
  counts: float32s,
});
export type StoredHistograms = v.InferOutput<typeof histogramsSchema>;

const seriesSchema = v.object({
  lastStep: v.number(),
  eventCount: count,
  /** What was left out, and how often. */
  oddities: v.array(v.tuple([v.string(), count])),
  scalars: v.array(v.tuple([v.string(), scalarsSchema])),
  histograms: v.array(v.tuple([v.string(), histogramsSchema])),
  images: v.array(v.tuple([v.string(), recordsSchema])),
});
export type StoredSeries = v.InferOutput<typeof seriesSchema>;

const fileSchema = v.object({
  /** As in the manifest's segments. */
  eventFile: v.string(),
  fromStep: count,
  /** How far it was read, and what was left out up to there. */
  offset: count,
  badRecords: count,
  firstBadOffset: count,
  /** In bytes, and when it was last written, in nanoseconds since 1970. */
  size: count,
  mtimeNs: v.string(),
  /** Checksums of its first bytes, and of the last ones in front of `offset`. */
  head: count,
  end: count,
});
export type IndexedFile = v.InferOutput<typeof fileSchema>;

const indexSchema = v.object({
  files: v.array(fileSchema),
  /** One a page, over its bytes. */
  checksums: uint32s,
  series: seriesSchema,
});
export type StoredIndex = v.InferOutput<typeof indexSchema>;
export const readStoredIndex = validator('The index of a run', indexSchema);
