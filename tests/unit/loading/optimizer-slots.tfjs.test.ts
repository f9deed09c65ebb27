/** Slots made ahead of the first update must not change that update: compared with an untouched optimizer of tfjs. */
import * as tf from '@tensorflow/tfjs';
import { beforeAll, expect, test } from 'vitest';
import { optimizers } from '../../../src/authoring/optimizers';
import { createSlots, optimizerVariables } from '../../../src/loading/optimizer-slots';
import { startPlainEngine } from '../training/in-process';

beforeAll(startPlainEngine);

const makers: Record<string, () => tf.Optimizer> = {
  sgd: () => tf.train.sgd(0.1),
  momentum: () => tf.train.momentum(0.1, 0.9),
  nesterov: () => tf.train.momentum(0.1, 0.9, true),
  adagrad: () => tf.train.adagrad(0.1),
  adadelta: () => tf.train.adadelta(0.1),
  rmsprop: () => tf.train.rmsprop(0.1),
  'centred rmsprop': () => tf.train.rmsprop(0.1, 0.9, 0.5, 1e-7, true),
  adam: () => tf.train.adam(0.1),
  adamax: () => tf.train.adamax(0.1),
  nadam: () => optimizers.nadam(0.1),
};

/** Three updates of two variables with fixed gradients. */
function train(optimizer: tf.Optimizer, withSlots: boolean): number[] {
  const variables = [tf.variable(tf.tensor1d([0.5, -2, 3])), tf.variable(tf.tensor2d([[1], [-0.25]]))];
  if (withSlots) createSlots(optimizer, variables);
  for (let i = 1; i <= 3; i++)
    tf.tidy(() =>
      optimizer.applyGradients(
        Object.fromEntries(variables.map((variable) => [variable.name, tf.mul(tf.sin(variable), i)])),
      ),
    );
  return variables.flatMap((variable) => [...variable.dataSync()]);
}

test.each(Object.entries(makers))('%s: the first updates are the same with slots made before', (_name, make) => {
  expect(train(make(), true)).toEqual(train(make(), false));
});

test('every slot knows its variable', () => {
  const optimizer = tf.train.adam(0.1);
  const variable = tf.variable(tf.scalar(1), true, 'the/weight');
  createSlots(optimizer, [variable]);
  const { slots, scalars } = optimizerVariables(optimizer);
  expect(slots.map(({ of, slot }) => `${of} ${slot}`)).toEqual(['the/weight m', 'the/weight v']);
  expect(scalars.map(({ name }) => name).sort()).toEqual(['accBeta1', 'accBeta2']);
});
