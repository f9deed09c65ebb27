/**
 * A real run of a conditional GAN, asked of a real inspector: its latent space, its layers, and the judgement of what it
 * draws go with the classes that were asked for. The classifier that judges is trained here by a process of its own.
 */
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { decode as decodePng } from 'fast-png';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { unwrap } from '../../../src/base/result';
import { RunInspectorClient } from '../../../src/client/run-inspector-client';
import { type ReadyClassifier, trainClassifier } from '../../../src/client/train-classifier';
import type { ClassifierWord } from '../../../src/protocol/classifier-job';
import { noiseStreams } from '../../../src/loading/tfjs-randomness';
import { featuresOf, logitsOf, networkWeights } from '../../../src/looking/reference-network';
import { FeatureMoments, frechetDistance } from '../../../src/looking/frechet-distance';
import type { Dataset } from '../../../src/data/dataset';
import { loadDataset } from '../../../src/data/load-dataset';
import { NoiseGenerator } from '../../../src/noise/noise-generator';
import type { PlainTensor } from '../../../src/protocol/plain-tensor';
import { RunReader } from '../../../src/store/run-reader';
import { parseSafetensors } from '../../../src/store/safetensors';
import { gibbon } from '../../programs/gibbon-cli';
import { type Changed, trainedFixture } from '../../programs/inspected-fixture';

const dist = (name: string) => path.resolve(__dirname, '../../../dist', name);
const DATA = { kind: 'glyphs', count: 200 } as const;
const STEPS = 40;
const CODINGS = 4;
const CLASSES = 10;

let folder: string;
let classifier: ReadyClassifier;
/** What its training said, in order. */
const words: ClassifierWord['kind'][] = [];
let runFolder: string;
let inspector: RunInspectorClient;
beforeAll(async () => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'gibbon-conditional-'));
  classifier = await readyClassifier();
  runFolder = await trainedFixture('tiny-conditional-gan', STEPS);
  inspector = new RunInspectorClient(
    { execPath: process.execPath, script: dist('inspector.cjs') },
    runFolder,
    places(),
  );
  await tf.setBackend('cpu');
});
afterAll(() => {
  inspector.dispose();
  for (const one of [folder, path.dirname(runFolder)]) rmSync(one, { recursive: true, force: true });
});

const places = () => ({ datasetFolders: [], cacheFolder: path.join(folder, 'gibbon'), allowDownload: false });

function readyClassifier(): Promise<ReadyClassifier> {
  const trainer = { execPath: process.execPath, script: dist('trainer.cjs') };
  const job = { dataset: DATA, again: false, baseFolder: folder, ...places() };
  words.length = 0;
  return trainClassifier(trainer, job, ({ kind }) => words.push(kind));
}

test('a process trains the classifier once, keeps it, and finds it the next time', async () => {
  const { file, trainedMs, notes, accuracy } = classifier;
  expect(new Set(words)).toEqual(new Set(['began', 'progressed', 'ready']));
  expect(existsSync(file)).toBe(true);
  expect(trainedMs).toBeGreaterThan(0);
  expect(notes).toEqual([]);
  expect(accuracy).toBeGreaterThan(0.5);
  expect(await readyClassifier()).toMatchObject({ file, accuracy, trainedMs: 0 });
  expect(words).toEqual(['ready']);
});

const near = (values: Iterable<number>, digits = 4) =>
  [...values].map((value) => expect.closeTo(value, digits) as number);
/** [rows, codings and class], as the latent space has them. */
const asked = (noise: Float32Array, classes: readonly number[]): PlainTensor => ({
  shape: [classes.length, CODINGS + CLASSES],
  values: Float32Array.from(
    classes.flatMap((own, row) => [
      ...noise.subarray(row * CODINGS, (row + 1) * CODINGS),
      ...Array.from({ length: CLASSES }, (_, index) => (index === own ? 1 : 0)),
    ]),
  ),
});

