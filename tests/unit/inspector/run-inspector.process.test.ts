/** Any moment of a run, computed again: as it was recorded, to the bit, wherever it lies and in whatever order it is asked for. */
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { RunInspectorClient } from '../../../src/client/run-inspector-client';
import type { Result } from '../../../src/base/result';
import { NoiseGenerator } from '../../../src/noise/noise-generator';
import type { Moment } from '../../../src/protocol/inspector-messages';
import { listCheckpoints } from '../../../src/store/checkpoints';
import { readManifest } from '../../../src/store/manifest-file';
import { RunReader } from '../../../src/store/run-reader';
import {
  fixture,
  gibbon,
  resultOf,
  start,
  runsIn,
  temporaryFolder,
  until,
  manifestIn,
} from '../../programs/gibbon-cli';

const STEPS = 150;
const RANDOM_STEPS = process.env.GIBBON_FULL === '1' ? 20 : 8;
const program = { execPath: process.execPath, script: path.resolve(__dirname, '../../../dist/inspector.cjs') };

function inspectorOf(runFolder: string): RunInspectorClient {
  const places = { datasetFolders: [], cacheFolder: runFolder, allowDownload: false };
  const client = new RunInspectorClient(program, runFolder, places);
  onTestFinished(() => client.dispose());
  return client;
}

async function trained(name: string, ...more: string[]): Promise<{ runs: string; runFolder: string; sha256: string }> {
  const runs = path.join(temporaryFolder(), 'runs');
  const finished = await gibbon(['train', fixture(name), '--runs', runs, '--steps', String(STEPS), '--json', ...more]);
  expect(finished.code, finished.stderr).toBe(0);
  return { runs, runFolder: path.join(runs, resultOf(finished).run), sha256: resultOf(finished).stateSha256 };
}

const unwrap = <T>(result: Result<T>): T => {
  if (!result.ok) throw new Error(result.problem.message);
  return result.value;
};

describe.each(['tiny-gan', 'tiny-autoencoder', 'tiny-classifier', 'own-step'])('%s', (name) => {
  test('random steps, in random order, are as recorded; the last has the state that training ended in', async () => {
    const { runs, runFolder, sha256 } = await trained(name);
    const recorded = (await gibbon(['export', 'latest', '--runs', runs, '--format', 'jsonl'])).stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { step: number; values: Record<string, number> });
    const inspector = inspectorOf(runFolder);
    expect(unwrap(await inspector.opened).lastStep).toBe(STEPS);
    const order = [...new NoiseGenerator(5).permutation(STEPS)].map((step) => step + 1);
    const hashes = new Map<number, string>();
    for (const step of [...order.slice(0, RANDOM_STEPS), STEPS]) {
      const inspection = unwrap(await inspector.inspectStep(step, []));
      expect(inspection.isAsRecorded, `step ${step}`).toBe(true);
      const row = recorded.find((one) => one.step === step)!;
      for (const [tag, value] of Object.entries(inspection.scalars)) expect(row.values[tag]! / value).toBeCloseTo(1, 6);
      hashes.set(step, inspection.stateSha256);
    }
    expect(hashes.get(STEPS)).toBe(sha256);
    // Asked again, from another place in memory.
    for (const [step, hash] of [...hashes].slice(0, 5))
      expect(unwrap(await inspector.inspectStep(step, [])).stateSha256).toBe(hash);
  });
});

describe.each(['tiny-gan', 'tiny-autoencoder'])('all that is seen of a moment of %s', (name) => {
  test('is what was recorded at it, pictures byte by byte; between two records there is as much', async () => {
    const { runFolder } = await trained(name);
    const reader = unwrap(RunReader.open(runFolder));
    reader.refresh();
    const manifest = unwrap(readManifest(runFolder));
    const pictures = manifest.tracks.flatMap((track) => (track.kind === 'images' ? [track.tag] : []));
    const rows = manifest.tracks.flatMap((track) => (track.kind === 'heat' ? track.rows.map(({ tag }) => tag) : []));
    const inspector = inspectorOf(runFolder);
    const look = async (step: number): Promise<Moment> => {
      const moment = unwrap(await inspector.lookAt(step, () => undefined));
      if (!moment) throw new Error('nobody else has asked');
      return moment;
    };
    const pictureSteps = [...reader.steps(pictures[0]!)];
    const layerSteps = [...reader.steps(rows[0]!)];
    expect(Math.min(pictureSteps.length, layerSteps.length)).toBeGreaterThan(2);
    for (const step of [...pictureSteps, ...layerSteps].reverse()) {
      const moment = await look(step);
      expect(moment.isAsRecorded).toBe(step > 0 ? true : undefined);
      for (const { tag, value } of reader.values(rows, step).filter((recorded) => recorded.step === step))
        expect(Math.fround(moment.scalars.find((one) => one.tag === tag)!.value), `${tag} at ${step}`).toBe(value);
      for (const tag of pictures) {
        const recorded = reader.imageAt(tag, step)!;
        if (recorded.step !== step) continue;
        const seen = moment.images.find((one) => one.tag === tag)!;
        expect(Buffer.compare(seen.png, recorded.png), `${tag} at ${step}`).toBe(0);
      }
      const histogram = layerSteps.includes(step) && moment.histograms[0];
      if (histogram) expect(reader.histogramAt(histogram.tag, step)?.bucketCounts).toEqual(histogram.bucketCounts);
    }
    const between = await look(pictureSteps.at(-2)! + 1);
    expect(between.images.map(({ tag }) => tag).sort()).toEqual([...pictures].sort());
    expect(between.scalars.map(({ tag }) => tag)).toEqual(expect.arrayContaining(rows));
    // Looking has moved nothing: the step after it is still the recorded one.
    expect(unwrap(await inspector.inspectStep(between.step + 1, [])).isAsRecorded).toBe(true);
    reader.dispose();
  });
});

