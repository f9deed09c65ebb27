/**
 * The records of an hour of training, followed by a panel as fast as it can: what host and page hold afterwards that they
 * did not hold after the first minute. The records are those of the example's GAN in number and kind; the time is not an hour.
 */
import { settled } from '../panels/page/waiting';
import type { PanelBrowser } from '../panels/page/panel-browser';
import { type PageMemory, pageMemory } from './panel-frames';
import { RunHost } from './run-host';
import type { Memory } from './run-process';

/** What an hour has at 1.4 ms a step. */
const STEPS = 2_570_000;
const MINUTES = 60;
/** Parts of a minute: after each the panel must have been told. */
const PARTS = 8;
const PACE = { beliefs: 10, layers: 50, pictures: 100 };
const MB = 1e6;

export interface Hour {
  /** What was recorded, in words. */
  readonly records: string;
  readonly ms: number;
  /** How often the panel was told of new records. */
  readonly advances: number;
  readonly hostMB: { readonly rss: number; readonly held: number };
  readonly pageMB: { readonly rss: number; readonly heap: number };
}

export async function followHour(browser: PanelBrowser, folder: string, say: (line: string) => void): Promise<Hour> {
  const [writer, host] = [new RunHost(), new RunHost()];
  try {
    await writer.ask({ kind: 'begin', folder });
    await writer.ask({ kind: 'append', steps: 500, pace: PACE });
    await host.ask({ kind: 'open', folder, columns: 0 });
    const panel = await browser.open('training', { answer: host.answer });
    let advances = 0;
    let toldStep = 0;
    let isTold = (): void => undefined;
    host.onAdvanced = (progress) => {
      advances++;
      toldStep = progress.lastStep;
      panel.send({ kind: 'runAdvanced', progress });
      isTold();
    };
    await host.ask({ kind: 'follow' });
    const startedMs = performance.now();
    const memories: { host: Memory; page: PageMemory }[] = [];
    let bytes = 0;
    for (let minute = 1; minute <= MINUTES; minute++) {
      for (let part = 0; part < PARTS; part++) {
        const steps = Math.round(STEPS / MINUTES / PARTS);
        const written = await writer.ask<{ step: number; bytes: number }>({ kind: 'append', steps, pace: PACE });
        bytes = written.bytes;
        while (toldStep < written.step) await new Promise<void>((resolve) => (isTold = resolve));
      }
      if (minute % 10 !== 0 && minute !== 1) continue;
      await settled(panel);
      memories.push({ host: await host.ask<Memory>({ kind: 'memory' }), page: await pageMemory(panel.page) });
      const { host: ofHost, page } = memories.at(-1)!;
      const [rss, pageRss, heap] = [ofHost.rss, page.rss, page.heap].map((each) => (each / MB).toFixed(0));
      say(`minute ${minute}: host ${rss} MB, page ${pageRss} MB (heap ${heap} MB)`);
    }
    const ms = performance.now() - startedMs;
    const [first, last] = [memories[0]!, memories.at(-1)!];
    const held = ({ heap, buffers }: Memory) => heap + buffers;
    await panel.close();
    return {
      records: `The records of an hour at 1.4 ms a step (${STEPS.toLocaleString('en')} steps, ${(bytes / MB).toFixed(0)} MB: 4 numbers a step, 30 more each ${PACE.layers} steps, 2 histograms each ${PACE.beliefs}, a picture each ${PACE.pictures})`,
      ms,
      advances,
      hostMB: { rss: (last.host.rss - first.host.rss) / MB, held: (held(last.host) - held(first.host)) / MB },
      pageMB: { rss: (last.page.rss - first.page.rss) / MB, heap: (last.page.heap - first.page.heap) / MB },
    };
  } finally {
    writer.end();
    host.end();
  }
}
