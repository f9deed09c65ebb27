/**
 * Runs training steps compiled. A step is followed through its JavaScript without computing it; what it turns out to be
 * is a compiled variant, made when it is first met. So whatever a step does, the graph that runs is that of this step:
 * another batch size, another branch, another layer is another variant, a changed number is an input.
 *
 * Where nothing but known code runs in a step, following is left out after two steps that were alike (`fixedKey`).
 */
import type { DataId } from '@tensorflow/tfjs-core';
import { readResult } from '../eager-step';
import type { StepRunner } from '../engine-types';
import type { Fallback, Probes, StepProgram, StepValues } from '../step-program';
import { type Compared, disagreement } from './agreement';
import type { ArrayKind } from './array-pool';
import { CompiledVariant } from './compiled-variant';
import { computeTrace } from './compute-trace';
import { FixedStep } from './fixed-step';
import { type FollowedStep, followStep } from './follow-step';
import type { OnnxBackend } from './onnx-backend';
import type { OnnxRuntime, SessionArray } from './onnx-session';
import { type StepTrace, structureOf } from './step-trace';

/** A step that is another computation each time isn't worth compiling. */
const MOST_VARIANTS = 24;

/** What the engine decides for all of its steps. */
export interface Compiler {
  readonly backend: OnnxBackend;
  readonly runtime: OnnxRuntime;
  /** Settled when the first step is compiled, by what there is to compute. */
  threadsFor(trace: StepTrace): number;
  /** How many steps are worth a call of their own graph. */
  stepsPerCall(trace: StepTrace): number;
  /** Told after each step whether it ran compiled. */
  ran(compiled: boolean): void;
}

interface ComputedArray {
  readonly array: SessionArray;
  /** Where it is one of the pool's, that goes back there. */
  readonly kind?: ArrayKind;
}

export class CompiledStep<P extends Probes> implements StepRunner<P> {
  private readonly variants = new Map<string, CompiledVariant>();
  private readonly fixed = new Map<string, FixedStep>();
  private readonly told = new Set<string>();

  constructor(
    private readonly compiler: Compiler,
    private readonly program: StepProgram<P>,
    private readonly onFallback: (fallback: Fallback) => void,
  ) {}

  run(atMost: number, probes?: P): StepValues[] {
    const key = this.program.fixedKey(0);
    if (key === undefined) return [this.follow(undefined, probes)];
    const fullKey = `${key}\n${probes?.key ?? ''}`;
    const fixed = this.fixed.get(fullKey);
    if (!fixed?.canRun) return [this.follow(fullKey, probes)];
    let steps = 1;
    while (!probes && steps < atMost && steps < fixed.stepsPerCall && this.program.fixedKey(steps) === key) steps++;
    // Graphs of two lengths, and no more: each is compiled by itself.
    const values = fixed.run(steps === fixed.stepsPerCall ? steps : 1);
    this.compiler.ran(true);
    return values;
  }

  dispose(): void {
    for (const variant of this.variants.values()) variant.dispose();
    this.variants.clear();
    this.fixed.clear();
  }

  private follow(fixedKey: string | undefined, probes: P | undefined): StepValues {
    const { position } = this.program;
    const followed = followStep(this.compiler.backend, (recorder) => this.program.trace(recorder, probes));
    if ('fallback' in followed) {
      this.compiler.ran(false);
      this.fallBack(followed.fallback);
      return readResult(followed.result);
    }
    const variant = this.variantOf(followed);
    const isCompiled = variant !== undefined && variant.rejection === undefined;
    this.compiler.ran(isCompiled);
    if (isCompiled && fixedKey !== undefined) this.proveFixed(fixedKey, variant, followed, position);
    return readResult(followed.result);
  }

  /** Computes a followed step. @returns undefined where it isn't worth compiling; it was computed all the same */
  private variantOf(followed: FollowedStep): CompiledVariant | undefined {
    const { trace, changes } = followed;
    const structure = structureOf(trace, changes);
    let variant = this.variants.get(structure);
    const isNew = variant === undefined;
    if (!variant) {
      if (this.variants.size >= MOST_VARIANTS) {
        this.settle(this.computeEagerly(followed));
        this.fallBack(noted(`it was another computation in each of ${MOST_VARIANTS} steps`));
        return undefined;
      }
      const isVariables = new Set(followed.variables.map(({ dataId }) => dataId));
      const shown = followed.dataIds.flatMap((dataId, at) => (isVariables.has(dataId) ? [] : [at]));
      const threads = this.compiler.threadsFor(trace);
      variant = new CompiledVariant(this.compiler.backend, this.compiler.runtime, threads, trace, { changes, shown });
      this.variants.set(structure, variant);
    }
    const isChanged = variant.noteConstants(trace.leaves);
    if (variant.rejection === undefined) this.runVariant(variant, followed, isNew || isChanged);
    else this.settle(this.computeEagerly(followed));
    return variant;
  }

