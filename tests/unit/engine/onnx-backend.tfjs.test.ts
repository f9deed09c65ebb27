import * as tf from '@tensorflow/tfjs';
import { afterAll, expect, test } from 'vitest';
import { ArrayPool } from '../../../src/engine/onnx/array-pool';
import { on, startOnnx } from './engines';

const engine = await startOnnx();
afterAll(() => engine.dispose());

const SIZE = 4000;
const ones = () => tf.fill([SIZE], 1);

/** Large kernels whose results are thrown away: whatever the backend would reuse, it has overwritten after this. */
function churn(): void {
  for (let i = 0; i < 20; i++) tf.tidy(() => void tf.add(tf.fill([SIZE], 7), tf.fill([SIZE], i)));
}

test('values that somebody has read are never overwritten, though their tensor is gone', async () => {
  await on('onnx', async () => {
    const sum = tf.add(ones(), ones());
    const read = sum.dataSync();
    const other = tf.add(ones(), ones());
    const readLater = await other.data();
    sum.dispose();
    other.dispose();
    churn();
    expect(new Set([...read, ...readLater])).toEqual(new Set([2]));
  });
});

test('a slice keeps its values when the tensor that it is a view of is gone', async () => {
  await on('onnx', () => {
    const sum = tf.add(ones(), ones());
    const slice = tf.slice(sum, [10], [SIZE - 10]);
    sum.dispose();
    churn();
    expect(new Set(slice.dataSync())).toEqual(new Set([2]));
  });
});

test('a reshaped tensor keeps its values when the original is gone, and both may go', async () => {
  await on('onnx', () => {
    const sum = tf.add(ones(), ones());
    const reshaped = tf.reshape(sum, [SIZE / 10, 10]);
    sum.dispose();
    churn();
    expect(new Set(tf.add(reshaped, 0).dataSync())).toEqual(new Set([2]));
    reshaped.dispose();
    churn();
  });
});

test('a tensor of truth values cast to floats computes as floats', async () => {
  await on('onnx', () => {
    const truth = tf.greater(tf.range(0, SIZE, 1, 'float32'), SIZE / 2 - 1);
    expect(tf.mean(tf.mul(tf.cast(truth, 'float32'), 3)).dataSync()[0]).toBe(1.5);
    const few = tf.greater(tf.range(0, 8, 1, 'float32'), 3);
    expect([...tf.tile(tf.cast(few, 'float32'), [250]).slice(0, 8).dataSync()]).toEqual([0, 0, 0, 0, 1, 1, 1, 1]);
  });
});

test('tensors move between backends with their values', async () => {
  const sum = await on('onnx', () => tf.add(ones(), ones()));
  const doubled = await on('cpu', () => tf.add(sum, sum));
  await on('onnx', () => {
    churn();
    expect(new Set(tf.add(doubled, 1).dataSync())).toEqual(new Set([5]));
  });
});

test('kernels without a lowering run in plain JavaScript', async () => {
  await on('onnx', () => {
    expect([...tf.isFinite(tf.tensor1d([1, Infinity, 3])).dataSync()]).toEqual([1, 0, 1]);
    expect(tf.linspace(0, 1, 5).dataSync()[2]).toBe(0.5);
  });
});

test('tensors without elements pass through', async () => {
  await on('onnx', () => {
    expect(tf.add(tf.zeros([0, 3]), tf.zeros([3])).shape).toEqual([0, 3]);
    expect(tf.sum(tf.zeros([0, 3])).dataSync()[0]).toBe(0);
  });
});

test('more shapes than sessions are kept for still compute, the first one again, too', async () => {
  await on('onnx', () => {
    const negatedTwo = (size: number) =>
      tf.tidy(() =>
        tf
          .neg(tf.fill([size], 2))
          .dataSync()
          .at(-1),
      );
    for (let size = 1000; size < 2100; size++) expect(negatedTwo(size)).toBe(-2);
    expect(negatedTwo(1000)).toBe(-2);
  });
});

test('the pool gives an array of the right kind and length, and the same one again', () => {
  const pool = new ArrayPool();
  const floats = pool.take('float32', 2048);
  pool.giveBack('float32', floats);
  expect(pool.take('int32', 2048)).toBeInstanceOf(Int32Array);
  expect(pool.take('float32', 2049)).toHaveLength(2049);
  expect(pool.take('float32', 2048)).toBe(floats);
  expect(pool.take('float32', 2048)).not.toBe(floats);
});