describe('the latent space', () => {
  test('has a class in each coding, asks for one after another, and is coloured by it', async () => {
    const { source } = unwrap(await inspector.ask({ kind: 'describeLatent' }));
    expect(source).toMatchObject({ kind: 'chance', codings: CODINGS + CLASSES, classes: CLASSES });
    const encoded = unwrap(await inspector.ask({ kind: 'encode', step: STEPS, samples: 200, space: 'images' }));
    expect([...encoded!.classes!]).toEqual(Array.from({ length: 200 }, (_, i) => i % CLASSES));
    const { values } = unwrap(await inspector.ask({ kind: 'readCodings', indices: [13] }));
    expect([...values.subarray(CODINGS)]).toEqual([0, 0, 0, 1, 0, 0, 0, 0, 0, 0]);
    expect(encoded!.scalars.map(({ id }) => id)).toEqual(['real']);
    for (const value of encoded!.scalars[0]!.values) expect(value > 0 && value < 1).toBe(true);
  });

  test('draws of a coding and a class what the run’s wall shows in the row and the column of both', async () => {
    const reader = unwrap(RunReader.open(runFolder));
    reader.refresh();
    const wall = decodePng(reader.imageAt('samples', STEPS)!.png);
    reader.dispose();
    expect([wall.width, wall.height]).toEqual([CLASSES * 28, 8 * 28]);
    unwrap(await inspector.ask({ kind: 'encode', step: STEPS, samples: 20, space: 'codings' }));
    const { values } = unwrap(await inspector.ask({ kind: 'readCodings', indices: [0, 1, 2] }));
    const noise = Float32Array.from([0, 1, 2].flatMap((row) => [...values.subarray(row * 14, row * 14 + CODINGS)]));
    const classes = [7, 0, 3];
    const drawn = unwrap(await inspector.ask({ kind: 'decodeCodings', codings: asked(noise, classes) }));
    classes.forEach((column, row) => {
      for (const [x, y] of [
        [3, 4],
        [14, 14],
        [20, 9],
      ] as const)
        expect(Math.round(drawn.values[row * 784 + y * 28 + x]! * 255)).toBe(
          wall.data[(row * 28 + y) * wall.width + column * 28 + x],
        );
    });
  });
});

test('its layers are given a coding and a class in turn, or an image and its own class', async () => {
  const { models } = unwrap(await inspector.ask({ kind: 'describeLayers' }));
  expect(models).toEqual([
    { role: 'generator', fed: 'chance' },
    { role: 'discriminator', fed: 'sample' },
  ]);
  const samples = [3, 12];
  const run = unwrap(await inspector.ask({ kind: 'runLayers', step: STEPS, samples }));
  const layerOf = (name: string) => run!.layers.find((layer) => layer.name === name)!;
  const classesIn = ({ values, shown }: { values: Float32Array; shown: number }, from: number) =>
    samples.map((_, row) => [...values.subarray(row * shown + from, row * shown + from + CLASSES)].indexOf(1));
  expect(classesIn(layerOf('generator/concatenate_1'), CODINGS)).toEqual([3, 2]);
  unwrap(await inspector.ask({ kind: 'encode', step: STEPS, samples: 20, space: 'codings' }));
  const drawn = unwrap(await inspector.ask({ kind: 'readSamples', indices: samples }));
  expect([...layerOf('generator/reshape_1').values]).toEqual(near(drawn.values));
  // Not all 794 numbers that the discriminator joins are kept: its first units are worked out from the saved weights.
  const saved = path.join(folder, 'discriminator.safetensors');
  const role = ['--role', 'discriminator', '--format', 'safetensors', '--out', saved];
  const { code, stderr } = await gibbon(['save-model', 'latest', '--runs', path.dirname(runFolder), ...role]);
  expect(code, stderr).toBe(0);
  const { state } = unwrap(parseSafetensors(readFileSync(saved), saved));
  const floats = (end: string) =>
    new Float32Array([...state].find(([name]) => name.endsWith(end))![1].bytes.slice().buffer);
  const [kernel, bias] = [floats('dense_1/kernel'), floats('dense_1/bias')];
  const { train } = await theData();
  const hidden = samples.map((sample) => {
    const given = [...train.gather([sample])];
    const [label] = train.labels([sample]);
    given.push(...Array.from({ length: CLASSES }, (_, index) => (index === label ? 1 : 0)));
    return Array.from(bias, (own, unit) => selu(given.reduce((sum, x, i) => sum + x * kernel[i * 8 + unit]!, own)));
  });
  expect([...layerOf('discriminator/dense_1').values]).toEqual(near(hidden.flat()));
});

/** Source: Klambauer et al., "Self-Normalizing Neural Networks", 2017, eq. 14 */
const selu = (x: number): number => 1.0507009873554805 * (x > 0 ? x : 1.6732632423543772 * (Math.exp(x) - 1));

async function theData(): Promise<Dataset> {
  const options = { baseFolder: '.', searchFolders: [], cacheFolder: '.', allowDownload: false };
  return unwrap(await loadDataset(DATA, options));
}