  private runVariant(variant: CompiledVariant, followed: FollowedStep, isUntried: boolean): void {
    const { trace } = followed;
    try {
      const { shown, state } = variant.run(1, (at) => trace.leaves[at]?.values ?? new Float32Array());
      const outcome = new Map<DataId, ComputedArray>();
      variant.ends.shown.forEach((place, at) => {
        const [dataId, array] = [followed.dataIds[place], shown[0]?.[at]];
        if (dataId && array) outcome.set(dataId, { array });
      });
      for (const [at, computed] of state) {
        const variable = followed.variables[at];
        if (variable) outcome.set(variable.dataId, computed);
      }
      const trouble = isUntried ? this.compare(followed, outcome) : undefined;
      if (trouble === undefined) return this.settle(outcome);
      variant.rejection = `what was compiled does not agree with its kernels: ${trouble}`;
    } catch (error) {
      if (!isUntried) throw error;
      variant.rejection = `ONNX Runtime refuses it: ${error instanceof Error ? error.message : String(error)}`;
    }
    variant.dispose();
    this.settle(this.computeEagerly(followed));
    this.fallBack(noted(variant.rejection));
  }

  private compare(followed: FollowedStep, compiled: ReadonlyMap<DataId, ComputedArray>): string | undefined {
    const eager = this.computeEagerly(followed);
    const values = [...eager].flatMap(([dataId, { array }]): Compared[] => {
      const ours = compiled.get(dataId)?.array;
      if (!ours) return [];
      const at = followed.variables.findIndex((variable) => variable.dataId === dataId);
      const leaf = followed.trace.leaves.find((one) => one.kind === 'state' && one.variable === at);
      const name = at >= 0 ? (followed.variables[at]?.name ?? 'a variable') : 'a value it shows';
      return [{ name, compiled: ours, eager: array, ...(leaf && { before: leaf.values }) }];
    });
    return disagreement(values);
  }

  /** The values of everything that is left of a step, kernel by kernel. */
  private computeEagerly({ trace, dataIds, changes, variables }: FollowedStep): Map<DataId, ComputedArray> {
    const wanted = new Map<DataId, number>();
    trace.survivors.forEach(({ value }, at) => {
      const dataId = dataIds[at];
      if (dataId) wanted.set(dataId, value);
    });
    for (const [at, value] of changes) {
      const variable = variables[at];
      if (variable) wanted.set(variable.dataId, value);
    }
    const arrays = computeTrace(this.compiler.backend, trace, [...wanted.values()]);
    return new Map([...wanted.keys()].map((dataId, at) => [dataId, { array: arrays[at] ?? new Float32Array() }]));
  }

  /** Gives the step's tensors and variables their values. */
  private settle(outcome: ReadonlyMap<DataId, ComputedArray>): void {
    const { backend } = this.compiler;
    for (const [dataId, { array, kind }] of outcome) if (backend.holds(dataId)) backend.settle(dataId, array, kind);
    backend.endLoans();
  }

  private proveFixed(key: string, variant: CompiledVariant, followed: FollowedStep, position: number): void {
    const known = this.fixed.get(key);
    if (known) known.seeAgain(variant, followed, position);
    else {
      // Where the key is another one at each step (a rate that falls), none of them comes again.
      if (this.fixed.size >= MOST_VARIANTS) this.fixed.clear();
      const stepsPerCall = this.compiler.stepsPerCall(followed.trace);
      this.fixed.set(key, new FixedStep(this.compiler.backend, variant, followed, position, stepsPerCall));
    }
  }

  private fallBack(fallback: Fallback): void {
    if (this.told.has(fallback.message)) return;
    this.told.add(fallback.message);
    this.onFallback(fallback);
  }
}

const noted = (message: string): Fallback => ({ message, at: new Error(message) });
