/** A run in a temporary folder, as a trainer would leave it, for the tests of the store. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach } from 'vitest';
import type { RunManifest, Segment } from '../../../src/protocol/manifest';
import type { EventRecord } from '../../../src/store/event-messages';
import { type EventFileOptions, EventFileWriter, eventFileName } from '../../../src/store/event-file-writer';
import { RunReader } from '../../../src/store/run-reader';
import { aPlainManifest, STARTED_MS } from './plain-manifest';

/** A folder that is removed after the test. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'gibbon-store-'));
  afterEachOnce(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

const cleanups: (() => void)[] = [];
const afterEachOnce = (cleanup: () => void): void => void cleanups.push(cleanup);
afterEach(() => {
  for (const cleanup of cleanups.splice(0).reverse()) cleanup();
});

/** A manifest with everything that must stand in it. */
export const aManifest = aPlainManifest;

export class RunFixture {
  readonly folder = temporaryFolder();
  private readonly segments: Segment[] = [];

  /** Begins the next segment as a trainer does: the event file first, then the manifest. */
  beginSegment(fromStep = 0, options: EventFileOptions = {}): EventFileWriter {
    const startedAt = new Date(STARTED_MS + 1000 * this.segments.length);
    const eventFile = eventFileName(startedAt, this.segments.length);
    const writer = EventFileWriter.create(
      path.join(this.folder, eventFile),
      startedAt.getTime() / 1000,
      () => 0,
      this.segments.length > 0 ? { resumedFromStep: fromStep, ...options } : options,
    );
    this.segments.push({ eventFile, fromStep, startedAt: startedAt.toISOString() });
    this.writeManifest();
    return writer;
  }

  writeManifest(changes: Partial<RunManifest> = {}): void {
    const manifest = aManifest({ segments: this.segments, ...changes });
    writeFileSync(path.join(this.folder, 'manifest.json'), JSON.stringify(manifest));
  }

  open(): RunReader {
    const reader = RunReader.open(this.folder);
    if (!reader.ok) throw new Error(reader.problem.message);
    return reader.value;
  }

  /** Opened and read to its end. */
  read(): RunReader {
    const reader = this.open();
    reader.refresh();
    return reader;
  }
}

export const scalarRecord = (step: number, values: Readonly<Record<string, number>>): EventRecord => ({
  step,
  wallTime: STARTED_MS / 1000 + step,
  scalars: Object.entries(values).map(([tag, value]) => ({ tag, value })),
});

/** Four bins over [0, 1]. */
export const histogramRecord = (step: number, tag: string, bucketCounts: readonly number[]): EventRecord => ({
  step,
  wallTime: STARTED_MS / 1000 + step,
  histograms: [
    {
      tag,
      min: 0.1,
      max: 0.9,
      count: bucketCounts.reduce((sum, count) => sum + count, 0),
      sum: 1,
      sumSquares: 1,
      bucketLimits: bucketCounts.map((_, bin) => (bin + 1) / bucketCounts.length),
      bucketCounts,
    },
  ],
});

/** A PNG of one black pixel. */
export const PNG = Buffer.from(
  '89504e470d0a1a0a0000000d49484452000000010000000108000000003a7e9b550000000a49444154789c6360000000020001e221bc33' +
    '0000000049454e44ae426082',
  'hex',
);

export const imageRecord = (step: number, tag: string, png: Uint8Array = PNG): EventRecord => ({
  step,
  wallTime: STARTED_MS / 1000 + step,
  images: [{ tag, width: 1, height: 1, png }],
});

/** The numbers 0 … 2^32-1 in an order that depends on the seed alone (mulberry32), as fractions in [0, 1). */
export function seededFractions(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}
