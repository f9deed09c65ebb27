import { expect, test } from 'vitest';
import { OnnxGraph } from '../../../src/engine/onnx/onnx-graph';
import { loadOnnxRuntime } from '../../../src/engine/onnx/onnx-runtime';

const runtime = await loadOnnxRuntime();
const FLOATS = { shape: [2], dtype: 'float32' } as const;
const tensor = (...values: number[]) =>
  ({ type: 'float32', data: Float32Array.from(values), dims: [values.length], location: 'cpu' }) as const;

test('a graph computes what its nodes say, by ONNX Runtime', () => {
  const graph = new OnnxGraph();
  const [a, b] = [graph.input(FLOATS), graph.input(FLOATS)];
  const sum = graph.node('Add', [graph.node('Mul', [a, b], a), graph.scalar(0.5)], a);
  const model = graph.encode([sum]);
  const session = runtime.load(model.bytes, { threads: 1 });
  const output = tensor(0, 0);
  session.run({ [a.name]: tensor(1, 2), [b.name]: tensor(3, 4) }, { [sum.name]: output });
  session.dispose();
  expect([...output.data]).toEqual([3.5, 8.5]);
});

test('what no output needs is left out, inputs included', () => {
  const graph = new OnnxGraph();
  const [used, unused] = [graph.input(FLOATS), graph.input(FLOATS)];
  graph.node('Exp', [unused], unused);
  const output = graph.node('Neg', [used], used);
  expect(graph.encode([output]).inputs).toEqual([used]);
});

test('small equal constants are one, but not across types and shapes', () => {
  const graph = new OnnxGraph();
  expect(graph.scalar(2)).toBe(graph.scalar(2));
  expect(graph.integers([2])).toBe(graph.integers([2]));
  const names = [graph.scalar(2), graph.integers([2]), graph.constant([2], { shape: [1], dtype: 'float32' })].map(
    (value) => value.name,
  );
  expect(new Set(names).size).toBe(3);
});

test('an input or a constant becomes an output through a node of its own, and so does an output that is asked for twice', () => {
  const graph = new OnnxGraph();
  const input = graph.input(FLOATS);
  const made = graph.node('Neg', [input], input);
  expect(graph.asOutput(made)).toBe(made);
  expect(graph.asOutput(input).name).not.toBe(input.name);
  const again = graph.asOutput(made, [made]);
  expect(again.name).not.toBe(made.name);
  const session = runtime.load(graph.encode([made, again]).bytes, { threads: 1 });
  const [first, second] = [tensor(0, 0), tensor(0, 0)];
  session.run({ [input.name]: tensor(1, -2) }, { [made.name]: first, [again.name]: second });
  session.dispose();
  expect([...first.data, ...second.data]).toEqual([-1, 2, -1, 2]);
});

test('a reshape or cast that changes nothing adds nothing', () => {
  const graph = new OnnxGraph();
  const input = graph.input(FLOATS);
  expect(graph.reshape(input, [2])).toBe(input);
  expect(graph.cast(input, 'float32')).toBe(input);
});

test('a constant that does not fill its shape is refused', () => {
  expect(() => new OnnxGraph().constant([1, 2, 3], FLOATS)).toThrow('Expected 2 values for shape [2], got 3.');
});

test('a graph that makes no sense is refused with ONNX Runtime’s own words', () => {
  const graph = new OnnxGraph();
  const output = graph.node('NoSuchOperator', [graph.input(FLOATS)], FLOATS);
  expect(() => runtime.load(graph.encode([output]).bytes, { threads: 1 })).toThrow(/NoSuchOperator/);
});

test('what two kernels need alike is made once, and a value is reshaped once to each shape', () => {
  const graph = new OnnxGraph();
  const input = graph.input({ shape: [2, 3], dtype: 'float32' });
  const negated = () => graph.once(`negated ${input.name}`, () => graph.node('Neg', [input], input));
  expect(negated()).toBe(negated());
  expect(graph.reshape(input, [6])).toBe(graph.reshape(input, [6]));
  expect(graph.reshape(input, [6])).not.toBe(graph.reshape(input, [3, 2]));
  // Back to a shape that it had takes no node.
  expect(graph.reshape(graph.reshape(input, [6]), [2, 3])).toBe(input);
  expect(graph.reshape(graph.reshape(input, [6]), [3, 2])).toBe(graph.reshape(input, [3, 2]));
});

test('a stretched value is there in full for those who need it so, and as it was for those who broadcast', () => {
  const graph = new OnnxGraph();
  const input = graph.input({ shape: [1, 3], dtype: 'float32' });
  const stretched = graph.stretch(input, [2, 3]);
  expect(stretched.shape).toEqual([2, 3]);
  expect(graph.compact(stretched)).toBe(input);
  expect(graph.compact(input)).toBe(input);
  expect(graph.stretch(input, [1, 3])).toBe(input);
});

test('a node may have several outputs', () => {
  const graph = new OnnxGraph();
  const input = graph.input({ shape: [3], dtype: 'float32' });
  const parts = graph.nodeOf(
    'Split',
    [input, graph.integers([1, 2])],
    [1, 2].map((length) => ({ shape: [length], dtype: 'float32' })),
  );
  const session = runtime.load(graph.encode(parts).bytes, { threads: 1 });
  const [first, second] = [tensor(0), tensor(0, 0)];
  session.run({ [input.name]: tensor(1, 2, 3) }, { [parts[0]!.name]: first, [parts[1]!.name]: second });
  session.dispose();
  expect([...first.data, ...second.data]).toEqual([1, 2, 3]);
});

test('where the last axis has length 1, inputs that broadcast get as many axes as the largest: ONNX Runtime is slow else', () => {
  const graph = new OnnxGraph();
  const image = graph.input({ shape: [4, 3, 1], dtype: 'float32' });
  const channel = graph.input({ shape: [1], dtype: 'float32' });
  const result = graph.node('Add', [channel, graph.node('Sub', [graph.scalar(1), image], image)], image);
  const { model } = graph.build([result]);
  const shapes = new Map(model.graph.initializer.map(({ name, dims }) => [name, dims]));
  const subtraction = model.graph.node.find(({ opType }) => opType === 'Sub');
  expect(shapes.get(subtraction?.input[0] ?? '')).toEqual([1, 1, 1]);
  expect(model.graph.node.map(({ opType }) => opType)).toEqual(['Sub', 'Reshape', 'Add']);
});
