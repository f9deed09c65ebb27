/** One step, as the lecture does it: which weights each phase moves, which images it sees, what it shows. */
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, test } from 'vitest';
import type { StateValue } from '../../../src/base/state-value';
import { experiment, type StepContext } from '../../../src/authoring/experiment';
import { datasets } from '../../../src/authoring/datasets';
import { gan } from '../../../src/authoring/gan';
import { BatchPlan } from '../../../src/training/batches';
import { build, startPlainEngine } from './in-process';
import { tinyAutoencoder, tinyGan } from './tiny-experiments';

beforeAll(startPlainEngine);

const { dense, flatten, reshape } = tf.layers;

const changed = (before: StateValue, after: StateValue): string[] =>
  [...before.keys()].filter((name) => Buffer.compare(before.get(name)!.bytes, after.get(name)!.bytes) !== 0);

describe('a GAN step', () => {
  test('moves both models, each by its own optimizer, once', async () => {
    const { state, step, experiment } = await build(tinyGan);
    const before = state.capture();
    step.run();
    const names = changed(before, state.capture());
    for (const role of ['generator', 'discriminator']) expect(names).toContain(`${role}/dense_1/kernel`);
    expect(experiment.optimizers.generator!.optimizer.iterations).toBe(1);
    expect(experiment.optimizers.discriminator!.optimizer.iterations).toBe(1);
  });

  test('freezes the generator while the discriminator learns, and the other way round', async () => {
    // A rate of 0 in one phase must leave that phase's model as it was, whatever the other phase does.
    for (const still of ['generator', 'discriminator'] as const) {
      let made = 0;
      // gan() makes the discriminator's optimizer first.
      const order = ['discriminator', 'generator'];
      const { state, step } = await build(() => tinyGan(() => tf.train.sgd(order[made++] === still ? 0 : 0.1)));
      const before = state.capture();
      step.run();
      expect(changed(before, state.capture()).filter((name) => name.startsWith(`${still}/`))).toEqual([]);
    }
  });

  test('gives the losses and beliefs of the formulas, worked out by hand', async () => {
    // A discriminator that says 0.5 of everything: D's loss over mixed labels and G's loss are both ln 2.
    const { step } = await build(() =>
      gan({
        dataset: datasets.glyphs({ count: 40 }),
        generator: tf.sequential({
          layers: [dense({ units: 784, inputShape: [2] }), reshape({ targetShape: [28, 28, 1] })],
        }),
        discriminator: tf.sequential({
          layers: [
            flatten({ inputShape: [28, 28, 1] }),
            dense({ units: 1, activation: 'sigmoid', kernelInitializer: 'zeros' }),
          ],
        }),
        codings: 2,
        optimizer: () => tf.train.sgd(0),
        batchSize: 8,
      }),
    );
    const { scalars, beliefs } = step.run();
    expect(scalars.dLoss).toBeCloseTo(Math.LN2, 6);
    expect(scalars.gLoss).toBeCloseTo(Math.LN2, 6);
    expect([...beliefs.real!, ...beliefs.generated!]).toEqual(Array(16).fill(0.5));
  });
});

describe('batches', () => {
  test('show every image once an epoch, in another order each epoch, the last batch smaller', () => {
    const plan = new BatchPlan(50, 16, 3);
    expect(plan.stepsPerEpoch).toBe(4);
    const epochs = [0, 1].map((epoch) => [0, 1, 2, 3].map((batch) => [...plan.indices(epoch * 4 + batch)]));
    expect(epochs[0]!.map((batch) => batch.length)).toEqual([16, 16, 16, 2]);
    for (const epoch of epochs)
      expect(epoch.flat().sort((a, b) => a - b)).toEqual(Array.from({ length: 50 }, (_, i) => i));
    expect(epochs[0]).not.toEqual(epochs[1]);
    expect([...new BatchPlan(50, 16, 3).indices(5)]).toEqual(epochs[1]![1]);
  });

  test('never contain an image that is held out', async () => {
    const { step } = await build(tinyAutoencoder);
    expect(step.heldOut).toEqual({ start: 40, count: 20 });
    const seen = new Set(Array.from({ length: step.plan.stepsPerEpoch }, (_, i) => [...step.plan.indices(i)]).flat());
    expect(Math.max(...seen)).toBe(39);
  });
});

describe('mistakes in a step', () => {
  const own = (step: (context: StepContext) => Record<string, tf.Tensor | number>) => () =>
    experiment({
      models: {
        model: tf.sequential({ layers: [flatten({ inputShape: [28, 28, 1] }), dense({ units: 2, name: 'only' })] }),
      },
      optimizers: { model: () => tf.train.sgd(0.1) },
      dataset: datasets.glyphs({ count: 20 }),
      step,
    });

  test.each<[string, (context: StepContext) => Record<string, tf.Tensor | number>, RegExp]>([
    [
      'an unknown phase',
      ({ update }) => ({ loss: update('critic', () => tf.scalar(0)) }),
      /expected one of the optimizers model, and got "critic"/,
    ],
    [
      'a loss that is no number',
      ({ update, batch }) => ({ loss: update('model', () => batch.images) }),
      /expected one number, and got \[20, 28, 28, 1\]/,
    ],
    [
      'nothing returned',
      () => undefined as never,
      /expected to return the numbers to record, by name, and returned undefined/,
    ],
    [
      'a tensor of many numbers returned',
      ({ batch }) => ({ images: batch.images }),
      /expected images to be a number or a scalar tensor/,
    ],
    [
      'a loss without the weights in it',
      ({ update }) => ({ loss: update('model', () => tf.scalar(1)) }),
      /The loss of the phase model does not depend on the weights/,
    ],
  ])('%s', async (_name, step, message) => {
    const built = await build(own(step));
    expect(() => built.step.run()).toThrow(message);
  });
});
