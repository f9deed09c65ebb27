/**
 * Each example, as it stands in its file, trained for a few steps on its own data: compiled, to the bit the same when it goes
 * on from the middle, with a loss that falls and every picture it promises. What it reaches in the end stands in
 * examples/RESULTS.md.
 */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { bundleExperiment } from '../../../src/loading/bundle-experiment';
import { PictureDrawer } from '../../../src/looking/picture-drawer';
import { hashState } from '../../../src/store/state-hash';
import { assemble, type Assembled } from '../../../src/training/assemble-run';

const EXAMPLES = path.resolve(__dirname, '../../../examples');
const examples = readdirSync(EXAMPLES).filter((name) => name.endsWith('.gibbon.ts'));
const STEPS = 24;
/** Then it is built once more, as a process does that resumes it. */
const FULL = process.env.GIBBON_FULL === '1';
/** A screen. */
const MOST_LINES = 60;
/** Of losses at the beginning and at the end. */
const WINDOW = 6;
/** What each family records of its training; a GAN's losses say nothing by falling. */
const LOSS = 'loss';

let scratchFolder: string;
beforeAll(() => {
  scratchFolder = mkdtempSync(path.join(os.tmpdir(), 'gibbon-examples-'));
  tf.enableProdMode();
});
afterAll(() => rmSync(scratchFolder, { recursive: true, force: true }));

async function assembled(name: string): Promise<{ run: Assembled; fallbacks: string[] }> {
  const experimentFile = path.join(EXAMPLES, name);
  const run = await assemble(
    await bundleExperiment(experimentFile),
    { experimentFile, baseFolder: EXAMPLES, engine: 'auto', threads: undefined, seed: undefined },
    {
      scratchFolder,
      dataPlaces: {
        datasetFolders: ['/usr/share/datasets'],
        cacheFolder: path.join(scratchFolder, 'cache'),
        allowDownload: false,
      },
      onActivity: () => undefined,
    },
  );
  const fallbacks: string[] = [];
  run.trainingStep.onFallback = ({ message }) => fallbacks.push(message);
  return { run, fallbacks };
}

const leave = ({ trainingStep, engine }: Assembled) => {
  trainingStep.dispose();
  engine.dispose();
};
const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value / values.length, 0);

describe.each(examples)('%s', (name) => {
  test('trains compiled, resumes to the bit, learns, and draws its pictures', async () => {
    const { run, fallbacks } = await assembled(name);
    const losses: number[] = [];
    for (let step = 0; step < STEPS / 2; step++) losses.push(run.trainingStep.run().scalars[LOSS] ?? NaN);
    const half = run.state.capture();
    while (run.state.step < STEPS)
      losses.push(...run.trainingStep.runSome(STEPS - run.state.step).map(({ scalars }) => scalars[LOSS] ?? NaN));
    const whole = hashState(run.state.capture());
    expect(fallbacks).toEqual([]);
    expect(run.engine.detail).toMatch(/compiled/);
    if (LOSS in run.trainingStep.run().scalars)
      expect(mean(losses.slice(-WINDOW))).toBeLessThan(mean(losses.slice(0, WINDOW)));
    const { experiment, seed } = run.loaded;
    const drawer = new PictureDrawer(experiment, run.trainingStep, seed);
    const drawn = drawer.drawAll().map(({ tag }) => tag);
    expect(drawn).toEqual(drawer.pictures.map(({ tag }) => tag));
    run.state.restore(half);
    while (run.state.step < STEPS) run.trainingStep.runSome(STEPS - run.state.step);
    expect(hashState(run.state.capture())).toBe(whole);
    leave(run);
    if (!FULL) return;

    const { run: resumed } = await assembled(name);
    resumed.state.restore(half);
    while (resumed.state.step < STEPS) resumed.trainingStep.runSome(STEPS - resumed.state.step);
    expect(hashState(resumed.state.capture())).toBe(whole);
    leave(resumed);
  });

  test('is at most a screen long, says in its first two lines what it is, and stands in both syllabuses', () => {
    const source = readFileSync(path.join(EXAMPLES, name), 'utf8');
    const lines = source.trimEnd().split('\n');
    expect(lines.length).toBeLessThanOrEqual(MOST_LINES);
    expect(lines.slice(0, 2).every((line) => /^\/\/ \S/.test(line))).toBe(true);
    for (const syllabus of ['README.md', 'README.pt-br.md'])
      expect(readFileSync(path.join(EXAMPLES, syllabus), 'utf8')).toContain(`(${name})`);
  });
});
