/**
 * A process of its own that holds one run open, as the extension host does: a reader that follows the files and answers
 * what a panel asks. Its memory and its time are measured from here, with nothing else in it. It speaks to the bench by
 * Node's own channel.
 */
import { unwrap } from '../../src/base/result';
import type { PanelRequest, PanelRun, RunProgress } from '../../src/protocol/training-panel-messages';
import type { RunState } from '../../src/protocol/manifest';
import { indexRun } from '../../src/store/index-run';
import { RunReader } from '../../src/store/run-reader';
import { writeLongRun } from './long-run';
import { type Pace, WrittenRun } from './written-run';

export type RunProcessRequest =
  | { readonly kind: 'write'; readonly folder: string; readonly steps: number; readonly tags: number }
  | { readonly kind: 'index'; readonly folder: string }
  /** Opens it and reads the first curves, of `columns` buckets each. */
  | { readonly kind: 'open'; readonly folder: string; readonly columns: number }
  /** From now on looks for new records as often as a trainer says how it goes, and tells of them. */
  | { readonly kind: 'follow' }
  /** Begins a run that is being trained; `append` goes on with it, and returns bytes written. */
  | { readonly kind: 'begin'; readonly folder: string }
  | { readonly kind: 'append'; readonly steps: number; readonly pace: Pace }
  /** Appends whole pictures at `bytesPerSecond` for some time. */
  | { readonly kind: 'burst'; readonly seconds: number; readonly bytesPerSecond: number }
  | { readonly kind: 'end' }
  | { readonly kind: 'ask'; readonly request: PanelRequest }
  | { readonly kind: 'memory' };

export interface Opened {
  /** From before the reader is made until all is read, and until the first curves are there. */
  readonly readMs: number;
  readonly curvesMs: number;
  readonly lastStep: number;
  readonly tags: number;
  readonly damage: readonly string[];
}

/** In bytes, after a collection. */
export interface Memory {
  readonly rss: number;
  readonly heap: number;
  readonly buffers: number;
}

/** As `STATUS_EVERY_MS` of the trainer has it. */
const FOLLOW_EVERY_MS = 100;

let reader: RunReader | undefined;
let writing: WrittenRun | undefined;

async function answer(request: RunProcessRequest): Promise<unknown> {
  switch (request.kind) {
    case 'write':
      return writeLongRun(request);
    case 'index':
      return indexRun(request.folder);
    case 'open':
      return open(request.folder, request.columns);
    case 'follow':
      return follow();
    case 'begin':
      writing = WrittenRun.begin(request.folder);
      return null;
    case 'append':
      return writing?.append(request.steps, request.pace);
    case 'burst':
      return writing?.burst(request.seconds, request.bytesPerSecond);
    case 'end':
      return writing?.end();
    case 'ask':
      return reader ? read(reader, request.request) : null;
    case 'memory': {
      globalThis.gc?.();
      const { rss, heapUsed, arrayBuffers } = process.memoryUsage();
      return { rss, heap: heapUsed, buffers: arrayBuffers } satisfies Memory;
    }
  }
}

async function open(folder: string, columns: number): Promise<Opened> {
  const startedMs = performance.now();
  reader = unwrap(RunReader.open(folder));
  await reader.refreshAsync();
  const readMs = performance.now() - startedMs;
  const tags = reader.scalarTags();
  if (columns > 0) reader.curves(tags, 0, reader.lastStep, columns);
  const { lastStep, damage } = reader;
  return { readMs, curvesMs: performance.now() - startedMs, lastStep, tags: tags.length, damage };
}

/** As a RunSession does for a panel that is shown: each word of a trainer makes it read what is new. */
function follow(): void {
  const look = async (): Promise<void> => {
    if (!reader) return;
    const { grew } = await reader.refreshAsync();
    if (grew) process.send?.({ advanced: progressOf(reader) });
    setTimeout(() => void look(), FOLLOW_EVERY_MS);
  };
  void look();
}

/** As src/extension/training-panel.ts answers. */
function read(from: RunReader, request: PanelRequest): unknown {
  switch (request.kind) {
    case 'readRun': {
      const { manifest, damage } = from;
      const progress = progressOf(from);
      return { manifest, state: progress.state, progress, damage } satisfies PanelRun;
    }
    case 'readCurves':
      return { curves: from.curves(request.tags, request.fromStep, request.toStep, request.columns) };
    case 'readHistograms':
      return from.histograms(request.tag, request.fromStep, request.toStep, request.columns);
    case 'readValues':
      return { values: from.values(request.tags, request.step) };
    case 'readImage': {
      const image = from.imageAt(request.tag, request.step);
      return image && { ...image, png: new Uint8Array(image.png) };
    }
    case 'readSteps':
      return { steps: from.steps(request.tag) };
    default:
      return null;
  }
}

function progressOf({ manifest, lastStep }: RunReader): RunProgress {
  const state: RunState = manifest.end?.state ?? 'training';
  const epoch = lastStep / manifest.stepsPerEpoch;
  return { state, activity: state, lastStep, epoch, stepsPerSecond: 0, stepMsMedian: 0, lookingShare: 0 };
}

process.on('message', ({ id, request }: { id: number; request: RunProcessRequest }) => {
  answer(request).then(
    (value) => process.send?.({ id, value }),
    (error: unknown) => process.send?.({ id, error: String(error) }),
  );
});
