/** Figures of models that were published, or that anybody can work out by hand. */
import * as tf from '@tensorflow/tfjs';
import { beforeAll, expect, test } from 'vitest';
import { layers as gibbonLayers } from '../../../src/authoring/layers';
import { optimizers } from '../../../src/authoring/optimizers';
import { describeModels } from '../../../src/inspector/describe-models';
import { watchLayers } from '../../../src/loading/layer-origins';
import { SourcePositions } from '../../../src/loading/source-positions';

const { layers } = tf;
const positions = new SourcePositions('none.mjs', JSON.stringify({ version: 3, sources: [], mappings: '' }));
let origins: ReturnType<typeof watchLayers>;

beforeAll(async () => {
  await tf.setBackend('cpu');
  origins = watchLayers();
});

const describeModel = (model: tf.LayersModel, optimizer: () => tf.Optimizer = () => tf.train.sgd(0.1)) => {
  const trained = { optimizer: optimizer(), trains: ['model'] };
  const [described] = describeModels({ models: { model }, optimizers: { model: trained } }, origins, positions);
  return described!;
};

const sequential = (...list: tf.layers.Layer[]) => tf.sequential({ layers: list });

/** Table 1 of the paper: 3 × 3 convolutions with stride, each after the first depthwise and then pointwise. */
function mobileNet(): tf.LayersModel {
  const zeros = { kernelInitializer: 'zeros', useBias: false } as const;
  const same = { ...zeros, padding: 'same' } as const;
  const normalized = (layer: tf.layers.Layer) => [layer, layers.batchNormalization(), layers.reLU()];
  const blocks: readonly (readonly [filters: number, strides: number])[] = [
    [64, 1],
    [128, 2],
    [128, 1],
    [256, 2],
    [256, 1],
    [512, 2],
    ...Array.from({ length: 5 }, () => [512, 1] as const),
    [1024, 2],
    [1024, 1],
  ];
  return sequential(
    ...normalized(layers.conv2d({ filters: 32, kernelSize: 3, strides: 2, inputShape: [224, 224, 3], ...same })),
    ...blocks.flatMap(([filters, strides]) => [
      ...normalized(layers.depthwiseConv2d({ kernelSize: 3, strides, depthwiseInitializer: 'zeros', ...same })),
      ...normalized(layers.conv2d({ filters, kernelSize: 1, ...same })),
    ]),
    layers.globalAveragePooling2d({}),
    layers.dense({ units: 1000, kernelInitializer: 'zeros' }),
  );
}

test('MobileNet has the parameters that Keras counts and the multiply-adds of its paper', () => {
  const { parameters, flopsPerSample, uncounted } = describeModel(mobileNet());
  // Keras' summary of MobileNet: 4,253,864 parameters, of which 21,888 (moving means and variances) aren't trainable.
  expect(parameters).toEqual({ total: 4_253_864, trainable: 4_253_864 - 21_888 });
  // Howard et al., 2017, table 8: 569 million multiply-adds.
  expect(flopsPerSample / 2 / 1e6).toBeCloseTo(569, 0);
  expect(uncounted).toEqual([]);
});

const dense = (units: number, inputShape?: number[]) => layers.dense({ units, ...(inputShape && { inputShape }) });

test.each<[string, tf.LayersModel, number]>([
  ['dense: 2 · inputs · units', sequential(dense(100, [30]), dense(7)), 2 * (30 * 100 + 100 * 7)],
  ['dense on each of 5 rows', sequential(dense(4, [5, 3])), 5 * 2 * 3 * 4],
  [
    'convolution: outputs · kernel · channels in',
    sequential(layers.conv2d({ filters: 6, kernelSize: 5, inputShape: [28, 28, 1] })),
    2 * 24 * 24 * 6 * 5 * 5,
  ],
  [
    'transposed convolution: inputs · kernel · channels out',
    sequential(
      layers.conv2dTranspose({ filters: 8, kernelSize: 5, strides: 2, padding: 'same', inputShape: [7, 7, 16] }),
    ),
    2 * 7 * 7 * 16 * 5 * 5 * 8,
  ],
  [
    'separable convolution: depthwise, then pointwise',
    sequential(layers.separableConv2d({ filters: 10, kernelSize: 3, inputShape: [12, 12, 4] })),
    2 * 10 * 10 * (3 * 3 * 4 + 4 * 10),
  ],
  [
    'LSTM: four gates a time step',
    sequential(layers.lstm({ units: 20, recurrentInitializer: 'zeros', inputShape: [28, 8] })),
    28 * 4 * 2 * (8 * 20 + 20 * 20),
  ],
  [
    'GRU in both directions: three gates, twice',
    sequential(
      layers.bidirectional({
        layer: layers.gru({ units: 5, recurrentInitializer: 'zeros' }),
        mergeMode: 'concat',
        inputShape: [9, 2],
      }),
    ),
    2 * 9 * 3 * 2 * (2 * 5 + 5 * 5),
  ],
  [
    'a layer over time',
    sequential(layers.timeDistributed({ layer: layers.dense({ units: 3 }), inputShape: [6, 2] })),
    6 * 2 * 2 * 3,
  ],
  ['what has no kernel', sequential(layers.flatten({ inputShape: [4, 4] }), layers.batchNormalization()), 0],
])('%s', (_rule, model, flops) => {
  expect(describeModel(model)).toMatchObject({ flopsPerSample: flops, uncounted: [] });
});

