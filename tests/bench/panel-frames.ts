/** What the page of a panel can be seen to do: its frames while somebody zooms and pans, and its memory. */
import type { CDPSession, Page } from 'playwright-core';
import { rssOf } from './run-host';

export interface Frames {
  /** Of each frame, milliseconds since the one before. */
  readonly ms: readonly number[];
  /** Processor time that the page's process took for a frame, in milliseconds: what a busy machine changes least. */
  readonly cpuMs: number;
}

interface Gesture {
  readonly frames: number;
  /** Pixels that the wheel turns in each frame: down and up zooms, sideways pans; it turns back after each `swing` frames. */
  readonly deltaX: number;
  readonly deltaY: number;
  readonly swing: number;
}

/** From all of the run to a thousandth of it in a second and a half, and back. */
export const ZOOMING: Gesture = { frames: 360, deltaX: 0, deltaY: -55, swing: 90 };
/** Two and a half screens a second. */
export const PANNING: Gesture = { frames: 360, deltaX: 40, deltaY: 0, swing: 120 };
/** Makes room for panning: from all of the run to some hundredth of it. */
export const ZOOM_IN: Gesture = { frames: 60, deltaX: 0, deltaY: -55, swing: 60 };

/** Turns the wheel over the timeline in every frame of the page, as a fast hand does, and takes the times. */
export async function framesOf(page: Page, gesture: Gesture): Promise<Frames> {
  const before = await rendererProcesses(page);
  const ms = await page.evaluate(turnWheel, gesture);
  const after = await rendererProcesses(page);
  const cpuSeconds = (all: readonly ProcessInfo[]) => all.reduce((sum, { cpuTime }) => sum + cpuTime, 0);
  return { ms, cpuMs: ((cpuSeconds(after) - cpuSeconds(before)) * 1000) / ms.length };
}

interface ProcessInfo {
  readonly type: string;
  readonly id: number;
  /** Seconds. */
  readonly cpuTime: number;
}

async function rendererProcesses(page: Page): Promise<readonly ProcessInfo[]> {
  const browser = await page.context().browser()?.newBrowserCDPSession();
  const processes = await browser?.send('SystemInfo.getProcessInfo');
  await browser?.detach();
  return processes?.processInfo.filter(({ type }) => type === 'renderer') ?? [];
}

/** Runs in the page. */
function turnWheel({ frames, deltaX, deltaY, swing }: Gesture): Promise<number[]> {
  const layer = document.querySelector('[role=slider]');
  if (!layer) throw new Error('The timeline is not on the page.');
  const { left, top, width } = layer.getBoundingClientRect();
  const times: number[] = [];
  return new Promise((resolve) => {
    let before = performance.now();
    const frame = () => {
      const now = performance.now();
      times.push(now - before);
      before = now;
      if (times.length > frames) return resolve(times.slice(1));
      const sign = Math.floor(times.length / swing) % 2 === 0 ? 1 : -1;
      const place = { clientX: left + 0.4 * width, clientY: top + 100, bubbles: true, cancelable: true };
      layer.dispatchEvent(new WheelEvent('wheel', { ...place, deltaX: sign * deltaX, deltaY: sign * deltaY }));
      requestAnimationFrame(frame);
    };
    requestAnimationFrame(frame);
  });
}

/** In bytes: what scripts hold after a collection, and all memory of the processes that draw pages. */
export interface PageMemory {
  readonly heap: number;
  readonly rss: number;
}

export async function pageMemory(page: Page): Promise<PageMemory> {
  const session: CDPSession = await page.context().newCDPSession(page);
  await session.send('HeapProfiler.collectGarbage');
  await session.send('Performance.enable');
  const { metrics } = await session.send('Performance.getMetrics');
  await session.detach();
  const renderers = await rendererProcesses(page);
  return {
    heap: metrics.find(({ name }) => name === 'JSHeapUsedSize')?.value ?? NaN,
    rss: renderers.reduce((sum, { id }) => sum + rssOf(id), 0),
  };
}
