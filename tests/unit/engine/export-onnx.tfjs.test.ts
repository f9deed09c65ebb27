import * as tf from '@tensorflow/tfjs';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { beforeAll, expect, test } from 'vitest';
import { exportOnnx } from '../../../src/engine/export-onnx';
import { startOnnx } from './engines';

beforeAll(async () => {
  await startOnnx();
});

/** A layer that does what it is told. */
class Told extends tf.layers.Layer {
  static className = 'Told';
  constructor(private readonly compute: (x: tf.Tensor) => tf.Tensor) {
    super({});
  }
  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    const [x] = Array.isArray(inputs) ? inputs : [inputs];
    if (!x) throw new Error('A layer has an input.');
    return this.compute(x);
  }
}

function modelWith(compute: (x: tf.Tensor) => tf.Tensor): tf.LayersModel {
  const input = tf.input({ shape: [6] });
  const dense = tf.layers.dense({ units: 4, activation: 'tanh' }).apply(input) as tf.SymbolicTensor;
  return tf.model({ inputs: input, outputs: new Told(compute).apply(dense) as tf.SymbolicTensor });
}

test('a kernel without a translation is named, and a way out is told', async () => {
  const exported = await exportOnnx(
    modelWith((x) => tf.asin(x)),
    [],
  );
  expect(exported).toMatchObject({
    ok: false,
    problem: {
      message: expect.stringContaining('Asin') as string,
      remedy: expect.stringContaining('safetensors') as string,
    },
  });
});

test('what depends on the size of the batch itself is written for batches of one', async () => {
  const model = modelWith((x) => x.mul(tf.range(1, x.shape[0] + 1).reshape([-1, 1])));
  const exported = await exportOnnx(model, []);
  expect(exported).toMatchObject({ ok: true, value: { batchSize: 1 } });
});

test('two matrix products in a row, the second by a transposed factor, are written in plain ONNX', async () => {
  const model = modelWith((x) => {
    const many = x.reshape([-1, 2, 2]);
    return tf.matMul(many, many, false, true);
  });
  const exported = await exportOnnx(model, []);
  if (!exported.ok) throw new Error(exported.problem.message);
  expect(exported.value.batchSize).toBeUndefined();
  expect(Buffer.from(exported.value.bytes).toString('latin1')).not.toContain('com.microsoft');
  const session = await InferenceSession.create(exported.value.bytes);
  const values = Float32Array.from({ length: 18 }, (_, i) => Math.sin(i));
  const { output } = await session.run({ input: new Tensor('float32', values, [3, 6]) });
  const expected = tf.tidy(() => (model.apply(tf.tensor(values, [3, 6])) as tf.Tensor).dataSync());
  expect(output?.dims).toEqual([3, 2, 2]);
  for (const [i, value] of (output?.data as Float32Array).entries()) expect(value).toBeCloseTo(expected[i] ?? NaN, 5);
});

test('convolutions, pools and transposed convolutions are written for any batch', async () => {
  const { layers } = tf;
  const model = tf.sequential({
    layers: [
      layers.conv2d({ filters: 3, kernelSize: 3, padding: 'same', activation: 'relu', inputShape: [8, 8, 1] }),
      layers.batchNormalization(),
      layers.maxPooling2d({ poolSize: 2 }),
      layers.conv2dTranspose({ filters: 5, kernelSize: 3, strides: 2, padding: 'same' }),
      layers.upSampling2d({ size: [2, 2] }),
      layers.averagePooling2d({ poolSize: 2 }),
      layers.conv2dTranspose({ filters: 1, kernelSize: 4, strides: 2, padding: 'same', activation: 'tanh' }),
    ],
  });
  const exported = await exportOnnx(model, []);
  if (!exported.ok) throw new Error(exported.problem.message);
  expect(exported.value.batchSize).toBeUndefined();
});

test('an export leaves no tensor behind, whether or not it succeeds', async () => {
  const models = [modelWith((x) => x.relu()), modelWith((x) => tf.asin(x))];
  const before = tf.memory().numTensors;
  for (const model of models) await exportOnnx(model, []);
  expect(tf.memory().numTensors).toBe(before);
});