test('a layer that is applied twice works twice, and has its parameters once', () => {
  const [left, right] = [tf.input({ shape: [3] }), tf.input({ shape: [3] })];
  const shared = dense(2);
  const both = [shared.apply(left), shared.apply(right)] as tf.SymbolicTensor[];
  const outputs = layers.add().apply(both) as tf.SymbolicTensor;
  const described = describeModel(tf.model({ inputs: [left, right], outputs }));
  expect(described).toMatchObject({ flopsPerSample: 2 * 2 * 3 * 2, parameters: { total: 8 } });
});

test("a tied layer multiplies by another's matrix, and has only its biases", () => {
  const inner = dense(30, [100]);
  const encoder = sequential(inner);
  const decoder = sequential(gibbonLayers.tiedDense({ tiedTo: inner, inputShape: [30] }));
  expect(describeModel(encoder)).toMatchObject({ flopsPerSample: 2 * 100 * 30, parameters: { total: 100 * 30 + 30 } });
  expect(describeModel(decoder)).toMatchObject({ flopsPerSample: 2 * 30 * 100, parameters: { total: 100 } });
});

test("a layer of the user's own is named as not counted", () => {
  class Mixing extends tf.layers.Layer {
    static className = 'Mixing';
    override build(): void {
      this.addWeight('kernel', [3, 3], 'float32', tf.initializers.zeros());
      this.built = true;
    }
  }
  const described = describeModel(sequential(dense(3, [4]), new Mixing({})));
  expect(described).toMatchObject({ flopsPerSample: 2 * 4 * 3, uncounted: ['Mixing'] });
});

// What each optimizer keeps for a weight, from its paper: Adam a mean and a square, plain gradient descent nothing.
// tfjs' own RMSprop keeps a momentum beside the mean square, used or not, and a mean gradient when it is centred.
test.each<[string, () => tf.Optimizer, number]>([
  ['sgd', () => tf.train.sgd(0.1), 0],
  ['momentum', () => tf.train.momentum(0.1, 0.9), 1],
  ['adagrad', () => tf.train.adagrad(0.1), 1],
  ['adam', () => tf.train.adam(0.1), 2],
  ['nadam', () => optimizers.nadam(0.1), 2],
  ['rmsprop', () => tf.train.rmsprop(0.1), 2],
  ['centred rmsprop', () => tf.train.rmsprop(0.1, 0.9, 0, 1e-7, true), 3],
])('%s: four bytes a number, and its slots for what it moves', (_name, optimizer, slots) => {
  const frozen = dense(7, [3]);
  frozen.trainable = false;
  const { bytes, parameters } = describeModel(sequential(frozen, dense(2)), optimizer);
  expect(parameters).toEqual({ total: 3 * 7 + 7 + 7 * 2 + 2, trainable: 7 * 2 + 2 });
  expect(bytes).toEqual({ weights: 4 * (28 + 16), optimizerSlots: 4 * 16 * slots });
});

test('shapes have their batch open, and layers their names by role', () => {
  const { layers: described } = describeModel(
    sequential(dense(784, [30]), layers.reshape({ targetShape: [28, 28, 1] })),
  );
  expect(described.map(({ name, outputShape }) => [name, outputShape])).toEqual([
    ['model/dense_1', [null, 784]],
    ['model/reshape_1', [null, 28, 28, 1]],
  ]);
});
