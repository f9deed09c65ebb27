/**
 * One-kernel sessions, kept by what they depend on: kernel, attributes, shapes and types. Decides for each such call
 * whether a session or plain JavaScript serves it. The decision hangs on nothing else, because the two differ in the
 * last bits and a run must repeat exactly.
 */
import { accepts, GraphInputs, graphDType, kernelCall, workOf } from '../lowering/lowering';
import type { KernelCall, Lowering, TensorSpec } from '../lowering/lowering';
import type { NamedAttrMap, NamedTensorInfoMap } from '@tensorflow/tfjs-core';
import { defectOf } from './known-defects';
import { OnnxGraph } from './onnx-graph';
import type { GraphValue } from './onnx-graph';
import type { OnnxRuntime, OnnxSession } from './onnx-session';

/** A session's call costs about 10 µs: this many elements of a sum of two tensors in plain JavaScript. Measured. */
const WORK_WORTH_A_SESSION = 768;
/** From this much work on, a session is given all threads; below, waking them costs more than they save. */
const WORK_WORTH_THREADS = 2 ** 21;
/** The oldest goes when there are more. A model's step uses one to three hundred. */
const MOST_SESSIONS = 1024;

export interface EagerSession {
  readonly session: OnnxSession;
  /** The kernel's inputs that the graph reads, and what the graph calls them. */
  readonly feeds: readonly { readonly kernelInput: string; readonly name: string; readonly dims: readonly number[] }[];
  readonly outputs: readonly {
    readonly name: string;
    /** The shape in the graph; the tensor's own has as many elements. */
    readonly dims: readonly number[];
    readonly spec: TensorSpec;
  }[];
}

/** Plain JavaScript serves the call. */
export const PLAIN = 'plain';

export class EagerSessions {
  private readonly known = new Map<string, EagerSession | typeof PLAIN>();

  constructor(
    private readonly runtime: OnnxRuntime,
    private threads: number,
  ) {}

  /** From now on; results of other counts differ in the last bits, so that nothing made before is used again. */
  setThreads(threads: number): void {
    if (threads === this.threads) return;
    this.threads = threads;
    this.dispose();
  }

  /** What serves this call. @throws Error when ONNX Runtime refuses a lowering, which is a bug in the table */
  find(
    kernel: string,
    lowering: Lowering,
    inputs: NamedTensorInfoMap,
    attrs: NamedAttrMap | undefined,
  ): EagerSession | typeof PLAIN {
    const key = keyOf(kernel, inputs, attrs);
    const found = this.known.get(key);
    if (found) return found;
    const call = kernelCall(kernel, inputs, attrs);
    const made = this.make(lowering, call);
    if (this.known.size >= MOST_SESSIONS) this.dropOldest();
    this.known.set(key, made);
    return made;
  }

  dispose(): void {
    for (const entry of this.known.values()) if (entry !== PLAIN) entry.session.dispose();
    this.known.clear();
  }

  private make(lowering: Lowering, call: KernelCall): EagerSession | typeof PLAIN {
    if (!accepts(lowering, call)) return PLAIN;
    const specs = lowering.infer(call);
    const work = defectOf(call.kernel)?.(call.inputs) ? Infinity : workOf(lowering, call, specs);
    if (work < WORK_WORTH_A_SESSION) return PLAIN;

    const graph = new OnnxGraph();
    const inputs: Record<string, GraphValue> = {};
    for (const [name, spec] of Object.entries(call.inputs)) {
      inputs[name] = graph.input({ shape: spec.shape, dtype: graphDType(spec.dtype) });
    }
    const outputs: GraphValue[] = [];
    for (const value of lowering.lower(graph, new GraphInputs(call.kernel, inputs), call)) {
      outputs.push(graph.asOutput(value, outputs));
    }
    const model = graph.encode(outputs);
    return {
      session: this.load(model.bytes, work, call),
      feeds: Object.entries(inputs)
        .filter(([, value]) => model.inputs.includes(value))
        .map(([kernelInput, value]) => ({ kernelInput, name: value.name, dims: value.shape })),
      outputs: specs.map((spec, at) => {
        const value = outputs[at];
        if (!value) throw new Error(`The lowering of ${call.kernel} gives fewer outputs than the kernel.`);
        return { name: value.name, dims: value.shape, spec };
      }),
    };
  }

  private load(model: Uint8Array, work: number, call: KernelCall): OnnxSession {
    try {
      return this.runtime.load(model, { threads: work >= WORK_WORTH_THREADS ? this.threads : 1 });
    } catch (error) {
      throw new Error(`ONNX Runtime refused kernel ${JSON.stringify(call)}.`, { cause: error });
    }
  }

  private dropOldest(): void {
    for (const [key, entry] of this.known) {
      this.known.delete(key);
      if (entry !== PLAIN) entry.session.dispose();
      return;
    }
  }
}

function keyOf(kernel: string, inputs: NamedTensorInfoMap, attrs: NamedAttrMap | undefined): string {
  let key = kernel;
  for (const name in inputs) {
    const tensor = inputs[name];
    if (tensor) key += `|${name}:${tensor.dtype}[${tensor.shape.join()}]`;
  }
  for (const name in attrs) key += `|${name}=${JSON.stringify(attrs[name])}`;
  return key;
}
