/** Lowerings of matrix products, alone and with the bias and activation that tfjs fuses into them. */
import { broadcast_util } from '@tensorflow/tfjs-core';
import { sizeOf } from '../onnx/onnx-graph';
import type { GraphValue, OnnxGraph } from '../onnx/onnx-graph';
import { activate, activates } from './activation';
import { specOf } from './lowering';
import type { GraphInputs, KernelCall, Lowering, LoweringTable, TensorSpec } from './lowering';

/** What one multiply-add costs tfjs' blocked JavaScript loop, in the unit of `Lowering.work`. Measured. */
const WORK_PER_MULTIPLY_ADD = 0.2;

interface Product {
  readonly a: TensorSpec;
  readonly b: TensorSpec;
  readonly transposeA: boolean;
  readonly transposeB: boolean;
  readonly batch: readonly number[];
  readonly rows: number;
  readonly inner: number;
  readonly columns: number;
}

function productOf(call: KernelCall): Product {
  const [a, b] = [specOf(call, 'a'), specOf(call, 'b')];
  const transposeA = call.attrs['transposeA'] === true;
  const transposeB = call.attrs['transposeB'] === true;
  const [aRows = 1, aColumns = 1] = a.shape.slice(-2);
  const [bRows = 1, bColumns = 1] = b.shape.slice(-2);
  return {
    a,
    b,
    transposeA,
    transposeB,
    batch: broadcast_util.assertAndGetBroadcastShape(a.shape.slice(0, -2), b.shape.slice(0, -2)),
    rows: transposeA ? aColumns : aRows,
    inner: transposeA ? aRows : aColumns,
    columns: transposeB ? bRows : bColumns,
  };
}

const infer = (call: KernelCall): readonly [TensorSpec] => {
  const { batch, rows, columns } = productOf(call);
  return [{ shape: [...batch, rows, columns], dtype: 'float32' }];
};

function work(call: KernelCall): number {
  const { batch, rows, inner, columns } = productOf(call);
  return sizeOf(batch) * rows * inner * columns * WORK_PER_MULTIPLY_ADD;
}

/**
 * One GEMM where there is one matrix on each side: it is ONNX Runtime's fastest, and takes a bias along.
 * @returns [rows, columns], or [...batch, rows, columns] where there are several
 */
function product(graph: OnnxGraph, inputs: GraphInputs, call: KernelCall, bias?: GraphValue): GraphValue {
  const { a, b, batch, rows, columns, transposeA, transposeB } = productOf(call);
  const attributes = { transA: { int: Number(transposeA) }, transB: { int: Number(transposeB) } };
  const [left, right] = [inputs.get('a'), inputs.get('b')];
  if (sizeOf(batch) === 1) {
    const matrices = [graph.reshape(left, a.shape.slice(-2)), graph.reshape(right, b.shape.slice(-2))];
    // A GEMM adds what broadcasts to a matrix.
    const addend = bias && (bias.shape.length > 2 ? graph.reshape(bias, bias.shape.slice(-2)) : bias);
    const operands = addend ? [...matrices, addend] : matrices;
    return graph.node('Gemm', operands, { shape: [rows, columns], dtype: 'float32' }, { attributes });
  }
  const output = { shape: [...batch, rows, columns], dtype: 'float32' as const };
  const y = graph.node('FusedMatMul', [left, right], output, { attributes, domain: 'com.microsoft' });
  return bias ? graph.node('Add', [y, bias], output) : y;
}

const isFloat = (spec: TensorSpec | undefined): boolean => spec === undefined || spec.dtype === 'float32';

const fusedMatMul: Lowering = {
  accepts: (call) => activates(call) && ['a', 'b', 'bias'].every((name) => isFloat(call.inputs[name])),
  infer,
  work,
  lower: (graph, inputs, call) => {
    const y = product(graph, inputs, call, inputs.optional('bias'));
    return [activate(graph, y, call)];
  },
};

export const matrixProduct: LoweringTable = {
  BatchMatMul: { infer, work, lower: (graph, inputs, call) => [product(graph, inputs, call)] },
  _FusedMatMul: fusedMatMul,
};
