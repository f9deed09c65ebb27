import * as tf from '@tensorflow/tfjs';
import { afterAll, expect, test } from 'vitest';
import { NoiseGenerator } from '../../../src/noise/noise-generator';
import { on, startOnnx } from './engines';
import { expectClose } from './expect-close';

const engine = await startOnnx();
afterAll(() => engine.dispose());

const random = (shape: number[], noise: NoiseGenerator): tf.Tensor =>
  tf.tensor(noise.uniform(new Float32Array(tf.util.sizeFromShape(shape)), -1, 1), shape);

/** Each pair of matrices by itself, which no broadcasting can confuse. */
function pairByPair(a: tf.Tensor, b: tf.Tensor, batch: readonly [number, number]): number[] {
  const matrix = (x: tf.Tensor, i: number, j: number): tf.Tensor2D => {
    const [first = 1, second = 1, rows = 1, columns = 1] = x.shape;
    const begin = [Math.min(i, first - 1), Math.min(j, second - 1), 0, 0];
    return x.slice(begin, [1, 1, rows, columns]).reshape([rows, columns]);
  };
  const products: number[] = [];
  for (let i = 0; i < batch[0]; i++) {
    for (let j = 0; j < batch[1]; j++) products.push(...tf.matMul(matrix(a, i, j), matrix(b, i, j)).dataSync());
  }
  return products;
}

const batches = [
  { a: [2, 1], b: [1, 3] },
  { a: [2, 3], b: [2, 1] },
  { a: [1, 3], b: [2, 1] },
  { a: [2, 3], b: [1, 3] },
];
const sizes = [
  [1, 2, 1],
  [20, 30, 10],
] as const;

for (const { a, b } of batches) {
  test(`products of batches [${a.join()}] and [${b.join()}] pair the right matrices, which tfjs' own don't`, async () => {
    await on('onnx', () => {
      for (const [rows, inner, columns] of sizes) {
        const noise = new NoiseGenerator(3, rows);
        const left = random([...a, rows, inner], noise);
        const right = random([...b, inner, columns], noise);
        const product = tf.matMul(left, right);
        expect(product.shape).toEqual([2, 3, rows, columns]);
        const expected = pairByPair(left, right, [2, 3]);
        expectClose(product.dataSync(), expected, { absolute: 1e-5, relative: 1e-5 }, `[${rows},${inner},${columns}]`);
      }
    });
  });
}

const upscaledSum = (x: tf.Tensor): tf.Tensor => {
  const upscaled = tf.image.resizeNearestNeighbor(x as tf.Tensor4D, [4, 4]);
  return tf.sum(tf.mul(upscaled, tf.range(0, upscaled.size, 1, 'float32').reshape(upscaled.shape)));
};

test("the gradient of a nearest-neighbour resize is right for a batch, where tfjs' is silently wrong", async () => {
  await on('onnx', () => {
    // Rows of the 4 × 4 weights: 0 1 2 3 / 4 5 6 7 / …; each pixel of 2 × 2 became a block of four. Then 16 more each.
    const gradient = tf
      .grad(upscaledSum)(tf.zeros([2, 2, 2, 1]))
      .dataSync();
    expect([...gradient]).toEqual([10, 18, 42, 50, 74, 82, 106, 114]);
  });
});

test('the gradient of a mean over windows shares out by the pixels in the window, which tfjs does not', async () => {
  await on('onnx', () => {
    const means = (x: tf.Tensor) => tf.avgPool(x as tf.Tensor4D, 2, 2, 'same').sum();
    // Of 3 × 3 pixels, the last window holds one, the others at the border two.
    const gradient = tf
      .grad(means)(tf.zeros([1, 3, 3, 1]))
      .dataSync();
    expect([...gradient]).toEqual([0.25, 0.25, 0.5, 0.25, 0.25, 0.5, 0.5, 0.5, 1]);
  });
});

test('the gradient of a bilinear resize has the shape of the images, which by tfjs it has not', async () => {
  await on('onnx', () => {
    const resized = (x: tf.Tensor) => tf.image.resizeBilinear(x as tf.Tensor4D, [4, 6]).sum();
    const gradient = tf.grad(resized)(tf.zeros([2, 2, 3, 1]));
    expect(gradient.shape).toEqual([2, 2, 3, 1]);
    // Each new pixel shares out one.
    expect(gradient.sum().dataSync()[0]).toBeCloseTo(48, 4);
  });
});

test('of several largest pixels of a window the first gets the gradient, as in TensorFlow', async () => {
  await on('onnx', () => {
    const largest = (x: tf.Tensor) => tf.sum(tf.maxPool(x as tf.Tensor4D, 2, 2, 'valid'));
    const images = tf.tile(tf.tensor4d([0, 0, 1, 2, 0, 0, 2, 2], [1, 2, 4, 1]), [1, 1, 1, 300]);
    const gradient = tf.grad(largest)(images).slice([0, 0, 0, 0], [1, 2, 4, 1]).dataSync();
    expect([...gradient]).toEqual([1, 0, 0, 1, 0, 0, 0, 0]);
  });
});
