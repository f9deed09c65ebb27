/**
 * A trace as one ONNX graph, several steps long if wanted: what a step starts from comes in, what it leaves goes out, and
 * where a step follows another it starts from what that one left. Loads no session: `compiled-variant.ts` runs it.
 */
import { GraphInputs, graphDType, type TensorSpec } from '../lowering/lowering';
import { type GraphValue, OnnxGraph, sameShape } from './onnx-graph';
import { isUniform, type Leaf, type StateChange, type StepTrace, type TracedInput } from './step-trace';

/** An input of the graph and where its values come from. */
export interface GraphFeed {
  readonly name: string;
  readonly dims: readonly number[];
  /** Index in the trace's leaves. */
  readonly leaf: number;
  /** Which of the graph's steps it is for; one that doesn't change from step to step has -1. */
  readonly step: number;
}

export interface GraphOutput extends TensorSpec {
  readonly name: string;
  /** As the graph has it; as many elements as the shape. */
  readonly dims: readonly number[];
}

export interface CompiledTrace {
  readonly bytes: Uint8Array;
  readonly feeds: readonly GraphFeed[];
  /** For each step, the survivors that aren't a variable's. */
  readonly shown: readonly (readonly GraphOutput[])[];
  /** What the last step leaves, by the place of the variable. */
  readonly state: ReadonlyMap<number, GraphOutput>;
}

/** Which values leave a step. */
export interface StepEnds {
  readonly changes: StateChange;
  /** The survivors to show, by their places in the trace. */
  readonly shown: readonly number[];
}

/**
 * @param varying leaves that are constants in the trace, and inputs of the graph all the same, because they change
 * @param repeats how many steps one call makes
 */
export function compileTrace(
  trace: StepTrace,
  { changes, shown }: StepEnds,
  varying: ReadonlySet<number>,
  repeats: number,
): CompiledTrace {
  const builder = new StepsBuilder(trace, varying);
  const outputs: GraphValue[] = [];
  const finish = (value: GraphValue, { shape, dtype }: TensorSpec): GraphOutput => {
    const output = builder.graph.asOutput(value, outputs);
    outputs.push(output);
    return { name: output.name, dims: output.shape, shape, dtype };
  };
  const shownBySteps: GraphOutput[][] = [];
  for (let step = 0; step < repeats; step++) {
    builder.addStep(step, changes);
    shownBySteps.push(
      shown.map((place) => {
        const survivor = trace.survivors[place];
        if (!survivor) throw new Error(`A trace has no survivor ${place}.`);
        return finish(builder.valueOf(survivor), survivor);
      }),
    );
  }
  const state = new Map(
    [...builder.state].map(([variable, value]) => [
      variable,
      finish(value, { shape: value.shape, dtype: dtypeOf(value) }),
    ]),
  );
  const encoded = builder.graph.encode(outputs);
  const used = new Set(encoded.inputs.map(({ name }) => name));
  return {
    bytes: encoded.bytes,
    feeds: builder.feeds.filter(({ name }) => used.has(name)),
    shown: shownBySteps,
    state,
  };
}

const dtypeOf = ({ dtype }: GraphValue): TensorSpec['dtype'] => (dtype === 'int64' ? 'int32' : dtype);

class StepsBuilder {
  readonly graph = new OnnxGraph();
  readonly feeds: GraphFeed[] = [];
  /** The variables that a step before this one has changed. */
  state = new Map<number, GraphValue>();
  private values = new Map<number, GraphValue>();
  /** Leaves that are the same in each step. */
  private readonly shared = new Map<number, GraphValue>();
  private reshaped = new Map<string, GraphValue>();

  constructor(
    private readonly trace: StepTrace,
    private readonly varying: ReadonlySet<number>,
  ) {}

  addStep(step: number, changes: StateChange): void {
    this.values = new Map();
    this.trace.leaves.forEach((leaf, at) => this.values.set(leaf.value, this.leafValue(leaf, at, step)));
    for (const { call, lowering, inputs, outputs } of this.trace.kernels) {
      const graphInputs: Record<string, GraphValue> = {};
      for (const [name, input] of Object.entries(inputs)) graphInputs[name] = this.valueOf(input);
      const made = lowering.lower(this.graph, new GraphInputs(call.kernel, graphInputs), call);
      outputs.forEach((value, place) => {
        const result = made[place];
        if (!result) throw new Error(`The lowering of ${call.kernel} gives fewer outputs than the kernel.`);
        this.values.set(value, result);
      });
    }
    this.state = new Map(
      [...changes].map(([variable, value]) => {
        const known = this.values.get(value);
        if (!known) throw new Error(`Value ${value} of a trace was never made.`);
        return [variable, known];
      }),
    );
  }

  /** In the shape and the type in which the step sees it. */
  valueOf({ value, shape, dtype }: TracedInput): GraphValue {
    const known = this.values.get(value);
    if (!known) throw new Error(`Value ${value} of a trace was never made.`);
    const typed = this.graph.cast(known, graphDType(dtype));
    if (sameShape(typed.shape, shape)) return typed;
    const key = `${typed.name} ${shape.join()}`;
    const before = this.reshaped.get(key);
    if (before) return before;
    const made = this.graph.reshape(typed, shape);
    this.reshaped.set(key, made);
    return made;
  }

  private leafValue(leaf: Leaf, at: number, step: number): GraphValue {
    const spec = { shape: leaf.shape, dtype: graphDType(leaf.dtype) };
    if (leaf.kind === 'fed') return this.input(leaf.shape, leaf, at, step);
    const before = leaf.kind === 'state' ? this.state.get(leaf.variable) : undefined;
    if (before) return before;
    const known = this.shared.get(at);
    if (known) return known;
    const value = this.unchangingValue(leaf, at, spec);
    this.shared.set(at, value);
    return value;
  }

  private unchangingValue(
    leaf: Leaf,
    at: number,
    spec: { shape: readonly number[]; dtype: GraphValue['dtype'] },
  ): GraphValue {
    if (leaf.kind !== 'constant') return this.input(leaf.shape, leaf, at, -1);
    const size = leaf.values.length;
    // The same number throughout is one number, stretched.
    const isStretched = size > 1 && isUniform(leaf.values);
    const oneShape = leaf.shape.map(() => 1);
    const value = this.varying.has(at)
      ? this.input(isStretched ? oneShape : leaf.shape, leaf, at, -1)
      : this.graph.constant(isStretched ? leaf.values.subarray(0, 1) : leaf.values, {
          shape: isStretched ? oneShape : leaf.shape,
          dtype: spec.dtype,
        });
    return isStretched ? this.graph.node('Expand', [value, this.graph.integers(leaf.shape)], spec) : value;
  }

  private input(shape: readonly number[], leaf: Leaf, at: number, step: number): GraphValue {
    const value = this.graph.input({ shape, dtype: graphDType(leaf.dtype) });
    this.feeds.push({ name: value.name, dims: shape, leaf: at, step });
    return value;
  }
}
