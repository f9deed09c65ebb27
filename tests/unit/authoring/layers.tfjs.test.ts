/** Gibbon's layers by their formulas, their slopes, and what they say of mistakes. */
import * as tf from '@tensorflow/tfjs';
import '@tensorflow/tfjs-backend-cpu';
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { autoencoder } from '../../../src/authoring/autoencoder';
import { datasets } from '../../../src/authoring/datasets';
import { ExperimentError } from '../../../src/authoring/experiment-error';
import { layers } from '../../../src/authoring/layers';
import { penalties } from '../../../src/authoring/penalties';
import { watchLayers } from '../../../src/loading/layer-origins';
import { installRandomness, type RandomnessSource } from '../../../src/loading/tfjs-randomness';
import { NoiseGenerator } from '../../../src/noise/noise-generator';
import { expectClose } from '../engine/expect-close';
import { expectGradient } from '../engine/gradient-check';

const randomness: RandomnessSource = { current: new NoiseGenerator(0) };
beforeAll(async () => {
  await tf.setBackend('cpu');
  installRandomness(randomness);
  watchLayers();
});
beforeEach(() => {
  randomness.current = new NoiseGenerator(5);
});

const { dense, flatten, conv2d } = tf.layers;
const noise = new NoiseGenerator(1);
const normal = (...shape: number[]): tf.Tensor =>
  tf.tensor(noise.normal(new Float32Array(tf.util.sizeFromShape(shape))), shape);
/** Sums of two orders, in float32. */
const ROUNDING = { absolute: 1e-6, relative: 1e-5 };

/** 5 inputs, 3 codings and back again, with one matrix. */
function tiedPair(activation?: 'selu') {
  const inner = dense({ units: 3, activation: 'tanh' });
  const encoder = tf.sequential({ layers: [tf.layers.inputLayer({ inputShape: [5] }), inner] });
  const tied = layers.tiedDense({ tiedTo: inner, inputShape: [3], ...(activation && { activation }) });
  const decoder = tf.sequential({ layers: [tied] });
  return { inner, encoder, tied, decoder };
}

describe('a tied dense layer', () => {
  test('multiplies by the transposed matrix and adds its own biases, whatever stands before the last axis', () => {
    const { inner, tied } = tiedPair('selu');
    const bias = normal(5);
    tied.setWeights([bias]);
    const x = normal(2, 4, 3);
    const [kernel, got, b] = [
      inner.getWeights()[0]!.arraySync() as number[][],
      tied.apply(x) as tf.Tensor,
      bias.dataSync(),
    ];
    expect(got.shape).toEqual([2, 4, 5]);
    const [scale, alpha] = [1.0507009873554805, 1.6732632423543772];
    const expected = (x.reshape([8, 3]).arraySync() as number[][]).flatMap((row) =>
      kernel.map((weights, unit) => {
        const sum = row.reduce((total, value, i) => total + value * weights[i]!, b[unit]!);
        return scale * (sum > 0 ? sum : alpha * Math.expm1(sum));
      }),
    );
    expectClose(got.dataSync(), expected, ROUNDING, 'outputs');
  });

  test('counts only its biases as its own, or nothing without them', () => {
    const { inner, encoder, decoder, tied } = tiedPair();
    expect([encoder.countParams(), decoder.countParams()]).toEqual([5 * 3 + 3, 5]);
    expect(tied.kernel.dataId).toBe(inner.getWeights()[0]!.dataId);
    const plain = layers.tiedDense({ tiedTo: inner, useBias: false, inputShape: [3] });
    expect(tf.sequential({ layers: [plain] }).countParams()).toBe(0);
  });

  test('sends gradients of both uses to the one matrix: their sum is its slope', () => {
    const { encoder, decoder, tied } = tiedPair();
    const [x, target] = [normal(6, 5), normal(6, 5)];
    const kernel = tied.kernel as unknown as tf.Variable;
    const lossOf = () =>
      tf.sum<tf.Scalar>(tf.squaredDifference(target, decoder.apply(encoder.apply(x) as tf.Tensor) as tf.Tensor));
    const { grads } = tf.variableGrads(lossOf, [kernel]);
    const at = Float32Array.from(kernel.dataSync());
    const lossAt = (values: Float32Array) =>
      tf.tidy(() => {
        kernel.assign(tf.tensor(values, kernel.shape));
        return lossOf().dataSync()[0]!;
      });
    expectGradient(grads[kernel.name]!.dataSync(), at, lossAt, noise, 'kernel');
  });

  test('follows the other layer: what is put into that is used at once, and disposing of it leaves that whole', () => {
    const { inner, decoder, tied } = tiedPair();
    inner.setWeights([tf.ones([5, 3]), tf.zeros([3])]);
    tied.setWeights([tf.zeros([5])]);
    expect([...(decoder.predict(tf.ones([1, 3])) as tf.Tensor).dataSync()]).toEqual([3, 3, 3, 3, 3]);
    decoder.dispose();
    expect(inner.getWeights()[0]!.dataSync()[0]).toBe(1);
  });

  const optimizer = () => tf.train.sgd(0.1);
  test.each<[string, () => unknown, RegExp, RegExp]>([
    [
      'nothing to be tied to',
      () => layers.tiedDense({} as never),
      /tiedTo expected a dense layer, and got nothing/,
      /Keep the dense layer/,
    ],
    [
      'something else than a layer',
      () => layers.tiedDense({ tiedTo: 'dense_1' as never }),
      /tiedTo expected a dense layer, and got "dense_1"/,
      /Keep the dense layer/,
    ],
    [
      'a layer of another kind',
      () => layers.tiedDense({ tiedTo: conv2d({ filters: 2, kernelSize: 3, name: 'edges' }) }),
      /tiedTo expected a dense layer, and got the layer edges \(Conv2D\)/,
      /Keep the dense layer/,
    ],
    [
      'a layer that is not built yet',
      () =>
        tf.sequential({ layers: [layers.tiedDense({ tiedTo: dense({ units: 3, name: 'later' }), inputShape: [3] })] }),
      /expected the layer later to be built, and it has no weights yet/,
      /Make the model that the other layer is in first/,
    ],
    [
      'another width',
      () => tf.sequential({ layers: [layers.tiedDense({ tiedTo: tiedPair().inner, inputShape: [4] })] }),
      /takes what that one gives out: expected \[batch, 3\], got \[batch, 4\]/,
      /Give the layer before it 3 units/,
    ],
    [
      'a layer of a model that the experiment lacks',
      () => {
        const foreign = dense({ units: 3, name: 'foreign', inputShape: [784] });
        tf.sequential({ layers: [foreign] });
        return autoencoder({
          dataset: datasets.glyphs(),
          encoder: tf.sequential({ layers: [flatten({ inputShape: [28, 28, 1] }), dense({ units: 3 })] }),
          decoder: tf.sequential({
            layers: [
              layers.tiedDense({ tiedTo: foreign, inputShape: [3] }),
              tf.layers.reshape({ targetShape: [28, 28, 1] }),
            ],
          }),
          optimizer,
        });
      },
      /expected the layer foreign, which it is tied to, in one of the models encoder, decoder, and it is in none/,
      /Tie it to a layer of one of these models/,
    ],
    [
      'a config alone',
      () =>
        tf.layers.timeDistributed({ layer: layers.tiedDense({ tiedTo: tiedPair().inner }) }).getConfig() &&
        tf.serialization.SerializationMap.getMap().classNameMap.TiedDense![1](undefined as never, {}),
      /a config can't hold one/,
      /Save the model with Gibbon/,
    ],
  ])('says what is wrong with %s', (_what, make, message, remedy) => {
    expectMistake(make, message, remedy);
  });
});

