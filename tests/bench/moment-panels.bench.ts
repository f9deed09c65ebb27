/**
 * What the Latent space and Layers panels cost at their limits: the first picture of a map and its frames in a headless Chromium
 * without a graphics card; what lies under the pointer, and what layers make of a sample, asked of a warm inspector.
 */
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { build } from 'esbuild';
import { chromium } from 'playwright-core';
import { ROOT } from '../../scripts/lib/places.mjs';
import { unwrap } from '../../src/base/result';
import { RunInspectorClient } from '../../src/client/run-inspector-client';
import { bench } from './bench';
import { formatSpread, type Spread, spreadOf } from './spread';
import { trainByCli } from './train-by-cli';

const COUNTS = [60_000, 1_000_000];
const QUESTIONS = 30;
const STEPS = 60;
const CHROMIUM = process.env.CHROMIUM ?? '/usr/bin/chromium';

interface MapRow {
  readonly count: number;
  readonly firstMs: number;
  readonly framesPerSecond: number;
  readonly p95Ms: number;
}

interface MomentPanels {
  readonly maps: readonly MapRow[];
  /** codingsAt and decodeCodings, one after the other. */
  readonly decodeMs: Spread;
  /** All layers of the convolutional autoencoder, for one sample. */
  readonly layersMs: Spread;
}

async function drawMaps(): Promise<MapRow[]> {
  const page = path.join(ROOT, 'tests', 'bench', 'latent-page.ts');
  const built = await build({ entryPoints: [page], bundle: true, write: false, format: 'iife', target: 'chrome120' });
  const browser = await chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox', '--disable-gpu'] });
  try {
    const rows: MapRow[] = [];
    for (const count of COUNTS) {
      const opened = await browser.newPage({ viewport: { width: 1000, height: 800 } });
      await opened.setContent('<!doctype html><body></body>');
      await opened.addScriptTag({ content: built.outputFiles[0]?.text ?? '' });
      const { firstMs, frameMs } = await opened.evaluate(
        (points) =>
          (window as unknown as { measure(count: number): Promise<{ firstMs: number; frameMs: number[] }> }).measure(
            points,
          ),
        count,
      );
      const sorted = [...frameMs].sort((a, b) => a - b);
      const mean = frameMs.reduce((sum, ms) => sum + ms / frameMs.length, 0);
      rows.push({
        count,
        firstMs,
        framesPerSecond: 1000 / mean,
        p95Ms: sorted[Math.floor(sorted.length * 0.95)] ?? NaN,
      });
      await opened.close();
    }
    return rows;
  } finally {
    await browser.close();
  }
}

async function askInspector(example: string, ask: (inspector: RunInspectorClient, at: number) => Promise<unknown>) {
  const runs = mkdtempSync(path.join(os.tmpdir(), 'gibbon-bench-'));
  await trainByCli(path.join(ROOT, 'examples', example), { steps: STEPS, runs });
  const [run = ''] = readdirSync(runs);
  const program = { execPath: process.execPath, script: path.join(ROOT, 'dist', 'inspector.cjs') };
  const places = { datasetFolders: [], cacheFolder: runs, allowDownload: false };
  const inspector = new RunInspectorClient(program, path.join(runs, run), places);
  try {
    await ask(inspector, -1);
    const times: number[] = [];
    for (let at = 0; at < QUESTIONS; at++) {
      const startedAt = performance.now();
      await ask(inspector, at);
      times.push(performance.now() - startedAt);
    }
    return spreadOf(times);
  } finally {
    inspector.dispose();
    rmSync(runs, { recursive: true, force: true });
  }
}

async function decode(inspector: RunInspectorClient, at: number): Promise<void> {
  if (at < 0) {
    unwrap(await inspector.ask({ kind: 'encode', step: STEPS, samples: 10_000, space: 'codings' }));
    unwrap(await inspector.ask({ kind: 'project', projection: { method: 'pca', dimensions: 2 } }));
  }
  const places = { shape: [1, 2], values: Float32Array.of(at / 10, 1 - at / 10) };
  const codings = unwrap(await inspector.ask({ kind: 'codingsAt', places }));
  unwrap(await inspector.ask({ kind: 'decodeCodings', codings }));
}

const look = async (inspector: RunInspectorClient, at: number): Promise<void> => {
  unwrap(await inspector.ask({ kind: 'runLayers', step: STEPS, samples: [at + 1] }));
};

export default bench<MomentPanels>({
  name: 'momentPanels',
  title: 'Latent space and Layers',
  run: async () => ({
    maps: await drawMaps(),
    decodeMs: await askInspector('fashion-autoencoder.gibbon.ts', decode),
    layersMs: await askInspector('fashion-conv-autoencoder.gibbon.ts', look),
  }),
  describe: ({ maps, decodeMs, layersMs }) => [
    ...maps.map(
      ({ count, firstMs, framesPerSecond, p95Ms }) =>
        `${count.toLocaleString('en-US')} codings: first picture ${firstMs.toFixed(0)} ms, ${framesPerSecond.toFixed(0)} frames a second, 95 % within ${p95Ms.toFixed(0)} ms`,
    ),
    `what lies under the pointer: ${formatSpread(decodeMs, 'ms')}`,
    `all layers of the convolutional autoencoder for a sample: ${formatSpread(layersMs, 'ms')}`,
  ],
});
