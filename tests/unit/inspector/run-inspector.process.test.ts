/** Any moment of a run, computed again: as it was recorded, to the bit, wherever it lies and in whatever order it is asked for. */
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { RunInspectorClient } from '../../../src/client/run-inspector-client';
import type { Result } from '../../../src/base/result';
import { NoiseGenerator } from '../../../src/noise/noise-generator';
import type { Moment } from '../../../src/protocol/inspector-messages';
import { listCheckpoints } from '../../../src/store/checkpoints';
import { readManifest } from '../../../src/store/manifest-file';
import { RunReader } from '../../../src/store/run-reader';
import { fixture, gibbon, start, runsIn, temporaryFolder, until, manifestIn } from '../../programs/gibbon-cli';
import { inspectedFixtures, inspectorOf, trainedFixture } from '../../programs/inspected-fixture';

const STEPS = 150;
const RANDOM_STEPS = process.env.GIBBON_FULL === '1' ? 20 : 8;

const inspect = inspectedFixtures();
const inspected = (name: string) => inspect(name, STEPS);

/** An inspector that ends with the test. */
function ownInspector(runFolder: string): RunInspectorClient {
  const inspector = inspectorOf(runFolder);
  onTestFinished(() => inspector.dispose());
  return inspector;
}

/** A run that the test may change, and that goes with it. */
async function ownRun(name: string): Promise<string> {
  const runFolder = await trainedFixture(name, STEPS);
  onTestFinished(() => rmSync(path.dirname(runFolder), { recursive: true, force: true }));
  return runFolder;
}

const endOf = (runFolder: string) => unwrap(readManifest(runFolder)).end!;

const unwrap = <T>(result: Result<T>): T => {
  if (!result.ok) throw new Error(result.problem.message);
  return result.value;
};

describe.each(['tiny-gan', 'tiny-autoencoder', 'tiny-classifier', 'own-step'])('%s', (name) => {
  test('random steps, in random order, are as recorded; the last has the state that training ended in', async () => {
    const { runFolder, inspector } = await inspected(name);
    const reader = unwrap(RunReader.open(runFolder));
    reader.refresh();
    expect(unwrap(await inspector.opened).lastStep).toBe(STEPS);
    const order = [...new NoiseGenerator(5).permutation(STEPS)].map((step) => step + 1);
    const hashes = new Map<number, string>();
    for (const step of [...order.slice(0, RANDOM_STEPS), STEPS]) {
      const inspection = unwrap(await inspector.inspectStep(step, []));
      expect(inspection.isAsRecorded, `step ${step}`).toBe(true);
      const recorded = reader.values(Object.keys(inspection.scalars), step);
      expect(recorded.map((value) => value.step)).toEqual(recorded.map(() => step));
      for (const { tag, value } of recorded) expect(value / inspection.scalars[tag]!).toBeCloseTo(1, 6);
      hashes.set(step, inspection.stateSha256);
    }
    reader.dispose();
    expect(hashes.get(STEPS)).toBe(endOf(runFolder).stateSha256);
    // Asked again, from another place in memory.
    for (const [step, hash] of [...hashes].slice(0, 5))
      expect(unwrap(await inspector.inspectStep(step, [])).stateSha256).toBe(hash);
  });
});