test('which class a classifier takes for which is counted again as it was recorded, and between two records, too', async () => {
  const { runFolder } = await trained('tiny-classifier');
  const reader = unwrap(RunReader.open(runFolder));
  reader.refresh();
  const inspector = inspectorOf(runFolder);
  const steps = [...reader.steps('confusion')];
  expect(steps).toEqual([100, STEPS]);
  for (const step of [...steps, 120]) {
    const moment = unwrap(await inspector.lookAt(step, () => undefined));
    const counted = moment?.histograms.find(({ tag }) => tag === 'confusion');
    expect(counted?.count).toBe(60);
    if (!steps.includes(step)) continue;
    expect(counted?.bucketCounts).toEqual(reader.histogramAt('confusion', step)?.bucketCounts);
    const right = moment?.scalars.find(({ tag }) => tag === 'confusion/right/0')?.value ?? NaN;
    expect(Math.fround(right)).toBe(reader.values(['confusion/right/0'], step)[0]?.value);
  }
  reader.dispose();
});

test('of moments asked for at once only the newest is gone to, and what is asked after it is right', async () => {
  const { runFolder, sha256 } = await trained('tiny-gan', '--steps', '2500');
  // So that the way is long.
  for (const { step } of listCheckpoints(runFolder))
    if (step > 0) rmSync(path.join(runFolder, 'checkpoints', String(step).padStart(9, '0')), { recursive: true });
  const inspector = inspectorOf(runFolder);
  await inspector.opened;
  const told: [number, number][] = [];
  const first = inspector.lookAt(2499, (done, all) => told.push([done, all]));
  await until('it is on its way', () => told[0]);
  const [second, third] = [inspector.lookAt(2498, () => undefined), inspector.lookAt(40, () => undefined)];
  expect(unwrap(await first)).toBe(null);
  expect(unwrap(await second)).toBe(null);
  expect(unwrap(await third)).toMatchObject({ step: 40, isAsRecorded: true });
  expect(told[0]![0]).toBeGreaterThan(0);
  expect(told[0]![1]).toBe(2498);
  expect(unwrap(await inspector.inspectStep(2500, [])).stateSha256).toBe(sha256);
});

test('a run that goes on is looked into at the same time, and is not disturbed', async () => {
  const undisturbed = await trained('tiny-gan');
  const runs = path.join(temporaryFolder(), 'runs');
  const training = start(['train', fixture('tiny-gan'), '--runs', runs, '--steps', '4000', '--json']);
  onTestFinished(() => void training.child.kill());
  await until('a run', () => manifestIn(runs)?.process ?? undefined);
  const runFolder = path.join(runs, runsIn(runs)[0]!);
  const inspector = inspectorOf(runFolder);
  const { lastStep } = unwrap(await inspector.opened);
  const early = unwrap(await inspector.inspectStep(Math.max(1, Math.min(lastStep, 20)), []));
  expect(early.isAsRecorded).toBe(true);
  expect((await training.finished).code).toBe(0);
  const straight = inspectorOf(undisturbed.runFolder);
  const [one, other] = [unwrap(await inspector.inspectStep(STEPS, [])), unwrap(await straight.inspectStep(STEPS, []))];
  expect(one.stateSha256).toBe(other.stateSha256);
});

