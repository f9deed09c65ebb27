/** Counting the classes of a generator changes no bit of its training, and says why where it can't be done. */
import * as tf from '@tensorflow/tfjs';
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { experiment, type Experiment, type StepContext } from '../../../src/authoring/experiment';
import { datasets } from '../../../src/authoring/datasets';
import { loadDataset } from '../../../src/data/load-dataset';
import type { Engine } from '../../../src/engine/engine';
import { installRandomness } from '../../../src/loading/tfjs-randomness';
import type { Dataset } from '../../../src/data/dataset';
import { hashState } from '../../../src/store/state-hash';
import { classifierFile, keepClassifier, loadClassifier } from '../../../src/looking/reference-classifier';
import { initialValues, networkWeights } from '../../../src/looking/reference-network';
import { NoiseGenerator } from '../../../src/noise/noise-generator';
import { classTracks } from '../../../src/trainer/class-tracks';
import { CLASSIFIED_IMAGES, DrawnClasses } from '../../../src/looking/drawn-classes';
import { ganFamilies } from '../../models/gan-families';
import { models } from '../../models/models';
import { startOnnx } from '../engine/engines';
import { build, randomness } from '../training/in-process';

let engine: Engine;
let folder: string;
let dataset: Dataset;
let file: string;
beforeAll(async () => {
  engine = await startOnnx();
  installRandomness(randomness);
  folder = mkdtempSync(path.join(os.tmpdir(), 'gibbon-classes-'));
  const options = { baseFolder: '.', searchFolders: [], cacheFolder: '.', allowDownload: false };
  const loaded = await loadDataset(datasets.glyphs({ count: 300 }), options);
  if (!loaded.ok) throw new Error(loaded.problem.message);
  dataset = loaded.value;
  file = classifierFile(folder, dataset);
  // One that was never trained tells classes as well as any for these tests.
  const noise = new NoiseGenerator(1);
  const size = { imageShape: dataset.train.shape, classCount: 10 };
  const weights = networkWeights(size).map((spec) => {
    const { buffer } = initialValues(spec, noise);
    return [spec.name, { dtype: 'F32' as const, shape: [...spec.shape], bytes: new Uint8Array(buffer) }] as const;
  });
  keepClassifier(file, { weights: new Map(weights), accuracy: 0.5 });
});
afterAll(() => {
  engine.dispose();
  rmSync(folder, { recursive: true, force: true });
});

const { dense } = tf.layers;
const makeGan = () => models['MLP GAN']?.({ width: 0.1 }) ?? fail();
function fail(): never {
  throw new Error(`Expected the models to have the lecture's GAN; they are ${Object.keys(models).join(', ')}.`);
}

async function prepared(make: () => Experiment, classifier = file) {
  const run = await build(make, 7, engine);
  const missing: number[] = [];
  const generator = run.experiment.models['generator'] ?? fail();
  const classes = new DrawnClasses({
    generator,
    isAsked: false,
    dataset,
    engine,
    step: run.step,
    seed: 7,
    classifierFile: classifier,
    onMissing: (step) => missing.push(step),
  });
  return { ...run, classes, missing, generator };
}

test('counted at every step or never, the training ends in the same state', async () => {
  const hashes: string[] = [];
  for (const isCounted of [false, true]) {
    const { state, step, classes } = await prepared(makeGan);
    for (let i = 0; i < 5; i++) {
      step.run();
      if (isCounted) expect(classes.count(i)).toHaveLength(11);
      // As the next step would: the generator that tfjs draws from is the state's own again.
      tf.randomNormal([3]).dispose();
    }
    hashes.push(hashState(state.capture()));
    step.dispose();
  }
  expect(hashes[0]).toBe(hashes[1]);
});

test('shares of 512 images add up to one, are the same when asked again, and keep no tensor', async () => {
  const { step, classes } = await prepared(makeGan);
  step.run();
  const first = classes.count(1);
  const { numTensors } = tf.memory();
  const again = classes.count(1);
  expect(again).toEqual(first);
  expect(tf.memory().numTensors).toBe(numTensors);
  const shares = first.filter(({ tag }) => /^classes\/\d+$/.test(tag)).map(({ value }) => value);
  expect(shares).toHaveLength(10);
  expect(shares.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 10);
  for (const share of shares) expect((share * CLASSIFIED_IMAGES) % 1).toBe(0);
  expect(first.at(-1)).toEqual({ tag: 'classes/accuracy', value: 0.5 });
});

test('without a classifier nothing is recorded, and whoever may train one is told; once it is there, it counts', async () => {
  const later = path.join(folder, 'later.safetensors');
  const { step, classes, missing } = await prepared(makeGan, later);
  step.run();
  expect(classes.count(100)).toEqual([]);
  expect(missing).toEqual([100]);
  copyFileSync(file, later);
  expect(classes.count(200)).toHaveLength(11);
});

