/** What a run is worth: it repeats to the bit, survives a kill, stops when asked, and can be read afterwards. */
import { mkdirSync, readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { writeManifest } from '../../../src/store/manifest-file';
import {
  fixture,
  gibbon,
  isProcessAlive,
  manifestIn,
  resultOf,
  runsIn,
  start,
  temporaryFolder,
  until,
} from '../../programs/gibbon-cli';

const train = (name: string, runs: string, ...more: string[]) => [
  'train',
  fixture(name),
  '--runs',
  runs,
  '--json',
  ...more,
];

/** So many that a quick machine has not done them before it is told to stop. */
const STEPS = 1500;
const BYTES_OF_A_FEW_STEPS = 20_000;

/** Of numbers and pictures of the one run. */
function recordedBytes(runs: string): number {
  const [run = ''] = runsIn(runs);
  const files = readdirSync(path.join(runs, run)).filter((file) => file.includes('tfevents'));
  return files.reduce((bytes, file) => bytes + statSync(path.join(runs, run, file)).size, 0);
}

describe.each(['tiny-gan', 'tiny-autoencoder', 'own-step'])('%s', (name) => {
  test('trained twice, and once more killed with -9 and resumed, ends in the same state with the same figures', async () => {
    const folder = temporaryFolder();
    const steps = ['--steps', `${STEPS}`];
    const [once, again] = [
      await gibbon(train(name, path.join(folder, 'once'), ...steps)),
      await gibbon(train(name, path.join(folder, 'again'), ...steps)),
    ];
    expect(once.code).toBe(0);
    expect(resultOf(again).stateSha256).toBe(resultOf(once).stateSha256);
    expect(resultOf(once).stateSha256).toMatch(/^[0-9a-f]{64}$/);

    const runs = path.join(folder, 'killed');
    const killed = start(train(name, runs, ...steps));
    const { pid } = await until('the trainer', () => manifestIn(runs)?.process ?? undefined);
    await until('a few steps', () => recordedBytes(runs) > BYTES_OF_A_FEW_STEPS);
    process.kill(pid, 'SIGKILL');
    const { code, stderr } = await killed.finished;
    // A quick machine may have finished before the kill; then there is nothing to resume, and the test must say so.
    expect(code, stderr).toBe(2);
    expect(JSON.parse((await gibbon(['list', '--runs', runs, '--json'])).stdout)).toMatchObject([{ state: 'crashed' }]);

    const resumed = await gibbon(['resume', 'latest', '--runs', runs, '--json']);
    expect(resumed.code, resumed.stderr).toBe(0);
    expect(resultOf(resumed)).toMatchObject({ steps: STEPS, stateSha256: resultOf(once).stateSha256 });
    for (const [metric, value] of Object.entries(resultOf(once).metrics))
      expect(resultOf(resumed).metrics[metric], metric).toBeCloseTo(value, 6);

    // Every step once, in order, although some were written twice.
    const { stdout } = await gibbon(['export', 'latest', '--runs', runs, '--format', 'jsonl']);
    const recorded = stdout
      .trim()
      .split('\n')
      .map((line) => (JSON.parse(line) as { step: number }).step);
    // What is seen before the first step, such as the errors of an untrained autoencoder, stands at step 0.
    expect(recorded.filter((step) => step > 0)).toEqual(Array.from({ length: STEPS }, (_, i) => i + 1));
  }, 60_000);
});

test('the result says what was asked for', async () => {
  const runs = path.join(temporaryFolder(), 'runs');
  const finished = await gibbon(train('tiny-autoencoder', runs, '--epochs', '2', '--seed', '9'));
  const result = resultOf(finished);
  expect(result).toMatchObject({ run: runsIn(runs)[0], steps: 10, epochs: 2, engine: 'onnx', threads: 1 });
  expect(Object.keys(result.metrics).sort()).toEqual(['loss', 'testLoss', 'testMse', 'valLoss', 'valMse']);
  expect(result.stepMsMedian).toBeGreaterThan(0);
  expect(manifestIn(runs)?.seed).toBe(9);
});

test('Ctrl-C stops after a checkpoint, leaves no process, and the run can be resumed', async () => {
  const runs = path.join(temporaryFolder(), 'runs');
  const started = start(['train', fixture('tiny-gan'), '--runs', runs, '--epochs', '2000']);
  const { pid } = await until('the trainer', () => manifestIn(runs)?.process ?? undefined);
  await until('training', () => /step [1-9]/.test(started.output()));
  started.child.kill('SIGINT');
  const { code, stdout } = await started.finished;
  expect(code).toBe(130);
  expect(stdout).toMatch(/stopped at step/);
  await until('the end of the trainer', () => !isProcessAlive(pid));
  const stoppedAt = manifestIn(runs)?.end?.step ?? 0;
  expect(stoppedAt).toBeGreaterThan(0);
  expect(manifestIn(runs)?.end?.state).toBe('stopped');

  const resumed = start(['resume', 'latest', '--runs', runs]);
  await until(
    'more steps',
    () => (manifestIn(runs)?.segments.length ?? 0) === 2 && /step [1-9]/.test(resumed.output()),
  );
  resumed.child.kill('SIGINT');
  await resumed.finished;
  expect(manifestIn(runs)?.segments[1]?.fromStep).toBe(stoppedAt);
});

test('a run goes on with other libraries than it was begun with, and says from which step on', async () => {
  const runs = path.join(temporaryFolder(), 'runs');
  const started = start(['train', fixture('tiny-gan'), '--runs', runs, '--epochs', '2000']);
  await until('training', () => /step [1-9]/.test(started.output()));
  started.child.kill('SIGINT');
  await started.finished;
  const manifest = manifestIn(runs)!;
  expect(manifest.notes).toBeUndefined();

  // As a machine without ONNX Runtime's native library would have left it.
  const { 'onnxruntime-node': version, ...others } = manifest.engine.versions;
  const engine = {
    ...manifest.engine,
    detail: 'onnx (wasm), compiled, 1 thread',
    versions: { ...others, 'onnxruntime-web': version! },
  };
  writeManifest(path.join(runs, runsIn(runs)[0]!), { ...manifest, engine });
  const resumed = start(['resume', 'latest', '--runs', runs]);
  await until('the note', () => manifestIn(runs)?.notes);
  resumed.child.kill('SIGINT');
  await resumed.finished;
  expect(resumed.output()).toMatch(/Up to here, onnxruntime-web \S+ computed this run/);
  const { notes, engine: recorded } = manifestIn(runs)!;
  expect(notes?.map(({ step }) => step)).toEqual([manifest.end!.step]);
  expect(recorded).toEqual(manifest.engine);
});

test('a run that has finished is not resumed', async () => {
  const runs = path.join(temporaryFolder(), 'runs');
  await gibbon(train('tiny-gan', runs, '--steps', '2'));
  const resumed = await gibbon(['resume', 'latest', '--runs', runs]);
  expect(resumed.code).toBe(2);
  expect(resumed.stderr).toMatch(/The run has finished: all 2 steps are done/);
});

test('list, show and export read what was recorded', async () => {
  const runs = path.join(temporaryFolder(), 'runs');
  await gibbon(train('tiny-gan', runs, '--steps', '5'));
  const [run = ''] = runsIn(runs);
  expect((await gibbon(['list', '--runs', runs])).stdout).toMatch(new RegExp(`${run} +finished`));
  const shown = (await gibbon(['show', run, '--runs', runs])).stdout;
  expect(shown).toMatch(/Glyphs, 200 training images/);
  expect(shown).toMatch(/generator +Dense 8 → Dense 8 → Dense 784 → Reshape 28×28×1/);
  const [header = '', ...rows] = (await gibbon(['export', run, '--runs', runs, '--format', 'csv'])).stdout
    .trim()
    .split(/\r?\n/);
  expect(header.split(',').sort()).toEqual(['dFake', 'dLoss', 'dReal', 'gLoss', 'step']);
  expect(rows.map((row) => row.split(',')[0])).toEqual(['1', '2', '3', '4', '5']);
});

test('a layer made in a helper knows the lines of the helper and of its callers', async () => {
  const runs = path.join(temporaryFolder(), 'runs');
  await gibbon(train('tiny-gan', runs, '--steps', '1'));
  const [generator, discriminator] = manifestIn(runs)?.models ?? [];
  const lines = (model: typeof generator) =>
    model?.layers.map(({ name, frames }) => `${name} ${frames.map(({ line }) => line).join(' ← ')}`);
  expect(lines(generator)).toEqual([
    'generator/dense_1 5 ← 11',
    'generator/dense_2 6 ← 11',
    'generator/dense_3 12',
    'generator/reshape_1 13',
  ]);
  expect(lines(discriminator)).toEqual([
    'discriminator/flatten_1 18',
    'discriminator/dense_1 5 ← 18',
    'discriminator/dense_2 6 ← 18',
    'discriminator/dense_3 18',
  ]);
});

test('training writes to the runs folder and nowhere in the home folder, so nothing is stored to be sent from there', async () => {
  const folder = temporaryFolder();
  const home = path.join(folder, 'home');
  mkdirSync(home);
  const environment = { HOME: home, USERPROFILE: home, XDG_CACHE_HOME: '', XDG_CONFIG_HOME: '', XDG_DATA_HOME: '' };
  const finished = await gibbon(train('tiny-gan', path.join(folder, 'runs'), '--steps', '3'), environment);
  expect(finished.code, finished.stderr).toBe(0);
  expect(readdirSync(home)).toEqual([]);
});
