/** A run in memory that answers what a panel asks, as the run store does from disk. It knows no page and no model. */
import type { Problem } from '../../src/base/problem';
import type { RunManifest, RunState } from '../../src/protocol/manifest';
import type {
  Curve,
  HistogramMatrix,
  PanelRun,
  RecordedImage,
  SpanStatistics,
} from '../../src/protocol/training-panel-messages';

export interface RunRecords {
  readonly manifest: RunManifest;
  /** Tag → its value at each step, from step 1; undefined where none was recorded. */
  readonly scalars: ReadonlyMap<string, (step: number) => number | undefined>;
  /** Tag → counts at each recorded step; all have as many bins. */
  readonly histograms: ReadonlyMap<
    string,
    { readonly every: number; readonly bins: number; readonly at: (step: number) => Float32Array }
  >;
  readonly pictures: ReadonlyMap<
    string,
    { readonly steps: readonly number[]; readonly at: (step: number) => Uint8Array }
  >;
}

export class RecordedRun {
  state: RunState = 'finished';
  activity = '';
  stepsPerSecond = 0;
  damage: string[] = [];
  problem: Problem | undefined;

  constructor(
    readonly records: RunRecords,
    public lastStep: number,
  ) {}

  read(): PanelRun {
    const { state, damage, problem } = this;
    return { manifest: this.records.manifest, state, progress: this.progress(), damage, ...(problem && { problem }) };
  }

  progress(): PanelRun['progress'] {
    const { state, activity, lastStep, stepsPerSecond } = this;
    const epoch = lastStep / this.records.manifest.stepsPerEpoch;
    return {
      state,
      activity,
      lastStep,
      epoch,
      stepsPerSecond,
      stepMsMedian: stepsPerSecond > 0 ? 1000 / stepsPerSecond : 0,
      lookingShare: 0.018,
    };
  }

  curves(tags: readonly string[], fromStep: number, toStep: number, columns: number): Curve[] {
    return tags.map((tag) => this.curve(tag, fromStep, Math.min(toStep, this.lastStep), columns));
  }

  histograms(tag: string, fromStep: number, toStep: number, columns: number): HistogramMatrix {
    const recorded = this.records.histograms.get(tag);
    const bins = recorded?.bins ?? 1;
    const counts = new Float32Array(columns * bins);
    if (recorded && fromStep === toStep) {
      const step = Math.floor(Math.min(toStep, this.lastStep) / recorded.every) * recorded.every;
      if (step > 0) counts.set(recorded.at(step));
    } else if (recorded) {
      const first = Math.max(recorded.every, Math.ceil(fromStep / recorded.every) * recorded.every);
      for (let step = first; step <= Math.min(toStep, this.lastStep); step += recorded.every) {
        const column = Math.min(columns - 1, Math.floor(((step - fromStep) * columns) / (toStep - fromStep)));
        recorded.at(step).forEach((count, bin) => (counts[column * bins + bin]! += count));
      }
    }
    return { tag, bins, columns, counts };
  }

  values(tags: readonly string[], step: number): { tag: string; step: number; value: number }[] {
    return tags.flatMap((tag) => {
      const at = this.records.scalars.get(tag);
      for (let back = Math.min(step, this.lastStep); back > 0; back--) {
        const value = at?.(back);
        if (value !== undefined) return [{ tag, step: back, value }];
      }
      return [];
    });
  }

  /** Plainly, number after number: what the run store does must come to the same. */
  statistics(tags: readonly string[], fromStep: number, toStep: number): SpanStatistics[] {
    return tags.flatMap((tag) => {
      const at = this.records.scalars.get(tag);
      const records: { step: number; value: number }[] = [];
      for (let step = Math.max(1, fromStep); step <= Math.min(toStep, this.lastStep); step++) {
        const value = at?.(step);
        if (value !== undefined) records.push({ step, value: Math.fround(value) });
      }
      const [first, last] = [records[0], records.at(-1)];
      if (!first || !last) return [];
      const finite = records.filter(({ value }) => Number.isFinite(value));
      const sum = (of: (record: { step: number; value: number }) => number) =>
        finite.reduce((total, record) => total + of(record), 0);
      const mean = sum(({ value }) => value) / finite.length;
      const middle = sum(({ step }) => step) / finite.length;
      return [
        {
          tag,
          records: records.length,
          nonFinite: records.length - finite.length,
          mean,
          spread: Math.sqrt(sum(({ value }) => (value - mean) ** 2) / finite.length),
          min: Math.min(...finite.map(({ value }) => value)),
          max: Math.max(...finite.map(({ value }) => value)),
          first: first.value,
          last: last.value,
          firstStep: first.step,
          lastStep: last.step,
          slopePer1000:
            (1000 * sum(({ step, value }) => (step - middle) * (value - mean))) /
            sum(({ step }) => (step - middle) ** 2),
        },
      ];
    });
  }

  imageAt(tag: string, step: number): RecordedImage | null {
    const recorded = this.records.pictures.get(tag);
    const steps = this.steps(tag);
    const at = steps.findLast((candidate) => candidate <= step) ?? steps[0];
    return recorded && at !== undefined ? { tag, step: at, png: recorded.at(at) } : null;
  }

  steps(tag: string): Float64Array {
    const at = this.records.scalars.get(tag);
    if (at)
      return Float64Array.from({ length: this.lastStep }, (_, i) => i + 1).filter((step) => at(step) !== undefined);
    return new Float64Array((this.records.pictures.get(tag)?.steps ?? []).filter((step) => step <= this.lastStep));
  }

  private curve(tag: string, fromStep: number, toStep: number, columns: number): Curve {
    const at = this.records.scalars.get(tag);
    const records: { step: number; value: number }[] = [];
    for (let step = Math.max(1, Math.ceil(fromStep)); step <= toStep; step++) {
      const value = at?.(step);
      if (value !== undefined) records.push({ step, value });
    }
    const width = Math.max(1, Math.ceil(records.length / columns));
    const buckets = Array.from({ length: Math.ceil(records.length / width) }, (_, i) =>
      records.slice(i * width, (i + 1) * width),
    );
    const finite = buckets.map((bucket) => bucket.map(({ value }) => value).filter(Number.isFinite));
    const each = (figure: (values: number[]) => number) =>
      Float32Array.from(finite, (values) => (values.length > 0 ? figure(values) : NaN));
    return {
      tag,
      firstStep: Float64Array.from(buckets, (bucket) => bucket[0]?.step ?? NaN),
      lastStep: Float64Array.from(buckets, (bucket) => bucket.at(-1)?.step ?? NaN),
      min: each((values) => Math.min(...values)),
      mean: each((values) => values.reduce((sum, value) => sum + value, 0) / values.length),
      max: each((values) => Math.max(...values)),
      nonFinite: Uint32Array.from(buckets, (bucket, i) => bucket.length - (finite[i]?.length ?? 0)),
    };
  }
}