describe('a sampling layer', () => {
  const inputs = (count: number): [tf.Tensor, tf.Tensor] => [tf.fill([count, 2], 3), tf.fill([count, 2], Math.log(4))];

  test('draws from the distribution that it is given: mean 3, standard deviation 2', () => {
    const count = 20_000;
    const drawn = layers.sampling().apply(inputs(count)) as tf.Tensor;
    const { mean, variance } = tf.moments(drawn);
    // Five standard errors of each.
    expect(Math.abs(mean.dataSync()[0]! - 3)).toBeLessThan((5 * 2) / Math.sqrt(2 * count));
    expect(Math.abs(variance.dataSync()[0]! / 4 - 1)).toBeLessThan(5 * Math.sqrt(2 / (2 * count)));
  });

  test('is mean + exp(log variance / 2) × noise, so that its slopes are 1 and half of the drawn distance', () => {
    const [mean, logVariance] = [normal(3, 2), normal(3, 2)];
    const layer = layers.sampling();
    const drawnFrom = (m: tf.Tensor, v: tf.Tensor): tf.Tensor => {
      randomness.current = new NoiseGenerator(9);
      return layer.apply([m, v]) as tf.Tensor;
    };
    const [ofMean, ofLogVariance] = tf.grads((m: tf.Tensor, v: tf.Tensor) => tf.sum(drawnFrom(m, v)))([
      mean,
      logVariance,
    ]);
    expect([...ofMean!.dataSync()]).toEqual([1, 1, 1, 1, 1, 1]);
    const half = tf.div(tf.sub(drawnFrom(mean, logVariance), mean), 2);
    expectClose(ofLogVariance!.dataSync(), half.dataSync(), ROUNDING, 'slopes');
  });

  test.each([
    ['sample', undefined, false],
    ['mean', { inference: 'mean' as const }, true],
  ])('at inference gives a %s; in training always a draw', (_what, options, isMean) => {
    const layer = layers.sampling(options);
    const valuesOf = (training: boolean) => [...(layer.apply(inputs(2), { training }) as tf.Tensor).dataSync()];
    expect(valuesOf(false).every((value) => value === 3)).toBe(isMean);
    expect(valuesOf(true)).not.toContain(3);
    expect(valuesOf(true)).not.toEqual(valuesOf(true));
  });

  test('draws from the generator that is current, and from nothing else', () => {
    const drawn = [7, 7, 8].map((seed) => {
      randomness.current = new NoiseGenerator(seed);
      return [...(layers.sampling().apply(inputs(2)) as tf.Tensor).dataSync()];
    });
    expect(drawn[1]).toEqual(drawn[0]);
    expect(drawn[2]).not.toEqual(drawn[0]);
  });

  test('comes back from a saved model', async () => {
    const x = tf.input({ shape: [4] });
    const parts = [0, 1].map(() => dense({ units: 2 }).apply(x) as tf.SymbolicTensor);
    const codings = layers.sampling({ inference: 'mean', name: 'codings' }).apply(parts) as tf.SymbolicTensor;
    const model = tf.model({ inputs: x, outputs: codings });
    const back = await rebuilt(model);
    expect(back.getLayer('codings').getConfig()).toMatchObject({ inference: 'mean' });
    expect(back.outputs[0]!.shape).toEqual([null, 2]);
  });

  test.each<[string, () => unknown, RegExp, RegExp]>([
    [
      'one input',
      () => layers.sampling().apply(normal(2, 3)),
      /expected two inputs of one shape.* got \[2, 3\]/,
      /apply\(\[mean, logVariance\]\)/,
    ],
    [
      'two shapes',
      () => layers.sampling().apply([normal(2, 3), normal(2, 4)]),
      /got \[2, 3\] and \[2, 4\]/,
      /as many units/,
    ],
    [
      'an unknown choice',
      () => layers.sampling({ inference: 'median' as never }),
      /expected 'sample' or 'mean', and got "median"/,
      /Set inference/,
    ],
  ])('says what is wrong with %s', (_what, make, message, remedy) => {
    expectMistake(make, message, remedy);
  });
});

