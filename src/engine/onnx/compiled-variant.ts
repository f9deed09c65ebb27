/**
 * One computation that steps turn out to be, compiled: sessions for one step and for several in one call. Where the values
 * come from and where they go is its caller's business.
 */
import { type CompiledTrace, compileTrace, type GraphOutput, type StepEnds } from './compile-trace';
import type { OnnxBackend } from './onnx-backend';
import { type ArrayKind, arrayKind } from './array-pool';
import { sizeOf } from './onnx-graph';
import type { OnnxRuntime, OnnxSession, SessionArray, SessionTensors } from './onnx-session';
import { isUniform, type Leaf, type StepTrace } from './step-trace';

/** The values of a leaf (by its place in the trace) for one step of a call; -1 for those that are the same in all of them. */
export type LeafValues = (at: number, step: number) => SessionArray;

export interface VariantOutputs {
  /** For each step, the values to show, in the order of `ends.shown`. */
  readonly shown: readonly (readonly SessionArray[])[];
  /** What the last step leaves, by the place of the variable. */
  readonly state: ReadonlyMap<number, { readonly kind: ArrayKind; readonly array: SessionArray }>;
}

interface Loaded {
  readonly compiled: CompiledTrace;
  readonly session: OnnxSession;
}

export class CompiledVariant {
  /** Why it is not used, where it was tried and found wrong. */
  rejection: string | undefined;
  private varying = new Set<number>();
  private readonly loaded = new Map<number, Loaded>();
  private readonly constants: ReadonlyMap<number, SessionArray>;

  /** @param trace of some step that is this computation */
  constructor(
    private readonly backend: OnnxBackend,
    private readonly runtime: OnnxRuntime,
    private readonly threads: number,
    readonly trace: StepTrace,
    readonly ends: StepEnds,
  ) {
    this.constants = new Map(
      trace.leaves.flatMap((leaf, at) => (leaf.kind === 'constant' ? [[at, leaf.values.slice()] as const] : [])),
    );
  }

  /** Whether each step so far started from the same constants. */
  get hasFixedConstants(): boolean {
    return this.varying.size === 0;
  }

  /**
   * Looks at the constants of another step of the same structure. Those that differ are inputs from now on.
   * @returns whether any did, so that the graph is another one
   */
  noteConstants(leaves: readonly Leaf[]): boolean {
    const found = [...this.constants].filter(
      ([at, values]) => !this.varying.has(at) && !sameValues(values, leaves[at]?.values),
    );
    if (found.length === 0) return false;
    for (const [at] of found) this.varying.add(at);
    this.dispose();
    return true;
  }

  /** @param repeats steps in this call @throws Error when ONNX Runtime refuses the graph */
  run(repeats: number, valuesOf: LeafValues): VariantOutputs {
    const { compiled, session } = this.load(repeats);
    const feeds: SessionTensors = {};
    for (const { name, dims, leaf: at, step } of compiled.feeds) {
      const leaf = this.trace.leaves[at];
      if (!leaf) throw new Error(`A trace has no leaf ${at}.`);
      const values = valuesOf(at, step);
      const isStretched = values.length !== sizeOf(dims);
      feeds[name] = {
        type: arrayKind(leaf.dtype),
        data: isStretched ? values.subarray(0, 1) : values,
        dims,
        location: 'cpu',
      };
    }
    const fetches: SessionTensors = {};
    const take = ({ name, dims, dtype }: GraphOutput): SessionArray => {
      const data = this.backend.takeArray(arrayKind(dtype), sizeOf(dims));
      fetches[name] = { type: arrayKind(dtype), data, dims, location: 'cpu' };
      return data;
    };
    const shown = compiled.shown.map((outputs) => outputs.map(take));
    const state = new Map(
      [...compiled.state].map(([variable, output]) => [
        variable,
        { kind: arrayKind(output.dtype), array: take(output) },
      ]),
    );
    session.run(feeds, fetches);
    return { shown, state };
  }

  dispose(): void {
    for (const { session } of this.loaded.values()) session.dispose();
    this.loaded.clear();
  }

  private load(repeats: number): Loaded {
    const known = this.loaded.get(repeats);
    if (known) return known;
    const compiled = compileTrace(this.trace, this.ends, this.varying, repeats);
    const session = this.runtime.load(compiled.bytes, { threads: this.threads, purpose: 'step' });
    const made = { compiled, session };
    this.loaded.set(repeats, made);
    return made;
  }
}

/** One number, said many times, is compared once: a trace's structure tells that it is one. */
export function sameValues(a: SessionArray, b: SessionArray | undefined): boolean {
  if (b?.length !== a.length) return false;
  if (isUniform(a)) return Object.is(a[0], b[0]) && isUniform(b);
  return a.every((value, i) => Object.is(value, b[i]));
}
