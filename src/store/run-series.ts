/**
 * Everything that a run's event files say, in memory and by tag: numbers, histograms, and where pictures lie. It is
 * derived from those files alone, so it can be thrown away and gathered again, or kept in a cache.
 */
import type { StoredSeries } from '../protocol/run-index';
import { EventScanner, type EventSink, MalformedEvent } from './event-scanner';
import { HistogramSeries } from './histogram-series';
import type { NumberPages } from './number-pages';
import { RecordIndex, type RecordLocation } from './record-index';
import { ScalarSeries } from './scalar-series';
import { WallTimes } from './wall-times';

export class RunSeries implements EventSink {
  readonly scalars = new Map<string, ScalarSeries>();
  readonly histograms = new Map<string, HistogramSeries>();
  readonly images = new Map<string, RecordIndex>();
  readonly wallTimes = new WallTimes();
  /** Newest step with a record; -1 while there is none. */
  lastStep = -1;
  /** Events taken in so far. */
  eventCount = 0;
  private readonly scanner = new EventScanner(this);
  /** The values of `scalars`, by the scanner's number of their tag. */
  private readonly scalarsById: (ScalarSeries | undefined)[] = [];
  private readonly oddities = new Map<string, number>();
  private step = 0;
  private maxStep = 0;
  private location: RecordLocation = { segment: 0, offset: 0, length: 0 };

  /** @param pages where the numbers lie; the caller's */
  constructor(private readonly pages: NumberPages) {}

  /** @throws RangeError when what was stored does not fit together */
  static restore(pages: NumberPages, stored: StoredSeries): RunSeries {
    const series = new RunSeries(pages);
    series.lastStep = stored.lastStep;
    series.eventCount = stored.eventCount;
    for (const [what, times] of stored.oddities) series.oddities.set(what, times);
    for (const [tag, scalars] of stored.scalars) series.scalars.set(tag, ScalarSeries.restore(pages, scalars));
    for (const [tag, each] of stored.histograms) series.histograms.set(tag, HistogramSeries.restore(tag, each));
    for (const [tag, images] of stored.images) series.images.set(tag, RecordIndex.restore(images));
    return series;
  }

  store(): StoredSeries {
    const { lastStep, eventCount } = this;
    return {
      lastStep,
      eventCount,
      oddities: [...this.oddities],
      scalars: Array.from(this.scalars, ([tag, series]) => [tag, series.store()]),
      histograms: Array.from(this.histograms, ([tag, series]) => [tag, series.store()]),
      images: Array.from(this.images, ([tag, index]) => [tag, index.store()]),
    };
  }

  /**
   * @param bytes the payload is bytes[start … end); it is no longer needed afterwards
   * @param offset of the payload in its file
   * @param maxStep records of later steps are superseded, and left out
   * @returns false when the payload is no event
   */
  add(bytes: Buffer, start: number, end: number, segment: number, offset: number, maxStep: number): boolean {
    this.location = { segment, offset, length: end - start };
    this.maxStep = maxStep;
    try {
      this.scanner.scan(bytes, start, end);
      return true;
    } catch (error) {
      if (!(error instanceof MalformedEvent)) throw error;
      return false;
    }
  }

  /** What was left out although it could be read, one sentence each. */
  get damage(): string[] {
    return [...this.oddities].map(
      ([what, times]) => `${what} ${times === 1 ? 'It was' : `${times} such records were`} left out.`,
    );
  }

  beginEvent(step: number, wallSeconds: number): boolean {
    if (!Number.isSafeInteger(step)) this.note('A record has a step that is negative or beyond 2^53.');
    if (!(step <= Math.min(this.maxStep, Number.MAX_SAFE_INTEGER))) return false;
    this.step = step;
    this.eventCount++;
    this.wallTimes.push(step, wallSeconds);
    if (step > this.lastStep) this.lastStep = step;
    return true;
  }

  scalar(tagId: number, value: number): void {
    const series = this.scalarsById[tagId] ?? this.beginScalars(tagId);
    if (this.comesNext(series.steps.last, tagId)) series.push(this.step, value);
  }

  histogram(tagId: number, counts: Float64Array): void {
    const tag = this.scanner.tags[tagId]!;
    let series = this.histograms.get(tag);
    if (!series) this.histograms.set(tag, (series = new HistogramSeries(tag, counts.length)));
    if (series.bins !== counts.length)
      this.note(`A histogram "${tag}" has ${counts.length} bins, not ${series.bins} as before.`);
    else if (this.comesNext(series.index.steps.last, tagId)) series.push(this.step, counts, this.location);
  }

  image(tagId: number): void {
    const tag = this.scanner.tags[tagId]!;
    let index = this.images.get(tag);
    if (!index) this.images.set(tag, (index = new RecordIndex()));
    if (this.comesNext(index.steps.last, tagId)) index.push(this.step, this.location);
  }

  private beginScalars(tagId: number): ScalarSeries {
    const tag = this.scanner.tags[tagId]!;
    // A restored one is there already.
    const series = this.scalars.get(tag) ?? new ScalarSeries(this.pages);
    this.scalarsById[tagId] = series;
    this.scalars.set(tag, series);
    return series;
  }

  /** The first record of a step counts; one that goes back is noted. */
  private comesNext(last: number, tagId: number): boolean {
    if (this.step > last) return true;
    if (this.step < last) this.note(`A record of "${this.scanner.tags[tagId]}" goes back to an earlier step.`);
    return false;
  }

  private note(what: string): void {
    this.oddities.set(what, (this.oddities.get(what) ?? 0) + 1);
  }
}
