/**
 * What the timeline costs at its limits: opening a run of a million steps, zooming and panning in it, following an hour of
 * training, and a burst of records. The page is the panel's own in a headless Chromium without a graphics card; the run is
 * held open by a process of its own, as the extension host does; only VS Code's message transport is replaced.
 */
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { PanelBrowser } from '../panels/page/panel-browser';
import type { OpenPanel } from '../panels/page/panel-tab';
import { settled } from '../panels/page/waiting';
import { bench } from './bench';
import { followHour, type Hour } from './follow-hour';
import { type Burst, takeBurst } from './take-burst';
import { type Frames, framesOf, PANNING, ZOOM_IN, ZOOMING } from './panel-frames';
import { RunHost } from './run-host';
import type { Memory, Opened } from './run-process';
import { formatSpread, type Spread, spreadOf } from './spread';

const STEPS = 1_000_000;
const TAGS = 50;
const SAMPLES = 5;
/** As many as a wide panel has pixels. */
const COLUMNS = 1500;
const MB = 1e6;

interface Opening {
  /** To all records read and the first curves of all tags. */
  readonly ms: Spread;
  readonly rssMB: Spread;
}

interface FrameTimes {
  readonly medianMs: number;
  readonly p95Ms: number;
  /** Share of the frames that took longer than a thirtieth of a second. */
  readonly late: number;
  readonly cpuMs: number;
}

interface Panel {
  readonly run: { readonly steps: number; readonly tags: number; readonly eventsMB: number; readonly indexMB: number };
  readonly withIndex: Opening;
  readonly withoutIndex: Opening;
  readonly indexingMs: number;
  readonly zoomed: FrameTimes;
  readonly panned: FrameTimes;
  readonly burst: Burst;
  readonly hour: Hour;
}

function frameTimes({ ms, cpuMs }: Frames): FrameTimes {
  const sorted = [...ms].sort((a, b) => a - b);
  return {
    medianMs: sorted[Math.floor(sorted.length / 2)] ?? NaN,
    p95Ms: sorted[Math.floor(sorted.length * 0.95)] ?? NaN,
    late: ms.filter((each) => each > 1000 / 30).length / ms.length,
    cpuMs,
  };
}

async function openInProcess(folder: string, samples: number): Promise<Opening> {
  const [times, memory]: [number[], number[]] = [[], []];
  for (let i = 0; i < samples; i++) {
    const host = new RunHost();
    const opened = await host.ask<Opened>({ kind: 'open', folder, columns: COLUMNS });
    if (opened.lastStep !== STEPS || opened.tags !== TAGS || opened.damage.length > 0)
      throw new Error(`Read ${opened.tags} tags up to step ${opened.lastStep}: ${opened.damage.join(' ')}`);
    times.push(opened.curvesMs);
    memory.push((await host.ask<Memory>({ kind: 'memory' })).rss / MB);
    host.end();
  }
  return { ms: spreadOf(times), rssMB: spreadOf(memory) };
}

async function zoomAndPan(browser: PanelBrowser, folder: string): Promise<Pick<Panel, 'zoomed' | 'panned'>> {
  const host = new RunHost();
  await host.ask({ kind: 'open', folder, columns: 0 });
  const panel: OpenPanel = await browser.open('training', { answer: host.answer });
  await settled(panel);
  const zoomed = frameTimes(await framesOf(panel.page, ZOOMING));
  await framesOf(panel.page, ZOOM_IN);
  await settled(panel);
  const panned = frameTimes(await framesOf(panel.page, PANNING));
  await settled(panel);
  await panel.close();
  host.end();
  return { zoomed, panned };
}

