/** Modes that a generator covers: counted in a training that they change no bit of, recorded under tracks that the panel shows. */
import * as tf from '@tensorflow/tfjs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { datasets } from '../../../src/authoring/datasets';
import { experiment } from '../../../src/authoring/experiment';
import { gan } from '../../../src/authoring/gan';
import { loadDataset } from '../../../src/data/load-dataset';
import type { Dataset } from '../../../src/data/dataset';
import type { Engine } from '../../../src/engine/engine';
import { DrawnModes, MODE_SAMPLES, modedGenerator, modeTags } from '../../../src/looking/drawn-modes';
import { type NoiseGenerator } from '../../../src/noise/noise-generator';
import { modeTracks } from '../../../src/trainer/mode-tracks';
import { startOnnx } from '../engine/engines';

const options = { baseFolder: '.', searchFolders: [], cacheFolder: '.', allowDownload: false };
let engine: Engine;
let ring: Dataset;
beforeAll(async () => {
  engine = await startOnnx();
  const loaded = await loadDataset(datasets.ring({ count: 100 }), options);
  if (!loaded.ok) throw new Error(loaded.problem.message);
  ring = loaded.value;
});
afterAll(() => engine.dispose());

const dense = (units: number, inputs: number, activation: 'linear' | 'sigmoid' = 'linear') =>
  tf.sequential({ layers: [tf.layers.dense({ units, activation, inputShape: [inputs] })] });
const ganOf = (generator: tf.LayersModel) =>
  gan({
    dataset: datasets.ring(),
    generator,
    discriminator: dense(1, 2, 'sigmoid'),
    codings: 2,
    optimizer: () => tf.train.sgd(0.1),
  });

/** Lends the noise that a step of a GAN draws. */
const step = {
  noiseOf: () => (out: Float32Array, noise: NoiseGenerator) => void noise.normal(out),
  withNoiseOf: <T>(_: number, look: (context: never) => T) => tf.tidy(() => look(undefined as never) as never) as T,
};

describe('a generator of points', () => {
  test('that puts all of them onto one mode covers that one, and all are of high quality', () => {
    const generator = dense(2, 2);
    generator.setWeights([tf.zeros([2, 2]), tf.tensor1d([2, 0])]);
    const modes = new DrawnModes(generator, ring.modes!, step, 1);
    const { numTensors } = tf.memory();
    const seen = Object.fromEntries(modes.look().map(({ tag, value }) => [tag, value]));
    expect(seen).toEqual({ [modeTags.covered]: 1, [modeTags.highQuality]: 1 });
    expect(modes.look()).toEqual(modes.look());
    expect(tf.memory().numTensors).toBe(numTensors);
  });

  test('that gives out its normal codings as they are is near a mode about as often as their density says', () => {
    const generator = dense(2, 2);
    generator.setWeights([tf.eye(2), tf.zeros([2])]);
    const [, quality] = new DrawnModes(generator, ring.modes!, step, 1).look();
    // Eight discs of radius 0.06 at distance 2 from the middle of a standard normal: 8 · π · 0.06² · exp(−2) / 2π = 0.195 %.
    expect(Math.abs(quality!.value - 0.00195)).toBeLessThan(4 * Math.sqrt(0.00195 / MODE_SAMPLES));
  });

  test('has two tracks; one of other data, or of more inputs, has none', () => {
    expect(modeTracks(ganOf(dense(2, 2)), ring).map(({ series }) => series[0]?.tag)).toEqual(Object.values(modeTags));
    expect(modeTracks(ganOf(dense(2, 2)), { ...ring, samples: 'vectors', modes: undefined } as never)).toEqual([]);
    const alone = experiment({
      models: { generator: dense(3, 2) },
      optimizers: { generator: () => tf.train.sgd(0.1) },
      dataset: datasets.ring(),
      step: () => ({}),
    });
    expect(modedGenerator(alone, ring)).toBeUndefined();
  });

  test('is drawn as points: blue where the real ones are, orange where its own are, nothing beyond the picture', () => {
    const generator = dense(2, 2);
    // In the upper right corner, where no real point is.
    generator.setWeights([tf.zeros([2, 2]), tf.tensor1d([2.2, 2.2])]);
    const [picture] = ganOf(generator).pictures.filter(({ isOfSamples }) => !isOfSamples);
    const real = Float32Array.of(0, 0, 2, 0);
    const drawn = tf.tidy(() => {
      const tiles = picture!.draw({
        fixedNormal: (shape: number[]) => tf.zeros(shape),
        heldOut: () => tf.tensor2d(real, [2, 2]),
      } as never);
      return { shape: tiles.shape, values: tiles.dataSync().slice() };
    });
    expect(drawn.shape).toEqual([1, 128, 128, 3]);
    const lit = [...Array(128 * 128).keys()].filter((at) => drawn.values[3 * at]! + drawn.values[3 * at + 2]! > 0);
    const colours = lit.map((at) => [
      at % 128,
      Math.floor(at / 128),
      drawn.values[3 * at]! > 0.5 ? 'generated' : 'real',
    ]);
    // 2 / (1.3 · 2) of the way from the middle to the right; 2.2 of that is at (117, 9).
    expect(colours.filter(([, , whose]) => whose === 'real')).toHaveLength(8);
    expect(colours.filter(([, , whose]) => whose === 'generated')).toEqual([
      [117, 9, 'generated'],
      [118, 9, 'generated'],
      [117, 10, 'generated'],
      [118, 10, 'generated'],
    ]);
  });
});
