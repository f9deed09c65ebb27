/**
 * Reads a run while it is written or long after: follows its event files, begins with their index where there is one, and
 * answers from memory and from pages on disk. Any number of readers may read a run; what they write is caches.
 */
import path from 'node:path';
import type { Disposable } from '../base/disposable';
import { ok, type Result } from '../base/result';
import type { RunManifest } from '../protocol/manifest';
import type { Curve, HistogramMatrix, RecordedImage, SpanStatistics } from '../protocol/training-panel-messages';
import { curveOf, emptyCurve } from './curves';
import { EventFileTail } from './event-file-tail';
import { decodeHistogram, decodeHistogramCounts, decodeImage, type RecordedHistogram } from './event-messages';
import { addCounts, columnOf, emptyMatrix, type HistogramSeries } from './histogram-series';
import { ManifestWatch } from './manifest-watch';
import { NumberPages, PageLost, type StoredPages } from './number-pages';
import { openScratchFile } from './page-file';
import { readPayload } from './read-payload';
import type { RecordLocation } from './record-index';
import { openRunIndex, type OpenedIndex, removeRunIndex, writeRunIndex } from './run-index';
import { RunSeries } from './run-series';
import type { StretchStatistics } from './scalar-series';
import { spanStatistics } from './span-statistics';

/** How long `refreshAsync` works before it lets others run. */
const SLICE_MS = 8;
/** Up to so many thinned out histograms are read again from the disk, one by one. */
const MOST_HISTOGRAMS_FROM_DISK = 256;
/** Event files that hold less are read as fast as an index. */
export const INDEX_FROM_BYTES = 32 * 1024 * 1024;

export interface RecordedValue {
  readonly tag: string;
  readonly step: number;
  readonly value: number;
}

/** Parallel arrays, ascending by step. */
export interface RecordedNumbers {
  readonly steps: Float64Array;
  readonly values: Float32Array;
}

export interface RefreshOptions {
  /** The writer is known to be dead: an incomplete end is damage, not something to wait for. */
  readonly isWriterGone?: boolean;
}

export interface Refreshed {
  /** Whether there is anything new to see. */
  readonly grew: boolean;
}

export class RunReader implements Disposable {
  private pages: NumberPages;
  private series: RunSeries;
  private tails: EventFileTail[] = [];
  /** Per segment: records of later steps are superseded. */
  private maxSteps: number[] = [];
  private ingesting: Generator<void, void> | undefined;
  private queue: Promise<unknown> = Promise.resolve();
  private isWriterGone = false;
  private disposed = false;
  /** Whether the index has been looked for; it is only where nothing has been read yet. */
  private indexTried = false;
  /** Bytes of the event files that the index on disk is known to hold. */
  private indexedBytes = 0;
  private readonly unreadable = new Set<string>();

  private constructor(
    /** Absolute. */
    readonly runFolder: string,
    private readonly watch: ManifestWatch,
  ) {
    this.pages = this.newPages();
    this.series = new RunSeries(this.pages);
  }

  /** Reads the manifest only; `refresh` or `refreshAsync` reads the records. */
  static open(runFolder: string): Result<RunReader> {
    const watch = ManifestWatch.start(path.resolve(runFolder));
    return watch.ok ? ok(new RunReader(path.resolve(runFolder), watch.value)) : watch;
  }

  /** As of the last refresh. */
  get manifest(): RunManifest {
    return this.watch.manifest;
  }

  /** What can't be read of the run, one sentence each. */
  get damage(): readonly string[] {
    const growing = !this.isWriterGone && this.manifest.process !== null && this.manifest.end === null;
    const newest = this.tails.length - 1;
    const ofFiles = this.tails.flatMap((tail, segment) => tail.damage(growing && segment === newest));
    return [...this.watch.damage, ...ofFiles, ...this.series.damage, ...this.unreadable];
  }

  /** Newest step with a record; -1 while there is none. */
  get lastStep(): number {
    return this.series.lastStep;
  }

  /** Takes in what was appended since the last time, all of it before it returns. */
  refresh(options: RefreshOptions = {}): Refreshed {
    // A refresh in slices that is under way began with an older look at the files: it is ended first.
    const [before, countBefore] = [this.series, this.series.eventCount];
    for (const ingesting of [this.ingesting, this.beginIngesting(options)]) while (!(ingesting?.next().done ?? true));
    this.ingesting = undefined;
    return this.compare(before, countBefore);
  }