describe('an activity regularization', () => {
  test('gives out what it takes in, and costs the sum of what it is asked for', () => {
    const layer = layers.activityRegularization({ l1: 0.1, l2: 0.2, divergence: { target: 0.3, weight: 0.4 } });
    const x = tf.sigmoid(normal(6, 4));
    expect([...(layer.apply(x) as tf.Tensor).dataSync()]).toEqual([...x.dataSync()]);
    const [l1, l2, divergence] = [penalties.l1(x, 0.1), penalties.l2(x, 0.2), penalties.divergence(x, 0.3, 0.4)];
    expect(layer.penalty(x).dataSync()[0]).toBeCloseTo(
      [l1, l2, divergence].reduce((sum, one) => sum + one.dataSync()[0]!, 0),
      5,
    );
  });

  test('comes back from a saved model', async () => {
    const settings = { l1: 0.1, l2: 0, divergence: { target: 0.3, weight: 0.4 } };
    const model = tf.sequential({
      layers: [dense({ units: 2, inputShape: [3] }), layers.activityRegularization({ ...settings, name: 'sparse' })],
    });
    const back = await rebuilt(model);
    expect(back.getLayer('sparse').getConfig()).toMatchObject(settings);
  });

  test.each<[string, () => unknown, RegExp, RegExp]>([
    ['nothing', () => layers.activityRegularization({}), /expected l1, l2 or divergence, and got none/, /l1: 1e-4/],
    [
      'a reward',
      () => layers.activityRegularization({ l1: -1 }),
      /l1 expected a number of at least 0, and got -1/,
      /Set l1/,
    ],
    [
      'a target of 1',
      () => layers.activityRegularization({ divergence: { target: 1, weight: 1 } }),
      /divergence\.target expected a mean activation between 0 and 1.* and got 1/,
      /0\.1/,
    ],
    [
      "tfjs' own option, which it doesn't carry out",
      () => dense({ units: 2, activityRegularizer: 'l1l2' }).apply(normal(1, 3)),
      /Dense expected no activityRegularizer, which TensorFlow\.js doesn't carry out, and got one/,
      /layers\.activityRegularization/,
    ],
  ])('says what is wrong with %s', (_what, make, message, remedy) => {
    expectMistake(make, message, remedy);
  });
});

test('applying a layer leaves no tensor behind but its output', () => {
  const { tied } = tiedPair();
  const [x, mean, logVariance] = [normal(2, 3), normal(2, 3), normal(2, 3)];
  const [sampling, sparse] = [layers.sampling(), layers.activityRegularization({ l1: 1 })];
  const before = tf.memory().numTensors;
  for (const made of [tied.apply(x), sampling.apply([mean, logVariance]), sparse.apply(x)])
    (made as tf.Tensor).dispose();
  sparse.penalty(x).dispose();
  expect(tf.memory().numTensors).toBe(before);
});

const rebuilt = (model: tf.LayersModel) =>
  tf.models.modelFromJSON(JSON.parse(model.toJSON() as string) as Parameters<typeof tf.models.modelFromJSON>[0]);

function expectMistake(make: () => unknown, message: RegExp, remedy: RegExp): void {
  let thrown: unknown;
  try {
    make();
  } catch (error) {
    thrown = error;
  }
  expect(thrown).toBeInstanceOf(ExperimentError);
  const { message: said, remedy: advice } = thrown as ExperimentError;
  expect(said).toMatch(message);
  expect(advice).toMatch(remedy);
}
