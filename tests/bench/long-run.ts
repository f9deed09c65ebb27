/** Run folders for measuring: written by the store's own writer, with the numbers a training would give in shape, not in meaning. */
import { mkdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { RunManifest, Segment } from '../../src/protocol/manifest';
import type { Track } from '../../src/protocol/tracks';
import { EventFileWriter, eventFileName } from '../../src/store/event-file-writer';
import type { EventRecord } from '../../src/store/event-messages';
import { writeManifest } from '../../src/store/manifest-file';
import { aPlainManifest, STARTED_MS } from '../unit/store/plain-manifest';

const RECORDS_A_CALL = 100;
const SERIES_A_TRACK = 5;

/** Numbers in [0, 1) that look random and are the same each time (mulberry32). */
export function fractions(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

export interface LongRun {
  readonly folder: string;
  readonly steps: number;
  readonly tags: number;
}

const tagsOf = (count: number): string[] => Array.from({ length: count }, (_, i) => `layer_${i + 1}/gradientNorm`);

/** Five series a track, as the tracks of a deep model come. */
function tracksOf(tags: readonly string[]): Track[] {
  const roles = ['real', 'generated', 'train', 'validation', 'plain'] as const;
  return Array.from({ length: Math.ceil(tags.length / SERIES_A_TRACK) }, (_, at) => ({
    kind: 'curves' as const,
    id: `track-${at}`,
    title: `Layers ${at * SERIES_A_TRACK + 1}–${(at + 1) * SERIES_A_TRACK}`,
    subtitle: 'norm of the gradient',
    series: tags
      .slice(at * SERIES_A_TRACK, (at + 1) * SERIES_A_TRACK)
      .map((tag, i) => ({ tag, label: tag.replace('/gradientNorm', ''), role: roles[i] ?? 'plain' })),
  }));
}

/** Begins a run that is being trained: its folder, its first event file, its manifest. */
export function beginRun(folder: string, changes: Partial<RunManifest>): EventFileWriter {
  mkdirSync(folder, { recursive: true });
  const startedAt = new Date(STARTED_MS);
  const segment: Segment = { eventFile: eventFileName(startedAt, 0), fromStep: 0, startedAt: startedAt.toISOString() };
  const writer = EventFileWriter.create(path.join(folder, segment.eventFile), STARTED_MS / 1000, () =>
    performance.now(),
  );
  writeManifest(folder, aPlainManifest({ ...changes, segments: [segment] }));
  return writer;
}

export function endRun(folder: string, writer: EventFileWriter, step: number): void {
  writer.close();
  const manifest = JSON.parse(readFileSync(path.join(folder, 'manifest.json'), 'utf8')) as RunManifest;
  const end = {
    state: 'finished' as const,
    step,
    at: new Date(STARTED_MS).toISOString(),
    stepMsMedian: 1,
    metrics: {},
  };
  writeManifest(folder, { ...manifest, process: null, end });
}

/** @returns bytes of the event file */
export function writeLongRun({ folder, steps, tags }: LongRun): number {
  const names = tagsOf(tags);
  const writer = beginRun(folder, { tracks: tracksOf(names), totalSteps: steps, stepsPerEpoch: 1000 });
  const next = fractions(7);
  const levels = names.map(() => next() * 4);
  for (let step = 1; step <= steps;) {
    const records: EventRecord[] = [];
    for (; records.length < RECORDS_A_CALL && step <= steps; step++) {
      const scalars = names.map((tag, at) => {
        levels[at] = (levels[at] ?? 0) * 0.9995 + (next() - 0.5) * 0.02;
        return { tag, value: Math.exp(levels[at] ?? 0) * (0.8 + 0.4 * next()) };
      });
      records.push({ step, wallTime: STARTED_MS / 1000 + step / 500, scalars });
    }
    writer.append(...records);
  }
  endRun(folder, writer, steps);
  return writer.bytesWritten;
}