describe.each(['tiny-gan', 'tiny-autoencoder'])('all that is seen of a moment of %s', (name) => {
  test('is what was recorded at it, pictures byte by byte; between two records there is as much', async () => {
    const { runFolder, inspector } = await inspected(name);
    const reader = unwrap(RunReader.open(runFolder));
    reader.refresh();
    const manifest = unwrap(readManifest(runFolder));
    const pictures = manifest.tracks.flatMap((track) => (track.kind === 'images' ? [track.tag] : []));
    const rows = manifest.tracks.flatMap((track) => (track.kind === 'heat' ? track.rows.map(({ tag }) => tag) : []));
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
  const { runFolder, inspector } = await inspected('tiny-classifier');
  const reader = unwrap(RunReader.open(runFolder));
  reader.refresh();
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

/** Lines that keep a step from ending, once a thousand images were seen and as long as there is a file `hold`; then there is one `held`. */
const holdingLines = (folder: string) => `
    while (seen >= 1000 && existsSync(${JSON.stringify(path.join(folder, 'hold'))}))
      writeFileSync(${JSON.stringify(path.join(folder, 'held'))}, '');`;

test('of moments asked for at once only the newest is gone to, and what is asked after it is right', async () => {
  const folder = temporaryFolder();
  const [hold, held] = [path.join(folder, 'hold'), path.join(folder, 'held')];
  const experiment = path.join(folder, 'holds.gibbon.ts');
  const source = readFileSync(fixture('own-step'), 'utf8');
  const kept = 'state.seen = seen;';
  writeFileSync(
    experiment,
    `import { existsSync, writeFileSync } from 'node:fs';\n${source.replace(kept, kept + holdingLines(folder))}`,
  );
  const runs = path.join(folder, 'runs');
  const trained = await gibbon(['train', experiment, '--runs', runs, '--steps', String(STEPS)]);
  expect(trained.code, trained.stderr).toBe(0);
  const runFolder = path.join(runs, runsIn(runs)[0]!);
  // So that the way leads through the step that stands still.
  for (const { step, folder: checkpoint } of listCheckpoints(runFolder))
    if (step > 0) rmSync(checkpoint, { recursive: true });
  const inspector = ownInspector(runFolder);
  await inspector.opened;
  writeFileSync(hold, '');
  const told: [number, number][] = [];
  const first = inspector.lookAt(STEPS - 1, (done, all) => told.push([done, all]));
  await until('it is on its way', () => existsSync(held));
  const [second, third] = [inspector.lookAt(STEPS - 2, () => undefined), inspector.lookAt(40, () => undefined)];
  // They are written before this process does anything else.
  await new Promise(setImmediate);
  rmSync(hold);
  expect(unwrap(await first)).toBe(null);
  expect(unwrap(await second)).toBe(null);
  expect(unwrap(await third)).toMatchObject({ step: 40, isAsRecorded: true });
  const [done = 0, all] = told.at(-1)!;
  expect(done).toBeGreaterThan(0);
  expect(done).toBeLessThan(STEPS - 2);
  expect(all).toBe(STEPS - 2);
  expect(unwrap(await inspector.inspectStep(STEPS, [])).stateSha256).toBe(endOf(runFolder).stateSha256);
});

test('a run that goes on is looked into at the same time, and is not disturbed', async () => {
  const undisturbed = await inspected('tiny-gan');
  const runs = path.join(temporaryFolder(), 'runs');
  const training = start(['train', fixture('tiny-gan'), '--runs', runs, '--epochs', '1000000']);
  onTestFinished(() => void training.child.kill('SIGKILL'));
  await until('a run', () => manifestIn(runs)?.process ?? undefined);
  const runFolder = path.join(runs, runsIn(runs)[0]!);
  const inspector = ownInspector(runFolder);
  const { lastStep } = unwrap(await inspector.opened);
  const early = await until('a step', async () => {
    const seen = await inspector.inspectStep(Math.max(1, Math.min(lastStep, 20)), []);
    return seen.ok && seen.value;
  });
  expect(early.isAsRecorded).toBe(true);
  const there = await until('as many steps', async () => {
    const seen = await inspector.inspectStep(STEPS, []);
    return seen.ok && seen.value;
  });
  training.child.kill('SIGINT');
  await training.finished;
  expect(there.stateSha256).toBe(endOf(undisturbed.runFolder).stateSha256);
  const losses = [runFolder, undisturbed.runFolder].map((folder) => {
    const reader = unwrap(RunReader.open(folder));
    reader.refresh();
    const { values } = reader.numbers('dLoss');
    reader.dispose();
    return [...values.subarray(0, STEPS)];
  });
  expect(losses[0]).toEqual(losses[1]);
});

test('codings are decoded with the weights of the step, and probes are what they are called', async () => {
  const { inspector } = await inspected('tiny-gan');
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
  const { inspector } = await inspected('tiny-gan');
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
  const runFolder = await ownRun('tiny-gan');
  const checkpoints = listCheckpoints(runFolder);
  expect(checkpoints.length).toBeGreaterThan(1);
  const newest = path.join(runFolder, 'checkpoints', String(STEPS).padStart(9, '0'), 'state.safetensors');
  const bytes = readFileSync(newest);
  bytes[bytes.length >> 1]! ^= 1;
  writeFileSync(newest, bytes);
  expect(unwrap(await ownInspector(runFolder).inspectStep(STEPS, [])).isAsRecorded).toBe(true);
  rmSync(path.join(runFolder, 'checkpoints'), { recursive: true });
  const answer = await ownInspector(runFolder).inspectStep(5, []);
  expect(answer.ok ? 'answered' : `${answer.problem.message} ${answer.problem.file}`).toMatch(/checkpoint/i);
});

test('gibbon inspect says what a step and a layer show', async () => {
  const { runFolder } = await inspected('tiny-gan');
  const runs = path.dirname(runFolder);
  const whole = await gibbon(['inspect', 'latest', '--runs', runs, '--step', String(STEPS), '--json']);
  expect(whole.code, whole.stderr).toBe(0);
  expect(JSON.parse(whole.stdout)).toMatchObject({
    step: STEPS,
    stateSha256: endOf(runFolder).stateSha256,
    isAsRecorded: true,
  });
  const layer = (JSON.parse(whole.stdout) as { layers: { name: string }[] }).layers[0]!.name;
  const one = await gibbon(['inspect', 'latest', '--runs', runs, '--step', '3', '--layer', layer]);
  expect(one.stdout).toMatch(/exactly as recorded/);
  expect(one.stdout).toContain(`${layer}:activation:values`);
  const none = await gibbon(['inspect', 'latest', '--runs', runs]);
  expect([none.code, none.stderr]).toEqual([2, expect.stringMatching(/expected --step N/)]);
});
