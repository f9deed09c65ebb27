/**
 * Follows one computation through tfjs' kernels and writes it down as one ONNX graph, by the lowering table. What does
 * not depend on the inputs becomes a constant. Knows no model and no file.
 */
import * as tf from '@tensorflow/tfjs-core';
import type { DataId, KernelConfig, TensorInfo } from '@tensorflow/tfjs-core';
import { accepts, graphDType, GraphInputs, kernelCall } from '../lowering/lowering';
import { loweringTable } from '../lowering/lowering-table';
import type { ModelProto } from './model-proto';
import { type GraphSpec, type GraphValue, type NodeOptions, OnnxGraph, sameShape } from './onnx-graph';

/** The computation uses a kernel that has no lowering for what it is given. */
export class UntraceableKernel extends Error {
  constructor(readonly kernel: string) {
    super(`Kernel ${kernel} can't be written as ONNX.`);
  }
}

export interface Trace {
  readonly model: ModelProto;
  /** Names in the model, in the order of the computation's. */
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  /** Which constant of the model holds which tensor's data. */
  readonly constants: ReadonlyMap<DataId, string>;
}

/**
 * @param inputs float32, int32 or bool; owned by the caller
 * @param compute run once, on the backend that is tfjs' now; its results stay the caller's, in a tidy of theirs
 * @throws UntraceableKernel
 */
export function traceGraph(inputs: readonly tf.Tensor[], compute: () => readonly tf.Tensor[]): Trace {
  const recorder = new GraphRecorder();
  const inputNames = inputs.map((input) => recorder.addInput(input));
  const kernels = tf.getKernelsForBackend(tf.getBackend());
  for (const kernel of kernels) replaceKernel({ ...kernel, kernelFunc: recorder.watching(kernel) });
  try {
    return recorder.finish(inputNames, compute());
  } finally {
    kernels.forEach(replaceKernel);
  }
}

function replaceKernel(kernel: KernelConfig): void {
  tf.unregisterKernel(kernel.kernelName, kernel.backendName);
  tf.registerKernel(kernel);
}

/** ONNX as every runtime knows it: without the operators that only ONNX Runtime has. */
class PortableGraph extends OnnxGraph {
  override node(
    opType: string,
    inputs: readonly GraphValue[],
    output: GraphSpec,
    options: NodeOptions = {},
  ): GraphValue {
    if (opType !== 'FusedMatMul') return super.node(opType, inputs, output, options);
    const isSet = (name: string): boolean => {
      const flag = options.attributes?.[name];
      return flag !== undefined && 'int' in flag && flag.int === 1;
    };
    const [a, b] = inputs;
    if (!a || !b) throw new Error('A matrix product has two factors.');
    const factors = [isSet('transA') ? this.swapLastAxes(a) : a, isSet('transB') ? this.swapLastAxes(b) : b];
    return super.node('MatMul', factors, output);
  }

  private swapLastAxes(value: GraphValue): GraphValue {
    const axes = [...value.shape.keys()];
    const perm = [...axes.slice(0, -2), ...axes.slice(-2).reverse()];
    const shape = perm.map((axis) => value.shape[axis] ?? 1);
    return this.node('Transpose', [value], { shape, dtype: value.dtype }, { attributes: { perm: { ints: perm } } });
  }
}

class GraphRecorder {
  private readonly graph = new PortableGraph();
  /** What stands for a tensor's data in the graph. Kernels such as Reshape and Cast may give out the data of their input. */
  private readonly values = new Map<DataId, GraphValue>();
  private readonly constants = new Map<DataId, GraphValue>();

  addInput(tensor: TensorInfo): string {
    const value = this.graph.input({ shape: tensor.shape, dtype: graphDType(tensor.dtype) });
    this.values.set(tensor.dataId, value);
    return value.name;
  }

  watching({ kernelName, kernelFunc }: KernelConfig): KernelConfig['kernelFunc'] {
    return (params) => {
      const call = kernelCall(kernelName, params.inputs, params.attrs);
      const tensors = Object.entries(params.inputs).flatMap(([name, tensor]) =>
        tensor ? [[name, tensor] as const] : [],
      );
      const isTraced = tensors.some(([, { dataId }]) => this.values.has(dataId));
      const lowering = loweringTable.get(kernelName);
      if (isTraced && !(lowering && accepts(lowering, call))) throw new UntraceableKernel(kernelName);
      const lowered =
        isTraced && lowering
          ? lowering.lower(
              this.graph,
              new GraphInputs(
                kernelName,
                Object.fromEntries(tensors.map(([name, tensor]) => [name, this.valueOf(tensor)])),
              ),
              call,
            )
          : [];
      const result = kernelFunc(params);
      const outputs = Array.isArray(result) ? result : [result];
      lowered.forEach((value, at) => {
        const output = outputs[at];
        if (output) this.values.set(output.dataId, value);
      });
      return result;
    };
  }

  finish(inputs: readonly string[], results: readonly TensorInfo[]): Trace {
    const outputs: GraphValue[] = [];
    for (const result of results) outputs.push(this.graph.asOutput(this.valueOf(result), outputs));
    return {
      model: this.graph.build(outputs).model,
      inputs,
      outputs: outputs.map(({ name }) => name),
      constants: new Map([...this.constants].map(([dataId, { name }]) => [dataId, name])),
    };
  }

  /** In the shape and the type that the tensor has, which the data may have had otherwise before. */
  private valueOf(tensor: TensorInfo): GraphValue {
    const known = this.values.get(tensor.dataId) ?? this.constantOf(tensor);
    const typed = this.graph.cast(known, graphDType(tensor.dtype));
    return sameShape(typed.shape, tensor.shape) ? typed : this.graph.reshape(typed, tensor.shape);
  }

  private constantOf(tensor: TensorInfo): GraphValue {
    const known = this.constants.get(tensor.dataId);
    if (known) return known;
    const values = tf.engine().backend.readSync(tensor.dataId) as ArrayLike<number>;
    const value = this.graph.constant(values, { shape: tensor.shape, dtype: graphDType(tensor.dtype) });
    this.constants.set(tensor.dataId, value);
    return value;
  }
}