export default bench<Panel>({
  name: 'panel',
  title: 'The timeline at its limits',

  async run({ progress, samples = SAMPLES }) {
    const root = mkdtempSync(path.join(os.tmpdir(), 'gibbon-bench-panel-'));
    const browser = await PanelBrowser.start();
    try {
      const folder = path.join(root, 'long');
      const writer = new RunHost();
      const eventBytes = await writer.ask<number>({ kind: 'write', folder, steps: STEPS, tags: TAGS });
      progress.say(`· a run of ${STEPS} steps × ${TAGS} numbers: ${(eventBytes / MB).toFixed(0)} MB of event files`);
      const withoutIndex = await openInProcess(folder, Math.min(3, samples));
      progress.say(`· opened without an index: ${formatSpread(withoutIndex.ms, 'ms')}`);
      const startedMs = performance.now();
      await writer.ask({ kind: 'index', folder });
      const indexingMs = performance.now() - startedMs;
      writer.end();
      const withIndex = await openInProcess(folder, samples);
      progress.say(`· opened with it: ${formatSpread(withIndex.ms, 'ms')}`);
      const indexMB = statSync(path.join(folder, 'records.index')).size / MB;
      const frames = await zoomAndPan(browser, folder);
      progress.say(`· zooming ${describeFrames(frames.zoomed)}, panning ${describeFrames(frames.panned)}`);
      rmSync(folder, { recursive: true });
      const burst = await takeBurst(browser, path.join(root, 'burst'));
      progress.say(`· burst: ${burst.writtenMB.toFixed(0)} MB, shown after ${burst.shownAfterMs.toFixed(0)} ms`);
      const hour = await followHour(browser, path.join(root, 'hour'), (line) => progress.say(`· ${line}`));
      const run = { steps: STEPS, tags: TAGS, eventsMB: eventBytes / MB, indexMB };
      return { run, withIndex, withoutIndex, indexingMs, ...frames, burst, hour };
    } finally {
      await browser.close();
      rmSync(root, { recursive: true, force: true });
    }
  },

  describe: ({ run, withIndex, withoutIndex, indexingMs, zoomed, panned, burst, hour }) => [
    `a recorded run of ${run.steps.toLocaleString('en')} steps × ${run.tags} numbers (${run.eventsMB.toFixed(0)} MB of event files, ` +
      `cached by the system) opens with its index (${run.indexMB.toFixed(0)} MB): ${formatSpread(withIndex.ms, 'ms')} to the first curves of all tags, ` +
      `${withIndex.rssMB.median.toFixed(0)} MB in that process; the trainer, when it ends, takes ${(indexingMs / 1000).toFixed(1)} s to write it`,
    `where there is none: ${formatSpread(withoutIndex.ms, 'ms')}, ${withoutIndex.rssMB.median.toFixed(0)} MB`,
    `zooming from all of it to a thousandth and back, all ${run.tags} curves drawn: ${describeFrames(zoomed)}`,
    `panning in a hundredth of it: ${describeFrames(panned)}`,
    `${burst.writtenMB.toFixed(0)} MB of pictures and numbers in ${(burst.ms / 1000).toFixed(1)} s (${((burst.writtenMB / burst.ms) * 1000).toFixed(0)} MB/s), followed by a panel: ` +
      `${burst.readBack} of ${burst.records} records on disk and intact, the newest picture shown ${burst.shownAfterMs.toFixed(0)} ms after it was written, ` +
      `the host's memory at most ${burst.hostGrowthMB.toFixed(0)} MB above what it was before`,
    `${hour.records}, appended in ${(hour.ms / 1000).toFixed(0)} s (${hour.advances.toLocaleString('en')} times told, where an hour has 36,000) and followed by a panel: ` +
      `from the first minute to the last the host grew by ${hour.hostMB.rss.toFixed(0)} MB (heap and buffers: ${hour.hostMB.held.toFixed(0)} MB), ` +
      `the page's process by ${hour.pageMB.rss.toFixed(0)} MB (heap: ${hour.pageMB.heap.toFixed(1)} MB)`,
  ],
});

const describeFrames = ({ medianMs, p95Ms, late, cpuMs }: FrameTimes): string =>
  `${(1000 / medianMs).toFixed(0)} frames/s (median ${medianMs.toFixed(1)} ms, 95th percentile ${p95Ms.toFixed(1)} ms, ${(late * 100).toFixed(1)} % later than 33 ms; ${cpuMs.toFixed(1)} ms of processor time each)`;