test('images of a class that was asked for are counted as the classifier, asked about each alone, says', async () => {
  const run = await build(() => ganFamilies['conditionalGan()']?.({ width: 0.1 }) ?? fail(), 7, engine);
  const generator = run.experiment.models['generator'] ?? fail();
  // A generator that draws of its class alone, one training image of it each, whatever the noise.
  const chosen = Array.from({ length: 10 }, (_, own) => own * 7);
  const pixels = tf.tensor2d(dataset.train.gather(chosen), [10, 784]);
  const asked = tf.input({ shape: [10] });
  const drawn = dense({ units: 784, useBias: false, weights: [pixels] }).apply(asked) as tf.SymbolicTensor;
  const shaped = tf.layers.reshape({ targetShape: [28, 28, 1] }).apply(drawn) as tf.SymbolicTensor;
  const parrot = tf.model({ inputs: [generator.inputs[0]!, asked], outputs: shaped });
  run.step.run();
  const classes = new DrawnClasses({
    generator: parrot,
    isAsked: true,
    dataset,
    engine,
    step: run.step,
    seed: 7,
    classifierFile: file,
    onMissing: fail,
  });
  const counted = classes.count(1).find(({ tag }) => tag === 'classes/asked')?.value;
  const judge = loadClassifier(file, dataset, engine) ?? fail();
  const told = chosen.map((_, own) => {
    const image = tf.tensor4d(dataset.train.gather([chosen[own]!]), [1, 28, 28, 1]);
    return judge.classesOf(image)[0];
  });
  // 512 images, asked for in turn: of the classes 0 and 1 there are 52, of all others 51.
  const turns = told.map((one, own) => (one === own ? Math.ceil((CLASSIFIED_IMAGES - own) / 10) : 0));
  expect(counted).toBeCloseTo(turns.reduce((sum, right) => sum + right, 0) / CLASSIFIED_IMAGES, 10);
});

describe('the track', () => {
  const { reshape } = tf.layers;
  const adam = () => tf.train.adam(0.001) as tf.Optimizer;
  const pixels = () => dense({ units: 784, activation: 'tanh', inputShape: [12] });
  const drawing = (
    generator: tf.LayersModel,
    codings: (context: StepContext) => tf.Tensor | tf.Tensor[],
    conditional: readonly string[] = [],
  ) =>
    experiment({
      conditional,
      models: { generator },
      optimizers: { generator: adam },
      dataset: datasets.glyphs({ count: 300 }),
      step: (context) => {
        const drawn = codings(context);
        return {
          loss: context.update('generator', () => tf.mean(tf.square(generator.apply(drawn) as tf.Tensor))),
        };
      },
    });
  const trackOf = async (make: () => Experiment) => {
    const { experiment: made, step } = await build(make, 7, engine);
    step.run();
    const [track, asked] = classTracks(made, dataset, step);
    if (track && track.kind !== 'bands') throw new Error('Expected the classes drawn first.');
    return { track, asked };
  };

  test('of a step of one’s own with a generator of noise is that of a GAN', async () => {
    const { track } = await trackOf(() =>
      drawing(tf.sequential({ layers: [pixels(), reshape({ targetShape: [28, 28, 1] })] }), ({ uniform, batch }) =>
        uniform([batch.size, 12], -1, 1),
      ),
    );
    expect(track).toMatchObject({ kind: 'bands', samples: 512 });
    expect(track).not.toHaveProperty('unavailable');
    expect(track?.bands.map(({ label }) => label)).toEqual(dataset.classNames);
  });

  const takingMore = (conditional: readonly string[]) => () => {
    const [noise, label] = [tf.input({ shape: [12] }), tf.input({ shape: [10] })];
    const joined = tf.layers.concatenate().apply([noise, label]) as tf.SymbolicTensor;
    const out = dense({ units: 784 }).apply(joined) as tf.SymbolicTensor;
    const codings = ({ normal, batch }: StepContext) => [
      normal([batch.size, 12]),
      tf.oneHot(batch.labels, 10).toFloat(),
    ];
    return drawing(tf.model({ inputs: [noise, label], outputs: out }), codings, conditional);
  };

  test('of a generator that takes the class beside the noise comes with how often it draws what was asked', async () => {
    const { track, asked } = await trackOf(takingMore(['generator']));
    expect(track).not.toHaveProperty('unavailable');
    expect(asked).toMatchObject({ kind: 'curves', unit: 'share', series: [{ tag: 'classes/asked', samples: 512 }] });
  });

  test('of a generator that takes anything else beside the noise, which nobody calls the class, says why there is none', async () => {
    const { track, asked } = await trackOf(takingMore([]));
    expect(track?.unavailable).toMatch(/takes more than noise/);
    expect(asked).toBeUndefined();
  });

  test('of one whose class is joined to the noise, and of one that reads images, too', async () => {
    const joined = await trackOf(() => models['conditional GAN']?.({ width: 0.1 }) ?? fail());
    expect(joined.track?.unavailable).toMatch(/draws no noise of just the shape/);
    const { track } = await trackOf(() =>
      drawing(tf.sequential({ layers: [dense({ units: 784, inputShape: [784] })] }), ({ batch }) =>
        tf.reshape(batch.images, [batch.size, 784]),
      ),
    );
    expect(track?.unavailable).toMatch(/draws no noise of just the shape/);
  });

  test('of one that draws images of another size says so; without a generator there is none', async () => {
    const { track } = await trackOf(() =>
      drawing(tf.sequential({ layers: [dense({ units: 100, inputShape: [12] })] }), ({ normal, batch }) =>
        normal([batch.size, 12]),
      ),
    );
    expect(track?.unavailable).toMatch(/not of the data’s size/);
    const without = await trackOf(() => models['dense autoencoder']?.({ width: 0.1 }) ?? fail());
    expect(without.track).toBeUndefined();
  });
});
