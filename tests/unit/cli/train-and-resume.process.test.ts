/** What a run is worth: it repeats to the bit, survives a kill, stops when asked, and can be read afterwards. */
import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { unwrap } from '../../../src/base/result';
import { attachTrainer } from '../../../src/client/attach-trainer';
import { readManifest, writeManifest } from '../../../src/store/manifest-file';
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
import { trainedFixture } from '../../programs/inspected-fixture';

const train = (name: string, runs: string, ...more: string[]) => [
  'train',
  fixture(name),
  '--runs',
  runs,
  '--json',
  ...more,
];

const STEPS = 150;
/** Where a run stands when it is given up; no end of an epoch of any fixture. */
const MIDDLE = 67;
/** That a trainer goes on beyond its last checkpoint, or beyond where it was resumed. */
const SOME_STEPS = 30;
/** So many that no machine comes to their end. */
const ENDLESS = ['--epochs', '1000000'];

/** A run that the test may change, and that goes with it. */
async function ownRun(name: string, steps: number): Promise<{ runs: string; runFolder: string }> {
  const runFolder = await trainedFixture(name, steps);
  const runs = path.dirname(runFolder);
  onTestFinished(() => rmSync(runs, { recursive: true, force: true }));
  return { runs, runFolder };
}

/** As the run would lie there if its trainer had been killed right after the checkpoint of step `MIDDLE`, far from its end. */
function giveUp(runFolder: string): void {
  writeManifest(runFolder, { ...unwrap(readManifest(runFolder)), totalSteps: STEPS, end: null });
}

interface Row {
  readonly step: number;
  readonly values: Readonly<Record<string, number>>;
}

/** What is recorded of each step; what is seen before the first, such as the errors of an untrained model, stands at 0. */
async function recordedIn(runs: string): Promise<Row[]> {
  const { stdout } = await gibbon(['export', 'latest', '--runs', runs, '--format', 'jsonl']);
  const rows = stdout.trim().split('\n');
  return rows.map((row) => JSON.parse(row) as Row).filter(({ step }) => step > 0);
}

test('a run that is killed with -9, resumed, stopped with Ctrl-C and resumed again is one that was never interrupted', async () => {
  const folder = temporaryFolder();
  const runs = path.join(folder, 'runs');
  const killed = start(train('tiny-gan', runs, ...ENDLESS));
  onTestFinished(() => void killed.child.kill('SIGKILL'));
  const { pid } = await until('the trainer', () => manifestIn(runs)?.process ?? undefined);
  const client = (await attachTrainer(manifestIn(runs)!))!;
  onTestFinished(() => client.dispose());
  await until('training', () => client.status.state === 'training');
  const { step } = await client.checkpoint();
  await until('steps that will be lost', () => client.status.step > step + SOME_STEPS);
  process.kill(pid, 'SIGKILL');
  const { code, stderr } = await killed.finished;
  expect(code, stderr).toBe(2);
  expect(JSON.parse((await gibbon(['list', '--runs', runs, '--json'])).stdout)).toMatchObject([{ state: 'crashed' }]);

  const stopped = await resumeAndStop(runs, 2);
  expect(manifestIn(runs)!.segments[1]!.fromStep).toBeGreaterThan(0);
  expect(stopped.output()).toMatch(/stopped at step/);
  const stoppedAt = manifestIn(runs)!.end!.step;
  await resumeAndStop(runs, 3);
  const manifest = manifestIn(runs)!;
  expect(manifest.segments[2]!.fromStep).toBe(stoppedAt);
  const { stateSha256, step: last } = manifest.end!;

  const straight = path.join(folder, 'straight');
  const finished = await gibbon(train('tiny-gan', straight, '--steps', String(last)));
  expect(finished.code, finished.stderr).toBe(0);
  expect(resultOf(finished)).toMatchObject({ steps: last, stateSha256 });
  expect(stateSha256).toMatch(/^[0-9a-f]{64}$/);
  // Every step once, in order, with the same figures, although some were written twice.
  const [rows, expected] = [await recordedIn(runs), await recordedIn(straight)];
  expect(rows.map((row) => row.step)).toEqual(Array.from({ length: last }, (_, i) => i + 1));
  expect(rows.map(({ values }) => values['gLoss'])).toEqual(expected.map(({ values }) => values['gLoss']));
});

/** Ctrl-C stops after a checkpoint and leaves no process. */
async function resumeAndStop(runs: string, segments: number) {
  const resumed = start(['resume', 'latest', '--runs', runs]);
  onTestFinished(() => void resumed.child.kill('SIGKILL'));
  await until('the next segment', () => manifestIn(runs)?.segments.length === segments);
  const { process: writer, segments: begun } = manifestIn(runs)!;
  const client = (await attachTrainer({ process: writer }))!;
  await until('more steps', () => client.status.step > begun.at(-1)!.fromStep + SOME_STEPS);
  client.dispose();
  const { pid } = writer!;
  resumed.child.kill('SIGINT');
  expect((await resumed.finished).code).toBe(130);
  await until('the end of the trainer', () => !isProcessAlive(pid));
  expect(manifestIn(runs)?.end).toMatchObject({ state: 'stopped' });
  return resumed;
}

