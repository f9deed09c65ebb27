/** Training on data of all kinds: what is augmented resumes to the bit, and what is no image is not drawn. */
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, test } from 'vitest';
import { autoencoder } from '../../../src/authoring/autoencoder';
import { datasets } from '../../../src/authoring/datasets';
import type { DatasetSpec } from '../../../src/base/dataset-spec';
import { lookAtReconstructions } from '../../../src/looking/reconstruction-errors';
import { PictureDrawer } from '../../../src/looking/picture-drawer';
import { hashState } from '../../../src/store/state-hash';
import { build, startPlainEngine } from './in-process';

beforeAll(startPlainEngine);

const experimentOn = (dataset: DatasetSpec, shape: number[], validation?: number) => () => {
  const size = shape.reduce((product, length) => product * length, 1);
  const { dense, reshape } = tf.layers;
  return autoencoder({
    dataset,
    encoder: tf.sequential({ layers: [reshape({ targetShape: [size], inputShape: shape }), dense({ units: 2 })] }),
    decoder: tf.sequential({ layers: [dense({ units: size, inputShape: [2] }), reshape({ targetShape: shape })] }),
    optimizer: () => tf.train.adam(0.01),
    batchSize: 16,
    ...(validation !== undefined && { validation }),
  });
};

const augmented = (seed = 5) =>
  datasets.augmented(datasets.glyphs({ count: 60, seed }), {
    flipHorizontally: true,
    shiftPx: 2,
    rotateDegrees: 15,
    scale: 0.1,
    noise: 0.05,
    cutout: 0.2,
  });

describe('a run on augmented data', () => {
  test('that goes on from a state of before sees the same images, to the bit, over the end of an epoch', async () => {
    const make = experimentOn(augmented(), [28, 28, 1], 20);
    const { state, step } = await build(make);
    for (let i = 0; i < 2; i++) step.run();
    const kept = state.capture();
    const losses = Array.from({ length: 5 }, () => step.run().scalars.loss);
    const end = hashState(state.capture());

    const again = await build(make);
    again.state.restore(kept);
    expect(Array.from({ length: 5 }, () => again.step.run().scalars.loss)).toEqual(losses);
    expect(hashState(again.state.capture())).toBe(end);
    // 40 images in batches of 16: the steps above are of three epochs.
    expect(step.plan.stepsPerEpoch).toBe(3);
  });

  test('sees other images in another epoch and with another seed, and holds out originals', async () => {
    const plain = await build(experimentOn(datasets.glyphs({ count: 60, seed: 5 }), [28, 28, 1], 20));
    const make = experimentOn(augmented(), [28, 28, 1], 20);
    const [one, other] = [await build(make, 7), await build(make, 8)];
    expect(one.step.heldOutImages(20).dataSync()).toEqual(plain.step.heldOutImages(20).dataSync());
    other.state.restore(one.state.capture());
    expect(other.step.run().scalars.loss).not.toBe(one.step.run().scalars.loss);
  });
});

describe('a run on what is no image', () => {
  test.each<[string, DatasetSpec, number[]]>([
    ['points', datasets.points3d(), [3]],
    ['sequences', datasets.sequences({ kind: 'patterned', count: 80 }), [19, 1]],
    [
      'vectors',
      datasets.tensor(
        Float32Array.from({ length: 400 }, (_, i) => i % 7),
        [80, 5],
      ),
      [5],
    ],
  ])('of %s trains, evaluates, and draws nothing', async (_what, dataset, shape) => {
    const { experiment, step } = await build(experimentOn(dataset, shape));
    const first = step.run().scalars.loss;
    for (let i = 0; i < 30; i++) step.run();
    expect(step.run().scalars.loss).toBeLessThan(first ?? 0);
    expect(Object.keys(step.evaluate())).toEqual(['valLoss', 'valMse']);
    expect(new PictureDrawer(experiment, step, 7).drawAll()).toEqual([]);
    const looked = lookAtReconstructions(experiment, step);
    expect(looked?.picture).toBeUndefined();
    expect(looked?.scalars.every(({ value }) => Number.isFinite(value))).toBe(true);
  });
});

test.each([
  [60, 6],
  [9_999, 999],
  [10_000, 5_000],
])('of %d samples %d are held out unless somebody says so', async (count, held) => {
  const spec = datasets.tensor(new Float32Array(count * 4), [count, 4], { testShare: 0 });
  const { step } = await build(experimentOn(spec, [4]));
  expect(step.heldOut.count).toBe(held);
});
