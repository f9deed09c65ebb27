import * as tf from '@tensorflow/tfjs';
import { afterAll, expect, test, vi } from 'vitest';
import { NoiseGenerator } from '../../../src/noise/noise-generator';
import { encodeModel } from '../../../src/engine/onnx/model-proto';
import { OnnxGraph, sameShape } from '../../../src/engine/onnx/onnx-graph';
import { loadOnnxRuntime } from '../../../src/engine/onnx/onnx-runtime';
import type { SessionTensors } from '../../../src/engine/onnx/onnx-session';
import { traceGraph } from '../../../src/engine/onnx/trace-graph';
import { on, startOnnx } from './engines';
import { expectClose } from './expect-close';

/** What kernels of one compiled step share: the table alone can't show it, because each kernel is lowered by itself. */
const engine = await startOnnx();
const node = vi.spyOn(OnnxGraph.prototype, 'node');
const runtime = await loadOnnxRuntime();
afterAll(() => engine.dispose());

interface Compiled {
  /** How often each operator stands in the graph; nodes that no output needs are left out. */
  readonly counts: Readonly<Record<string, number>>;
  /** Products as large as the first input. */
  readonly wholeProducts: number;
  readonly outputs: readonly Float32Array[];
  /** What the kernels give one by one. */
  readonly expected: readonly Float32Array[];
}

/** Writes a computation down as one graph and runs it. */
async function compile(
  shapes: readonly number[][],
  compute: (...inputs: tf.Tensor[]) => readonly tf.Tensor[],
): Promise<Compiled> {
  return on('onnx', () =>
    tf.tidy(() => {
      const noise = new NoiseGenerator(3);
      const inputs = shapes.map((shape) => {
        const values = noise.uniform(new Float32Array(tf.util.sizeFromShape(shape)), 0.2, 1);
        return tf.tensor(values, shape);
      });
      let results: readonly tf.Tensor[] = [];
      node.mockClear();
      const trace = traceGraph(inputs, () => (results = compute(...inputs)));
      const counts: Record<string, number> = {};
      for (const { opType } of trace.model.graph.node) counts[opType] = (counts[opType] ?? 0) + 1;
      const written = new Set(trace.model.graph.node.flatMap(({ output }) => output));
      const wholeProducts = node.mock.calls.filter(([opType, , { shape }], at) => {
        const result = node.mock.results[at];
        const isWritten = result?.type === 'return' && written.has(result.value.name);
        return isWritten && opType === 'Mul' && sameShape(shape, shapes[0]!);
      }).length;
      const session = runtime.load(encodeModel(trace.model), { threads: 1 });
      const tensor = (data: Float32Array, dims: readonly number[]) =>
        ({ type: 'float32', data, dims, location: 'cpu' }) as const;
      const feeds = inputs.map((input, at) => [trace.inputs[at]!, tensor(input.dataSync<'float32'>(), input.shape)]);
      const outputs = results.map(({ size }) => new Float32Array(size));
      const read = new Set(trace.model.graph.input.map(({ name }) => name));
      const dims = trace.model.graph.output.map(({ type }) =>
        type.tensorType.shape.dim.map((dim) => ('dimValue' in dim ? dim.dimValue : NaN)),
      );
      session.run(
        Object.fromEntries(feeds.filter(([name]) => read.has(name as string))) as SessionTensors,
        Object.fromEntries(outputs.map((data, at) => [trace.outputs[at]!, tensor(data, dims[at]!)])),
      );
      session.dispose();
      return {
        counts,
        wholeProducts,
        outputs,
        expected: results.map((result) => result.dataSync<'float32'>().slice()),
      };
    }),
  );
}

function expectRight({ outputs, expected }: Compiled): void {
  expected.forEach((values, at) =>
    expectClose(outputs[at]!, values, { absolute: 1e-5, relative: 1e-5 }, `output ${at}`),
  );
}

test('a convolution and the gradient of its weights gather their columns once', async () => {
  const convolve = (x: tf.Tensor, filter: tf.Tensor) => tf.conv2d(x as tf.Tensor4D, filter as tf.Tensor4D, 1, 'same');
  const forward = await compile(
    [
      [4, 8, 8, 5],
      [3, 3, 5, 6],
    ],
    (x, filter) => [convolve(x, filter)],
  );
  const both = await compile(
    [
      [4, 8, 8, 5],
      [3, 3, 5, 6],
    ],
    (x, filter) => {
      const { value, grad } = tf.valueAndGrad((weights) => tf.sum(tf.square(convolve(x, weights))))(filter);
      return [value, grad];
    },
  );
  expect([forward.counts['Gather'], forward.counts['Gemm']]).toEqual([1, 1]);
  expect([both.counts['Gather'], both.counts['Gemm']]).toEqual([1, 2]);
  [forward, both].forEach(expectRight);
});

test('a maximum over windows and its gradient gather the taps once', async () => {
  const both = await compile([[4, 8, 8, 5]], (x) => {
    const { value, grad } = tf.valueAndGrad((images) =>
      tf.sum(tf.square(tf.maxPool(images as tf.Tensor4D, 2, 2, 'same'))),
    )(x);
    return [value, grad];
  });
  // One for each of the four taps, and one that puts the gradient back.
  expect(both.counts['Gather']).toBe(5);
  expectRight(both);
});

test('the gradient of a batch norm goes through the images once, and multiplies by numbers a channel afterwards', async () => {
  const gradients = await compile([[4, 6, 6, 5], [4, 6, 6, 5], [5], [5], [5], [5]], (dy, x, ...statistics) =>
    tf.grads((images, mean, variance, offset, scale) => tf.batchNorm(images, mean, variance, offset, scale))(
      [x, ...statistics],
      dy,
    ),
  );
  expectRight(gradients);
  // dy times what it is scaled by, for x; dy times x − mean, for the variance and the scale. By tfjs there are 8.
  expect(gradients.wholeProducts).toBe(2);
});

