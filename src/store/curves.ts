/**
 * Thins a series to what a curve of some columns can show. Buckets hold equally many records and begin at multiples of
 * that number, so that a bucket stays as it is while the run grows at the right.
 */
import type { Curve } from '../protocol/training-panel-messages';
import type { ScalarSeries, StretchStatistics } from './scalar-series';

/** @param columns most buckets in the curve, ≥ 1 */
export function curveOf(tag: string, series: ScalarSeries, fromStep: number, toStep: number, columns: number): Curve {
  const { steps } = series;
  const from = steps.countBefore(fromStep);
  const to = Math.max(from, steps.countUpTo(toStep));
  const width = bucketWidth(from, to, columns);
  const firstBucket = Math.floor(from / width);
  const buckets = to === from ? 0 : Math.ceil(to / width) - firstBucket;
  const curve = emptyCurve(tag, buckets);
  const statistics: StretchStatistics = { min: 0, mean: 0, max: 0, nonFinite: 0 };
  for (let i = 0; i < buckets; i++) {
    const begin = Math.max(from, (firstBucket + i) * width);
    const end = Math.min(to, (firstBucket + i + 1) * width);
    series.summarize(begin, end, statistics);
    curve.firstStep[i] = steps.at(begin);
    curve.lastStep[i] = steps.at(end - 1);
    curve.min[i] = statistics.min;
    curve.mean[i] = statistics.mean;
    curve.max[i] = statistics.max;
    curve.nonFinite[i] = statistics.nonFinite;
  }
  return curve;
}

export function emptyCurve(tag: string, buckets: number): Curve {
  return {
    tag,
    firstStep: new Float64Array(buckets),
    lastStep: new Float64Array(buckets),
    min: new Float32Array(buckets),
    mean: new Float32Array(buckets),
    max: new Float32Array(buckets),
    nonFinite: new Uint32Array(buckets),
  };
}

/**
 * The narrowest of 1 … 15, 16, 18, … 30, 32, 36, … (four significant bits) at which [from … to) touches at most
 * `columns` buckets: such widths are made of few blocks of the pyramid, and change seldom while a run grows.
 */
function bucketWidth(from: number, to: number, columns: number): number {
  const touched = (width: number): number => Math.ceil(to / width) - Math.floor(from / width);
  let significant = 1;
  let scale = 1;
  while (touched(significant * scale) > columns) {
    significant++;
    if (significant === 16) {
      significant = 8;
      scale *= 2;
    }
  }
  return significant * scale;
}