test('what it draws is judged as the classifier judges it, counted one by one, and as far from real images as it is', async () => {
  const [count, seed] = [200, 5];
  const judged = unwrap(await inspector.ask({ kind: 'judgeGenerated', step: STEPS, count, seed }))!;
  // The same images by another way: the noise of that stream, decoded by the latent space, looked at by plain kernels.
  const noise = new NoiseGenerator(seed, noiseStreams.classCodings).normal(new Float32Array(count * CODINGS));
  const classes = Array.from({ length: count }, (_, i) => i % CLASSES);
  unwrap(await inspector.ask({ kind: 'encode', step: STEPS, samples: 2, space: 'codings' }));
  const drawn = unwrap(await inspector.ask({ kind: 'decodeCodings', codings: asked(noise, classes) }));
  const file = unwrap(parseSafetensors(readFileSync(classifier.file), classifier.file));
  const weights = networkWeights({ imageShape: [28, 28, 1], classCount: CLASSES }).map(({ name, shape }) =>
    tf.tensor(new Float32Array(file.state.get(name)!.bytes.slice().buffer), [...shape]),
  );
  const look = (values: Float32Array) => {
    const features = featuresOf(weights, tf.tensor4d(values, [values.length / 784, 28, 28, 1]));
    const moments = new FeatureMoments(96);
    moments.add(features.dataSync<'float32'>());
    return { moments, told: tf.argMax(logitsOf(weights, features), 1).dataSync<'int32'>() };
  };
  const { moments, told } = look(drawn.values);
  const { test: held, train } = await theData();
  const real = look(held.gather(Array.from({ length: held.count }, (_, i) => i))).moments;
  const trained = look(train.gather(Array.from({ length: train.count }, (_, i) => i))).moments;

  expect(judged).toMatchObject({ step: STEPS, count });
  const counts = Array.from({ length: CLASSES }, (_, index) => [...told].filter((one) => one === index).length);
  expect(judged.classes.map(({ images }) => images)).toEqual(counts);
  expect(judged.asAsked).toBe([...told].filter((one, i) => one === classes[i]).length);
  expect(judged.distance).toMatchObject({ features: 96, realImages: held.count });
  // Features agree to float32's rounding between the two engines.
  expect(judged.distance.value / frechetDistance(moments, real)).toBeCloseTo(1, 3);
  expect(judged.distance.ofReal / frechetDistance(trained, real)).toBeCloseTo(1, 3);
  // The same twice; other noise, other images.
  expect(unwrap(await inspector.ask({ kind: 'judgeGenerated', step: STEPS, count, seed }))).toEqual(judged);
  const others = unwrap(await inspector.ask({ kind: 'judgeGenerated', step: STEPS, count, seed: 6 }))!;
  expect(others.distance.value).not.toBe(judged.distance.value);
});

test('gibbon samples says it in words, and as one object', async () => {
  const samples = (...more: string[]) =>
    gibbon(['samples', 'latest', '--runs', path.dirname(runFolder), '--count', '100', ...more], {
      XDG_CACHE_HOME: folder,
    });
  const { stdout, code } = await samples();
  expect(code).toBe(0);
  expect(stdout).toMatch(/^100 images by chance, weights after step 40,/);
  expect(stdout).toMatch(/\d+ of 10 classes are drawn: 1.0 % or more of the images each/);
  expect(stdout).toMatch(/class as asked {2}[\d.]+ % \(95 % interval [\d.]+–[\d.]+\)/);
  expect(stdout).toMatch(/not comparable with published FIDs/);
  const object = JSON.parse((await samples('--json')).stdout) as Record<string, unknown>;
  expect(object).toMatchObject({ step: STEPS, count: 100, run: path.basename(runFolder) });
  expect(object['asAskedShare']).toBe((object['asAsked'] as number) / 100);
});

test('what can not be judged is a sentence', async () => {
  const refused = async (question: Parameters<typeof inspector.ask>[0]) => {
    const answer = await inspector.ask(question);
    return answer.ok ? 'answered' : answer.problem.message;
  };
  expect(await refused({ kind: 'judgeGenerated', step: STEPS, count: 1, seed: 0 })).toContain('at least 2 images');
  const codings = { shape: [1, CODINGS], values: new Float32Array(CODINGS) };
  const predicted = await inspector.predict(STEPS, 'generator', codings);
  expect(predicted.ok ? '' : predicted.problem.message).toContain('the generator takes 2');
  const elsewhere = path.join(folder, 'elsewhere');
  expect(await samplesOf('tiny-classifier', 150, elsewhere)).toMatch(
    /There is nothing to judge: none of the models classifier/,
  );
  expect(await samplesOf('tiny-gan', 150, elsewhere)).toMatch(/There is no reference classifier of .* yet/);
});

test('of a generator whose weights have become NaN it says so', async () => {
  const diverged = { from: 'rmsprop(0.001)', to: 'sgd(1e38)', failsWith: 'became NaN' };
  expect(await samplesOf('tiny-conditional-gan', STEPS, folder, diverged)).toMatch(
    /Expected images of the generator after \d+ steps, and got NaN/,
  );
});

/** What `gibbon samples` says of a run that it can't judge. */
async function samplesOf(name: string, steps: number, cache: string, changed?: Changed): Promise<string> {
  const run = await trainedFixture(name, steps, changed);
  const asked = ['samples', 'latest', '--runs', path.dirname(run), '--count', '10'];
  const { stderr } = await gibbon(asked, { XDG_CACHE_HOME: cache });
  rmSync(path.dirname(run), { recursive: true, force: true });
  return stderr;
}