test('codings are decoded with the weights of the step, and probes are what they are called', async () => {
  const { runFolder } = await trained('tiny-gan');
  const inspector = inspectorOf(runFolder);
  const [generator] = unwrap(await inspector.opened).models;
  const name = generator!.layers[0]!.name;
  const codings = { shape: [3, 4], values: Float32Array.from({ length: 12 }, (_, i) => Math.sin(i)) };
  const [before, after] = [
    unwrap(await inspector.predict(0, 'generator', codings)),
    unwrap(await inspector.predict(STEPS, 'generator', codings)),
  ];
  expect(before.outputs.shape).toEqual([3, 28, 28, 1]);
  expect(before.outputs.values).not.toEqual(after.outputs.values);
  expect(unwrap(await inspector.predict(0, 'generator', codings)).outputs.values).toEqual(before.outputs.values);

  const weight = `${name}/kernel`;
  const { probed, layers } = unwrap(
    await inspector.inspectStep(7, [
      { of: weight, thing: 'gradient', statistic: 'values' },
      { of: weight, thing: 'gradient', statistic: 'norm' },
      { of: weight, thing: 'weight', statistic: 'values' },
      { of: weight, thing: 'update', statistic: 'values' },
    ]),
  );
  const at = (key: string) => probed[`${weight}:${key}`]!.values;
  expect(at('gradient:norm')[0]).toBeCloseTo(Math.hypot(...at('gradient:values')), 4);
  const next = unwrap(await inspector.inspectStep(8, [{ of: weight, thing: 'weight', statistic: 'values' }]));
  next.probed[`${weight}:weight:values`]!.values.forEach((value, i) =>
    expect(value).toBeCloseTo(at('weight:values')[i]! + at('update:values')[i]!, 6),
  );
  expect(layers.find((layer) => layer.name === name)?.figures.gradientNorm).toBeGreaterThan(0);
});

test('what can not be answered is said in a sentence', async () => {
  const { runFolder } = await trained('tiny-gan');
  const inspector = inspectorOf(runFolder);
  const problemOf = (result: Result<unknown>) => (result.ok ? 'answered' : result.problem.message);
  expect(problemOf(await inspector.inspectStep(STEPS + 1, []))).toMatch(/expected a step from 1 to 150.*and got 151/);
  expect(problemOf(await inspector.inspectStep(0, []))).toMatch(/expected a step from 1/);
  expect(
    problemOf(await inspector.inspectStep(3, [{ of: 'generator/dense_9', thing: 'activation', statistic: 'norm' }])),
  ).toMatch(/has no layer "generator\/dense_9"; it has generator\//);
  const wrong = { shape: [2, 3], values: new Float32Array(6) };
  expect(problemOf(await inspector.predict(3, 'generator', wrong))).toMatch(
    /expected inputs of shape \[batch, 4\], and got \[2, 3\]/,
  );
  expect(problemOf(await inspector.predict(3, 'critic', wrong))).toMatch(
    /has no model "critic"; it has generator, discriminator/,
  );
  // And it still answers.
  expect(unwrap(await inspector.inspectStep(3, [])).isAsRecorded).toBe(true);
});

test('a checkpoint that is damaged is passed over for an older one; without any the problem names the folder', async () => {
  const { runFolder } = await trained('tiny-gan');
  const checkpoints = listCheckpoints(runFolder);
  expect(checkpoints.length).toBeGreaterThan(1);
  const newest = path.join(runFolder, 'checkpoints', String(STEPS).padStart(9, '0'), 'state.safetensors');
  const bytes = readFileSync(newest);
  bytes[bytes.length >> 1]! ^= 1;
  writeFileSync(newest, bytes);
  expect(unwrap(await inspectorOf(runFolder).inspectStep(STEPS, [])).isAsRecorded).toBe(true);
  rmSync(path.join(runFolder, 'checkpoints'), { recursive: true });
  const answer = await inspectorOf(runFolder).inspectStep(5, []);
  expect(answer.ok ? 'answered' : `${answer.problem.message} ${answer.problem.file}`).toMatch(/checkpoint/i);
});

test('gibbon inspect says what a step and a layer show', async () => {
  const { runs, sha256 } = await trained('tiny-gan');
  const whole = await gibbon(['inspect', 'latest', '--runs', runs, '--step', String(STEPS), '--json']);
  expect(whole.code, whole.stderr).toBe(0);
  expect(JSON.parse(whole.stdout)).toMatchObject({ step: STEPS, stateSha256: sha256, isAsRecorded: true });
  const layer = (JSON.parse(whole.stdout) as { layers: { name: string }[] }).layers[0]!.name;
  const one = await gibbon(['inspect', 'latest', '--runs', runs, '--step', '3', '--layer', layer]);
  expect(one.stdout).toMatch(/exactly as recorded/);
  expect(one.stdout).toContain(`${layer}:activation:values`);
  const none = await gibbon(['inspect', 'latest', '--runs', runs]);
  expect([none.code, none.stderr]).toEqual([2, expect.stringMatching(/expected --step N/)]);
});