describe.each(['tiny-autoencoder', 'own-step'])('%s', (name) => {
  test('given up in the middle and resumed ends in the same state, with the same figures', async () => {
    const straight = await ownRun(name, STEPS);
    const { runs, runFolder } = await ownRun(name, MIDDLE);
    giveUp(runFolder);
    const resumed = await gibbon(['resume', 'latest', '--runs', runs, '--json']);
    expect(resumed.code, resumed.stderr).toBe(0);
    const { stateSha256, metrics } = unwrap(readManifest(straight.runFolder)).end!;
    expect(resultOf(resumed)).toMatchObject({ steps: STEPS, stateSha256 });
    for (const [metric, value] of Object.entries(metrics))
      expect(resultOf(resumed).metrics[metric], metric).toBeCloseTo(value!, 6);
  });
});

test('the result says what was asked for, and nothing is written in the home folder, to be sent from there', async () => {
  const folder = temporaryFolder();
  const [home, runs] = [path.join(folder, 'home'), path.join(folder, 'runs')];
  mkdirSync(home);
  const environment = { HOME: home, USERPROFILE: home, XDG_CACHE_HOME: '', XDG_CONFIG_HOME: '', XDG_DATA_HOME: '' };
  const finished = await gibbon(train('tiny-autoencoder', runs, '--epochs', '2', '--seed', '9'), environment);
  expect(finished.code, finished.stderr).toBe(0);
  const result = resultOf(finished);
  expect(result).toMatchObject({ run: runsIn(runs)[0], steps: 10, epochs: 2, engine: 'onnx', threads: 1 });
  expect(Object.keys(result.metrics).sort()).toEqual(['loss', 'testLoss', 'testMse', 'valLoss', 'valMse']);
  expect(result.stepMsMedian).toBeGreaterThan(0);
  expect(manifestIn(runs)?.seed).toBe(9);
  expect(readdirSync(home)).toEqual([]);
});

test('a run goes on with other libraries than it was begun with, and says from which step on', async () => {
  const { runs, runFolder } = await ownRun('tiny-gan', MIDDLE);
  giveUp(runFolder);
  const manifest = manifestIn(runs)!;
  expect(manifest.notes).toBeUndefined();

  // As a machine without ONNX Runtime's native library would have left it.
  const { 'onnxruntime-node': version, ...others } = manifest.engine.versions;
  const engine = {
    ...manifest.engine,
    detail: 'onnx (wasm), compiled, 1 thread',
    versions: { ...others, 'onnxruntime-web': version! },
  };
  writeManifest(runFolder, { ...manifest, engine });
  const resumed = await gibbon(['resume', 'latest', '--runs', runs]);
  expect(resumed.stdout).toMatch(/Up to here, onnxruntime-web \S+ computed this run/);
  const { notes, engine: recorded } = manifestIn(runs)!;
  expect(notes?.map(({ step }) => step)).toEqual([MIDDLE]);
  expect(recorded).toEqual(manifest.engine);
});

test('a run that has finished is not resumed', async () => {
  const { runs } = await ownRun('tiny-gan', MIDDLE);
  const resumed = await gibbon(['resume', 'latest', '--runs', runs]);
  expect(resumed.code).toBe(2);
  expect(resumed.stderr).toMatch(/The run has finished: all 67 steps are done/);
});

test('list, show and export read what was recorded', async () => {
  const { runs } = await ownRun('tiny-gan', MIDDLE);
  const [run = ''] = runsIn(runs);
  expect((await gibbon(['list', '--runs', runs])).stdout).toMatch(new RegExp(`${run} +finished`));
  const shown = (await gibbon(['show', run, '--runs', runs])).stdout;
  expect(shown).toMatch(/Glyphs, 200 training images/);
  expect(shown).toMatch(/generator +Dense 8 → Dense 8 → Dense 784 → Reshape 28×28×1/);
  const [header = '', ...rows] = (await gibbon(['export', run, '--runs', runs, '--format', 'csv'])).stdout
    .trim()
    .split(/\r?\n/);
  const ofSteps = header.split(',').filter((name) => !name.startsWith('layers/'));
  expect(ofSteps.sort()).toEqual(['dFake', 'dLoss', 'dReal', 'gLoss', 'step']);
  expect(rows.map((row) => row.split(',')[0])).toEqual(Array.from({ length: MIDDLE }, (_, i) => String(i + 1)));
});

test('a layer made in a helper knows the lines of the helper and of its callers', async () => {
  const { runs } = await ownRun('tiny-gan', MIDDLE);
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