test('products of constants with sums keep their meaning, whatever their shapes', async () => {
  const products = await compile([[6, 4, 3], [3], [4, 3], [6, 1, 1], []], (x, channel, pixel, row, number) => [
    tf.sum(tf.mul(x, channel), [0, 1]),
    tf.mean(tf.mul(tf.mul(number, x), channel), [0, 1]),
    tf.sum(tf.mul(tf.mul(x, pixel), channel), 0),
    tf.sum(tf.mul(tf.mul(x, row), number), [0, 1]),
    tf.sum(tf.mul(tf.mul(x, tf.exp(x)), tf.mul(channel, x)), [0, 1]),
    tf.sum(tf.mul(tf.mul(row, channel), number), [0, 1], true),
    tf.mul(tf.mul(tf.mul(x, channel), number), row),
    tf.mul(tf.mul(row, channel), tf.mul(x, pixel)),
  ]);
  expectRight(products);
});

test('what is the same for all elements is computed once, until it meets what is not', async () => {
  const loss = await compile([[6, 4, 3], [3]], (x, channel) => {
    const { value, grads } = tf.valueAndGrads((images, scale) =>
      tf.neg(tf.mean(tf.log(tf.add(tf.mul(images, scale), 1)))),
    )([x, channel]);
    return [value, ...grads];
  });
  expectRight(loss);
  // x · scale, dy / (… + 1), and the two factors' gradients: none for the mean, the sign and tfjs' ones.
  expect(loss.wholeProducts).toBeLessThanOrEqual(3);
  expect(loss.counts['Expand']).toBeUndefined();
});

test('what was only repeated is there in full where it is asked for', async () => {
  const repeated = await compile([[3, 1]], (x) => [
    tf.mul(tf.tile(x, [1, 4]), tf.tile(tf.exp(x), [1, 4])),
    tf.neg(tf.tile(x, [1, 4])),
    tf.where(tf.greater(tf.tile(x, [1, 2]), 0.5), tf.zeros([3, 2]), tf.tile(x, [1, 2])),
    tf.matMul(tf.tile(x, [1, 3]), x),
  ]);
  expectRight(repeated);
});

test('gradients of weights that are used several times are one product', async () => {
  const reused = await compile([[4, 3], [3, 3], [3], [4, 3]], (x, weights, bias, dy) => {
    const unrolled = (w: tf.Tensor, b: tf.Tensor) => {
      let state = x;
      for (let step = 0; step < 5; step++) state = tf.tanh(tf.add(tf.matMul(state, w), b));
      return state;
    };
    return tf.grads(unrolled)([weights, bias], dy);
  });
  expectRight(reused);
  // Forward 5; back through the states 4; and one for the weights, one for the biases.
  expect(reused.counts['Gemm']).toBe(11);
});

test.each([4, 1])('where a value of %d columns was clipped is asked of the clipped value', async (columns) => {
  const clipped = await compile(
    [
      [5, columns],
      [5, columns],
    ],
    (x, dy) => {
      const hardSigmoid = (z: tf.Tensor) => tf.clipByValue(tf.add(tf.mul(z, 4), -2), 0, 1);
      const { value, grad } = tf.valueAndGrad(hardSigmoid)(x, dy);
      return [value, grad];
    },
  );
  expectRight(clipped);
  expect([clipped.counts['Clip'], clipped.counts['Equal'], clipped.counts['And']]).toEqual([1, 1, undefined]);
});

test('the gradient of a SELU comes from what the SELU has made, without an exponential', async () => {
  const selu = await compile([[4, 5]], (x) => {
    const { value, grad } = tf.valueAndGrad((y) => tf.sum(tf.square(tf.selu(tf.sub(y, 0.6)))))(x);
    return [value, grad];
  });
  expect([selu.counts['Selu'], selu.counts['Exp']]).toEqual([1, undefined]);
  expectRight(selu);
});

test('choices that only look like the gradient of a SELU are computed as they are', async () => {
  const other = await compile([[4, 5]], (x) => {
    const y = tf.sub(x, 0.6);
    return [tf.selu(y), tf.where(tf.greater(y, 0), tf.mul(x, 2), tf.mul(tf.mul(x, 3), tf.exp(y)))];
  });
  expect(other.counts['Exp']).toBe(1);
  expectRight(other);
});

test('a vector that was split into parts is put together again for nothing', async () => {
  const whole = await compile([[10]], (x) => {
    const [a, b, c] = tf.split(x, [2, 5, 3]) as [tf.Tensor, tf.Tensor, tf.Tensor];
    return [tf.exp(tf.concat([a, b, c])), tf.concat([b, a, c]), tf.reshape(a, [2, 1])];
  });
  expect([whole.counts['Split'], whole.counts['Concat']]).toEqual([1, 1]);
  expectRight(whole);
});

test('large factors of a sum of products are not copied to make one product of them', async () => {
  const gradient = (rows: number) =>
    compile(
      [
        [2 * rows, 40],
        [40, 3],
      ],
      (x, weights) => {
        const halves = tf.split(x, 2) as [tf.Tensor, tf.Tensor];
        return [tf.grad((w) => tf.addN(halves.map((half) => tf.sum(tf.square(tf.matMul(half, w))))))(weights)];
      },
    );
  const [small, large] = [await gradient(8), await gradient(800)];
  expect(small.counts['Concat']).toBeGreaterThan(0);
  expect(large.counts['Concat']).toBeUndefined();
  [small, large].forEach(expectRight);
});
