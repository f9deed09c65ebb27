/** What layers add to a loss trains as if the step had added it by hand, and only that; and chance in layers is a run's own. */
import * as tf from '@tensorflow/tfjs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { datasets } from '../../../src/authoring/datasets';
import { experiment, type Experiment, type StepContext } from '../../../src/authoring/experiment';
import { layers } from '../../../src/authoring/layers';
import { penalties } from '../../../src/authoring/penalties';
import type { Engine } from '../../../src/engine/engine';
import { installRandomness } from '../../../src/loading/tfjs-randomness';
import { hashState } from '../../../src/store/state-hash';
import { models } from '../../models/models';
import { startOnnx } from '../engine/engines';
import { expectClose } from '../engine/expect-close';
import { build, randomness } from './in-process';

let engine: Engine;
beforeAll(async () => {
  engine = await startOnnx();
  installRandomness(randomness);
});
afterAll(() => engine.dispose());

const { dense, flatten } = tf.layers;
const data = datasets.glyphs({ count: 60 });

/** The same network, whose costs are in its layers or in its step. @param isFrozen its first layer is */
const network =
  (costs: 'layers' | 'step', isFrozen = false) =>
  (): Experiment => {
    const inLayers = costs === 'layers';
    const hidden = dense({
      units: 6,
      activation: 'sigmoid',
      trainable: !isFrozen,
      ...(inLayers && { kernelRegularizer: tf.regularizers.l2({ l2: 0.01 }) }),
    });
    const model = tf.sequential({
      layers: [
        flatten({ inputShape: [28, 28, 1] }),
        hidden,
        ...(inLayers ? [layers.activityRegularization({ l1: 0.02, divergence: { target: 0.1, weight: 0.03 } })] : []),
        dense({ units: 1 }),
      ],
    });
    const loss = ({ batch }: StepContext) => {
      const [flat, first, last] = [model.layers[0]!, hidden, model.layers.at(-1)!];
      const activations = first.apply(flat.apply(batch.images)) as tf.Tensor;
      const error = tf.mean<tf.Scalar>(tf.square(last.apply(activations) as tf.Tensor));
      const kernel = hidden.weights[0]!.read();
      const added = tf.addN([
        ...(isFrozen ? [] : [tf.mul(tf.sum(tf.square(kernel)), 0.01)]),
        penalties.l1(activations, 0.02),
        penalties.divergence(activations, 0.1, 0.03),
      ]);
      return { error, added };
    };
    return experiment({
      models: { model },
      optimizers: { model: () => tf.train.sgd(0.5) },
      dataset: data,
      batchSize: 16,
      step: (context) =>
        inLayers
          ? { loss: context.update('model', () => tf.mean(tf.square(model.apply(context.batch.images) as tf.Tensor))) }
          : {
              loss: context.update('model', () => {
                const { error, added } = loss(context);
                return tf.add(error, added);
              }),
            },
    });
  };

async function train(make: () => Experiment, on?: Engine) {
  const notes: string[] = [];
  await tf.setBackend(on ? 'onnx' : 'cpu');
  const { step, state } = await build(make, 7, on, ({ message }) => notes.push(message));
  const scalars = Array.from({ length: 12 }, () => step.run().scalars);
  const weights = state.weights.flatMap(({ variable }) => [...variable.dataSync()]);
  return { scalars, weights, notes, state };
}

describe.each([
  ['compiled', true],
  ['kernel by kernel', false],
])('%s', (_how, isCompiled) => {
  test.each([
    ['a trained layer', false],
    ['a frozen layer', true],
  ])('the costs of %s are minimized with the loss, and shown apart from it', async (_which, isFrozen) => {
    const on = isCompiled ? engine : undefined;
    const inLayers = await train(network('layers', isFrozen), on);
    const inStep = await train(network('step', isFrozen), on);
    expect([...inLayers.notes, ...inStep.notes]).toEqual([]);
    expectClose(inLayers.weights, inStep.weights, { absolute: 1e-6, relative: 1e-5 }, 'weights');
    const totals = inLayers.scalars.map(({ loss, regularization }) => loss! + regularization!);
    expectClose(
      totals,
      inStep.scalars.map(({ loss }) => loss!),
      { absolute: 1e-6, relative: 1e-5 },
      'losses',
    );
    expect(inLayers.scalars.every(({ regularization }) => regularization! > 0.01)).toBe(true);
    expect(inStep.scalars[0]).not.toHaveProperty('regularization');
  });
});

test('a phase pays for the layers of its own models, and not for those of others', async () => {
  await tf.setBackend('cpu');
  const make = (): Experiment => {
    const costly = (weight: number) =>
      tf.sequential({
        layers: [
          flatten({ inputShape: [28, 28, 1] }),
          dense({ units: 2 }),
          layers.activityRegularization({ l1: weight }),
        ],
      });
    const [first, second] = [costly(1), costly(1000)];
    return experiment({
      models: { first, second },
      optimizers: { first: () => tf.train.sgd(0) },
      dataset: data,
      batchSize: 16,
      step: ({ batch, update }) => {
        const loss = update('first', () => {
          const [a, b] = [first, second].map((model) => model.apply(batch.images) as tf.Tensor);
          return tf.mean(tf.add(a!, b!));
        });
        return { loss, expected: penalties.l1(first.apply(batch.images) as tf.Tensor, 1) };
      },
    });
  };
  const { step } = await build(make);
  const { regularization, expected } = step.run().scalars;
  expect(regularization).toBeCloseTo(expected!, 4);
});

test('costs leave no tensor behind', async () => {
  await tf.setBackend('cpu');
  const { step } = await build(network('layers'));
  step.run();
  const before = tf.memory().numTensors;
  for (let i = 0; i < 3; i++) step.run();
  expect(tf.memory().numTensors).toBe(before);
});

test('evaluation with layers that draw gives the same each time, and takes nothing from the noise of the training', async () => {
  await tf.setBackend('onnx');
  const start = () => build(() => models['variational autoencoder']!({ width: 0.25 }), 7, engine);
  const [looked, plain] = [await start(), await start()];
  for (let i = 0; i < 6; i++) {
    expect(looked.step.evaluate()).toEqual(looked.step.evaluate());
    expect(looked.step.run()).toEqual(plain.step.run());
  }
  expect(hashState(looked.state.capture())).toBe(hashState(plain.state.capture()));
});