  /** As `refresh`, but never keeps the event loop for more than some ten milliseconds. One call waits for the one before. */
  refreshAsync(options: RefreshOptions = {}): Promise<Refreshed> {
    const refreshed = this.queue.then(() => this.refreshInSlices(options));
    this.queue = refreshed.catch(() => undefined); // Whoever called hears of it.
    return refreshed;
  }

  private async refreshInSlices(options: RefreshOptions): Promise<Refreshed> {
    const [before, countBefore] = [this.series, this.series.eventCount];
    const ingesting = this.beginIngesting(options);
    let sliceEndMs = performance.now() + SLICE_MS;
    while (!this.disposed && !ingesting.next().done) {
      if (performance.now() < sliceEndMs) continue;
      await new Promise(setImmediate);
      sliceEndMs = performance.now() + SLICE_MS;
    }
    if (this.ingesting === ingesting) this.ingesting = undefined;
    return this.compare(before, countBefore);
  }

  private beginIngesting({ isWriterGone = false }: RefreshOptions): Generator<void, void> {
    this.isWriterGone = isWriterGone;
    return (this.ingesting = this.ingest());
  }

  private compare(before: RunSeries, countBefore: number): Refreshed {
    return { grew: this.series !== before || this.series.eventCount > countBefore };
  }

  /**
   * Writes the index that lets this run open at once the next time, where there is none and one is worth while: long runs,
   * of which no file is being written just now. Whoever trained a run, or opened it to show it, does so.
   * @param fromBytes how much of the event files an index is worth while for
   * @returns whether an index was written
   */
  async keepIndex(fromBytes = INDEX_FROM_BYTES): Promise<boolean> {
    const bytes = this.tails.reduce((sum, tail) => sum + tail.position.offset, 0);
    if (this.disposed || bytes - this.indexedBytes < fromBytes) return false;
    const { series, pages, tails } = this;
    const followed = tails.map(({ position }, segment) => {
      const { fromStep = 0 } = this.manifest.segments[segment] ?? {};
      return { file: this.eventFile(segment), fromStep, position };
    });
    const isWanted = () => !this.disposed && this.series === series;
    const isWritten = await writeRunIndex(this.runFolder, followed, series.store(), pages, isWanted);
    if (isWritten) this.indexedBytes = bytes;
    return isWritten;
  }

  /** Lets go of a refresh under way, and of what memory has no room for. Event files are open only while they are read. */
  dispose(): void {
    this.disposed = true;
    this.pages.dispose();
    this.ingesting?.return();
    this.ingesting = undefined;
  }

  scalarTags(): string[] {
    return [...this.series.scalars.keys()];
  }

  histogramTags(): string[] {
    return [...this.series.histograms.keys()];
  }

  imageTags(): string[] {
    return [...this.series.images.keys()];
  }

  /** Every tag with a record, of whatever kind. */
  tags(): string[] {
    return [...new Set([...this.scalarTags(), ...this.histogramTags(), ...this.imageTags()])];
  }

  /** Every step at which `tag` has a record, ascending; of its numbers when it has those. */
  steps(tag: string): Float64Array {
    const { scalars, histograms, images } = this.series;
    const steps = scalars.get(tag)?.steps ?? histograms.get(tag)?.index.steps ?? images.get(tag)?.steps;
    return steps?.toArray() ?? new Float64Array(0);
  }

  /** One curve a tag, in the order of `tags`, over [fromStep, toStep], of at most `columns` buckets; empty when unknown. */
  curves(tags: readonly string[], fromStep: number, toStep: number, columns: number): Curve[] {
    return this.readingPages(() =>
      tags.map((tag) => {
        const series = this.series.scalars.get(tag);
        return series ? curveOf(tag, series, fromStep, toStep, Math.max(1, columns)) : emptyCurve(tag, 0);
      }),
    );
  }

  /** The numbers at the newest recorded step ≤ `step`; a tag without one is left out. */
  values(tags: readonly string[], step: number): RecordedValue[] {
    return this.readingPages(() =>
      tags.flatMap((tag) => {
        const series = this.series.scalars.get(tag);
        const index = (series?.steps.countUpTo(step) ?? 0) - 1;
        return series && index >= 0 ? [{ tag, step: series.steps.at(index), value: series.valueAt(index) }] : [];
      }),
    );
  }

