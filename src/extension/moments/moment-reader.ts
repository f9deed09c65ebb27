/** The records of a run, and at one step also what was computed again of it. Pure. */
import type { Moment } from '../../protocol/inspector-messages';
import type { RunReader } from '../../store/run-reader';

/** What is shown of a run at its playhead. */
export type RunFigures = Pick<
  RunReader,
  'values' | 'imageAt' | 'histogramAt' | 'histograms' | 'curves' | 'windowMeans'
>;

/**
 * @param moment stands in for what is missing at its own step, and nowhere else: what was recorded at that step is shown as
 * recorded
 */
export function withMoment(reader: RunFigures, moment: Moment): RunFigures {
  const numbers = new Map(moment.scalars.map(({ tag, value }) => [tag, value]));
  const { step } = moment;
  /** Of its step, where none was recorded at just this one. */
  const computedHistogram = (tag: string) => {
    const computed = moment.histograms.find((one) => one.tag === tag);
    return computed && reader.histogramAt(tag, step)?.step !== step ? computed : undefined;
  };
  return {
    values(tags, at) {
      if (at !== step) return reader.values(tags, at);
      const recorded = new Map(reader.values(tags, at).map((value) => [value.tag, value]));
      return tags.flatMap((tag) => {
        const record = recorded.get(tag);
        const computed = numbers.get(tag);
        if (computed === undefined || record?.step === step) return record ? [record] : [];
        return [{ tag, step, value: Math.fround(computed) }];
      });
    },
    imageAt(tag, at) {
      const record = reader.imageAt(tag, at);
      const computed = at === step && record?.step !== step && moment.images.find((image) => image.tag === tag);
      return computed ? { tag, step, png: computed.png } : record;
    },
    histogramAt(tag, at) {
      const computed = at === step ? computedHistogram(tag) : undefined;
      return computed ? { ...computed, step } : reader.histogramAt(tag, at);
    },
    histograms(tag, from, to, columns) {
      const computed = from === step && to === step ? computedHistogram(tag) : undefined;
      if (!computed) return reader.histograms(tag, from, to, columns);
      const counts = Float32Array.from(computed.bucketCounts);
      return { tag, bins: counts.length, columns: 1, counts };
    },
    curves: (...span) => reader.curves(...span),
    windowMeans: (...span) => reader.windowMeans(...span),
  };
}
