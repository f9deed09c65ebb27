/** A burst of records, followed by a panel: what is on disk afterwards, when the newest is seen, what the host holds. */
import { unwrap } from '../../src/base/result';
import { RunReader } from '../../src/store/run-reader';
import type { PanelBrowser } from '../panels/page/panel-browser';
import { RunHost } from './run-host';
import type { Memory } from './run-process';

const SECONDS = 6;
const BYTES_PER_SECOND = 200e6;
const LONGEST_WAIT_MS = 60_000;
const SAMPLE_EVERY_MS = 100;
const MB = 1e6;

export interface Burst {
  readonly writtenMB: number;
  readonly ms: number;
  readonly records: number;
  /** Records that a reader made afterwards finds intact. */
  readonly readBack: number;
  /** From the end of the burst until the panel shows its last picture. */
  readonly shownAfterMs: number;
  /** The most that the host held during the burst and the catching up, less what it held before. */
  readonly hostGrowthMB: number;
}

export async function takeBurst(browser: PanelBrowser, folder: string): Promise<Burst> {
  const [writer, host] = [new RunHost(), new RunHost()];
  let sampling: NodeJS.Timeout | undefined;
  try {
    await writer.ask({ kind: 'begin', folder });
    await writer.ask({ kind: 'append', steps: 500, pace: { beliefs: 10, layers: 50, pictures: 25 } });
    await host.ask({ kind: 'open', folder, columns: 0 });
    const panel = await browser.open('training', { answer: host.answer });
    host.onAdvanced = (progress) => panel.send({ kind: 'runAdvanced', progress });
    await host.ask({ kind: 'follow' });
    const caption = panel.page.locator('.wall-part .caption');
    const shows = (step: number) => caption.filter({ hasText: `step ${step.toLocaleString('en')}` });
    await shows(500).waitFor({ timeout: LONGEST_WAIT_MS });
    // The first large pictures bring buffers that stay.
    const warmed = await writer.ask<{ step: number }>({
      kind: 'burst',
      seconds: 0.3,
      bytesPerSecond: BYTES_PER_SECOND,
    });
    await shows(warmed.step).waitFor({ timeout: LONGEST_WAIT_MS });
    const before = (await host.ask<Memory>({ kind: 'memory' })).rss;
    let most = before;
    sampling = setInterval(() => (most = Math.max(most, host.rss)), SAMPLE_EVERY_MS);
    const burst = await writer.ask<{ step: number; bytes: number; ms: number }>({
      kind: 'burst',
      seconds: SECONDS,
      bytesPerSecond: BYTES_PER_SECOND,
    });
    const endedMs = performance.now();
    await shows(burst.step).waitFor({ timeout: LONGEST_WAIT_MS });
    const shownAfterMs = performance.now() - endedMs;
    await writer.ask({ kind: 'end' });
    await panel.close();
    return {
      writtenMB: burst.bytes / MB,
      ms: burst.ms,
      records: burst.step - warmed.step,
      readBack: countIntact(folder, warmed.step),
      shownAfterMs,
      hostGrowthMB: (most - before) / MB,
    };
  } finally {
    clearInterval(sampling);
    writer.end();
    host.end();
  }
}

/** Every record is read and its checksum compared; each picture once more, as a panel would. */
function countIntact(folder: string, afterStep: number): number {
  const reader = unwrap(RunReader.open(folder));
  reader.refresh();
  const steps = reader.steps('samples').filter((step) => step > afterStep);
  const intact = steps.filter(
    (step) => reader.imageAt('samples', step)?.step === step && reader.values(['dLoss'], step)[0]?.step === step,
  );
  const { damage } = reader;
  reader.dispose();
  if (damage.length > 0) throw new Error(damage.join(' '));
  return intact.length;
}