  /** Exact statistics of [fromStep, toStep], tag by tag; a tag without a record in it is left out. */
  statistics(tags: readonly string[], fromStep: number, toStep: number): SpanStatistics[] {
    return tags.flatMap((tag) => {
      const series = this.series.scalars.get(tag);
      return (series && spanStatistics(tag, series, fromStep, toStep)) ?? [];
    });
  }

  /** Milliseconds on the wall from one step to another, pauses included; null where no record tells it. */
  wallMsBetween(fromStep: number, toStep: number): number | null {
    const ms = 1000 * (this.series.wallTimes.at(toStep) - this.series.wallTimes.at(fromStep));
    return Number.isNaN(ms) ? null : Math.max(0, ms);
  }

  /** All numbers of a tag with their steps; empty when it has none. */
  numbers(tag: string): RecordedNumbers {
    return this.readingPages(() => {
      const series = this.series.scalars.get(tag);
      return { steps: this.steps(tag), values: series?.values() ?? new Float32Array(0) };
    });
  }

  /**
   * Means of the finite numbers of the last `window` steps up to `step`; null for a tag that has none there.
   * @param window in steps, ≥ 1
   */
  windowMeans(tags: readonly string[], step: number, window: number): Record<string, number | null> {
    const statistics: StretchStatistics = { min: 0, mean: 0, max: 0, nonFinite: 0 };
    const meanOf = (tag: string): [string, number | null] => {
      const series = this.series.scalars.get(tag);
      if (!series) return [tag, null];
      series.summarize(series.steps.countUpTo(step - window), series.steps.countUpTo(step), statistics);
      return [tag, Number.isNaN(statistics.mean) ? null : statistics.mean];
    };
    return Object.fromEntries(this.readingPages(() => tags.map(meanOf)));
  }

  /**
   * Histograms over [fromStep, toStep], added up in `columns` equal spans of steps. When both steps are the same: the
   * newest one at or before it, in one column. A tag without a histogram has 0 bins.
   */
  histograms(tag: string, fromStep: number, toStep: number, columns: number): HistogramMatrix {
    const series = this.series.histograms.get(tag);
    if (!series) return emptyMatrix(tag, 0, columns);
    if (fromStep === toStep) {
      const index = series.index.steps.countUpTo(toStep) - 1;
      return this.exactHistograms(series, Math.max(0, index), index + 1, fromStep, toStep, 1);
    }
    const { from, to } = series.range(fromStep, toStep);
    if (series.isExact() || to - from > MOST_HISTOGRAMS_FROM_DISK) return series.matrix(fromStep, toStep, columns);
    return this.exactHistograms(series, from, to, fromStep, toStep, columns);
  }

  /** The newest histogram at or before `step` with its edges, which may be others at each step; null when there is none. */
  histogramAt(tag: string, step: number): (RecordedHistogram & { readonly step: number }) | null {
    const index = this.series.histograms.get(tag)?.index;
    const at = (index?.steps.countUpTo(step) ?? 0) - 1;
    if (!index || at < 0) return null;
    const histogram = this.readAgain(index.at(at), (payload) => decodeHistogram(payload, tag));
    return histogram ? { ...histogram, step: index.steps.at(at) } : null;
  }

  /** The image recorded nearest before `step`, the first one when there is none before; null when it can't be had. */
  imageAt(tag: string, step: number): RecordedImage | null {
    const index = this.series.images.get(tag);
    if (!index) return null;
    const at = Math.max(0, index.steps.countUpTo(step) - 1);
    const png = this.readAgain(index.at(at), (payload) => decodeImage(payload, tag));
    return png ? { tag, step: index.steps.at(at), png } : null;
  }

  /** Whether an image was recorded at just this step. */
  hasImage(tag: string, step: number): boolean {
    const steps = this.series.images.get(tag)?.steps;
    return steps !== undefined && steps.countUpTo(step) > 0 && steps.at(steps.countUpTo(step) - 1) === step;
  }

