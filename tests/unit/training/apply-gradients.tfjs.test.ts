import * as tf from '@tensorflow/tfjs';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';

import { optimizers as ours } from '../../../src/authoring/optimizers';
import { createSlots, optimizerVariables } from '../../../src/loading/optimizer-slots';
import { applyGradients } from '../../../src/training/apply-gradients';

beforeAll(async () => {
  await tf.setBackend('cpu');
});
afterEach(() => tf.disposeVariables());

/** Two weights that are updated as one vector, one that is too large for it, one without a gradient. */
const SHAPES: readonly (readonly number[])[] = [[7], [60, 70], [2, 3], [5]];
const WITHOUT_GRADIENT = 3;

interface Trained {
  readonly optimizer: tf.Optimizer;
  readonly weights: readonly tf.Variable[];
}

const fresh = (make: () => tf.Optimizer, name: string): Trained => {
  const weights = SHAPES.map((shape, at) =>
    tf.variable<tf.Rank>(tf.randomNormal([...shape], 0, 1, 'float32', at + 1), true, `${name}${at}`),
  );
  const optimizer = make();
  createSlots(optimizer, weights);
  return { optimizer, weights };
};

/** Gradients of very different sizes, some of them 0. */
const gradientsAt = (step: number, { weights }: Trained): tf.NamedTensorMap =>
  Object.fromEntries(
    weights.map((weight, at) => {
      const noise = tf.randomNormal<tf.Rank>([...weight.shape], 0, 10 ** (at - 2), 'float32', 100 * step + at);
      return [weight.name, at === WITHOUT_GRADIENT ? (null as unknown as tf.Tensor) : tf.mul(noise, step % 4)];
    }),
  );

function values({ optimizer, weights }: Trained): number[][] {
  const { slots, scalars } = optimizerVariables(optimizer);
  return [...weights, ...slots.map(({ variable }) => variable), ...scalars.map(({ variable }) => variable)].map(
    (variable) => [...variable.dataSync()],
  );
}

const { nadam } = ours;
const optimizers: Readonly<Record<string, () => tf.Optimizer>> = {
  Adam: () => tf.train.adam(0.01),
  'Adam with other betas': () => tf.train.adam(0.0002, 0.5, 0.9, 1e-3),
  Nadam: () => nadam(0.01),
  'Nadam with other settings': () => nadam(0.0002, { beta1: 0.5, beta2: 0.9, epsilon: 1e-3, momentumDecay: 1 }),
  RMSprop: () => tf.train.rmsprop(0.01),
  'RMSprop with momentum': () => tf.train.rmsprop(0.01, 0.8, 0.9, 1e-4),
  'centred RMSprop': () => tf.train.rmsprop(0.01, 0.9, 0, 1e-2, true),
  SGD: () => tf.train.sgd(0.1),
  momentum: () => tf.train.momentum(0.1, 0.9),
};

describe('an update', () => {
  it.each(Object.entries(optimizers))('of %s moves weights, slots and count as its own', (_name, make) => {
    const [ours, theirs] = [fresh(make, 'ours'), fresh(make, 'theirs')];
    for (let step = 0; step < 12; step++) {
      tf.tidy(() => applyGradients(ours.optimizer, gradientsAt(step, ours)));
      tf.tidy(() => theirs.optimizer.applyGradients(gradientsAt(step, theirs)));
    }
    expect(ours.optimizer.iterations).toBe(12);
    expect(ours.optimizer.iterations).toBe(theirs.optimizer.iterations);
    const [got, expected] = [values(ours), values(theirs)];
    expect(got.map(({ length }) => length)).toEqual(expected.map(({ length }) => length));
    expected.forEach((list, at) => {
      const scale = Math.max(...list.map(Math.abs));
      // tfjs' centred RMSprop takes the root of −ε where the gradient was 0.
      if (Number.isNaN(scale)) expect(got[at]).toEqual(list);
      else list.forEach((value, i) => expect(Math.abs(got[at]![i]! - value)).toBeLessThanOrEqual(3e-6 * scale));
    });
  });

  it('leaves an optimizer of a class derived from Adam to itself', () => {
    class Slower extends tf.AdamOptimizer {
      override applyGradients(...gradients: Parameters<tf.AdamOptimizer['applyGradients']>): void {
        calls++;
        super.applyGradients(...gradients);
      }
    }
    let calls = 0;
    const trained = fresh(() => new Slower(0.01, 0.9, 0.999), 'derived');
    calls = 0;
    applyGradients(trained.optimizer, gradientsAt(1, trained));
    expect(calls).toBe(1);
  });

  it('leaves no tensor behind', () => {
    const trained = fresh(() => tf.train.adam(0.01), 'kept');
    const gradients = gradientsAt(1, trained);
    const before = tf.memory().numTensors;
    applyGradients(trained.optimizer, gradients);
    expect(tf.memory().numTensors).toBe(before);
  });
});