  private exactHistograms(
    series: HistogramSeries,
    from: number,
    to: number,
    fromStep: number,
    toStep: number,
    columns: number,
  ): HistogramMatrix {
    const matrix = emptyMatrix(series.tag, series.bins, columns);
    for (let i = from; i < to; i++) {
      const counts = this.readAgain(series.index.at(i), (payload) => decodeHistogramCounts(payload, series.tag));
      if (counts) addCounts(matrix.counts, columnOf(series.index.steps.at(i), fromStep, toStep, columns), counts);
    }
    return matrix;
  }

  /** A record that was read once and can't be read any more joins the damage. */
  private readAgain<T>(location: RecordLocation, decode: (payload: Buffer) => T | undefined): T | undefined {
    const file = this.eventFile(location.segment);
    const payload = readPayload(file, location);
    if (payload.ok) return decode(payload.value);
    this.unreadable.add(payload.problem.message);
    return undefined;
  }

  /** Answers; when a page that the answer needs was damaged meanwhile, all is gathered from the event files again first. */
  private readingPages<T>(answer: () => T): T {
    try {
      return answer();
    } catch (error) {
      if (!(error instanceof PageLost) || this.disposed) throw error;
    }
    removeRunIndex(this.runFolder);
    // What is being read goes into what is given up here.
    this.ingesting?.return();
    this.ingesting = undefined;
    this.startOver();
    this.refresh({ isWriterGone: this.isWriterGone });
    return answer();
  }

  private eventFile(segment: number): string {
    return path.join(this.runFolder, path.basename(this.manifest.segments[segment]?.eventFile ?? ''));
  }

  private *ingest(): Generator<void, void> {
    const isNewManifest = this.watch.refresh();
    if (this.tails.length === 0) this.beginWithIndex();
    if (isNewManifest || this.tails.length < this.manifest.segments.length) this.followSegments();
    for (let segment = 0; segment < this.tails.length; segment++) {
      const { series } = this;
      const maxStep = this.maxSteps[segment]!;
      yield* this.tails[segment]!.read((bytes, start, end, offset) =>
        series.add(bytes, start, end, segment, offset, maxStep),
      );
    }
    if (this.tails.some((tail) => tail.isRewritten)) {
      this.startOver();
      yield* this.ingest();
    }
  }

  private beginWithIndex(): void {
    if (this.indexTried) return;
    this.indexTried = true;
    const opened = openRunIndex(this.runFolder, this.manifest);
    if (opened && !this.restore(opened)) opened.pages.dispose();
  }

  /** @returns false when what the index holds does not fit together: then nothing of it is used */
  private restore({ files, series, checksums, pages: file }: OpenedIndex): boolean {
    const pages = this.newPages({ file, checksums });
    try {
      this.series = RunSeries.restore(pages, series);
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      return false;
    }
    this.pages.dispose();
    this.pages = pages;
    this.tails = files.map((each, segment) => new EventFileTail(this.eventFile(segment), each));
    this.maxSteps = maxStepsOf(files);
    this.indexedBytes = files.reduce((sum, { offset }) => sum + offset, 0);
    return true;
  }

  private newPages(stored?: StoredPages): NumberPages {
    return new NumberPages({ openScratch: () => openScratchFile(this.runFolder), ...(stored && { stored }) });
  }

  private followSegments(): void {
    const { segments } = this.manifest;
    const maxSteps = maxStepsOf(segments);
    // A resume that takes back steps which were read already: they are woven into the sums, so all is read again.
    const takenBack = this.maxSteps.some((_, i) => (maxSteps[i] ?? -1) < Math.min(this.maxSteps[i]!, this.lastStep));
    this.maxSteps = maxSteps;
    if (takenBack) this.startOver();
    for (let i = this.tails.length; i < segments.length; i++) this.tails.push(new EventFileTail(this.eventFile(i)));
  }

  private startOver(): void {
    this.pages.dispose();
    this.pages = this.newPages();
    this.series = new RunSeries(this.pages);
    this.indexedBytes = 0;
    this.tails = this.manifest.segments.map((_, i) => new EventFileTail(this.eventFile(i)));
  }
}

/** Per segment: the last step of it that no later one took back. */
const maxStepsOf = (segments: readonly { readonly fromStep: number }[]): number[] =>
  segments.map((_, i) => Math.min(...segments.slice(i + 1).map(({ fromStep }) => fromStep)));
