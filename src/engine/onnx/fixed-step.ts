/**
 * A step that is known to be the same computation each time, so that it runs without its JavaScript: it is fed, computes,
 * and its variables have new values. Made of one followed step, used after another one at a different position was alike.
 */
import type { Variable } from '@tensorflow/tfjs-core';
import type { StepArray, StepValues } from '../step-program';
import type { FollowedStep } from './follow-step';
import { type CompiledVariant, sameValues } from './compiled-variant';
import type { OnnxBackend } from './onnx-backend';
import type { SessionArray } from './onnx-session';
import type { Leaf } from './step-trace';

/** Where a named value of the result comes from. */
type Source =
  | { readonly from: 'shown'; readonly at: number }
  /** It is what a step starts from: part of its batch, a weight as it was, a constant. By its place among the leaves. */
  | { readonly from: 'leaf'; readonly at: number };

export class FixedStep {
  private readonly leaves: readonly Leaf[];
  private readonly variables: readonly Variable[];
  private readonly sources: ReadonlyMap<string, Source> | undefined;
  private readonly shapes: Readonly<Record<string, readonly number[]>>;
  private readonly numbers: Readonly<Record<string, number>>;
  private readonly countAgain: ((steps: number) => void) | undefined;
  /** How many steps are worth a call of their own graph; one where more can't be. */
  readonly stepsPerCall: number;
  private isProven = false;
  private isRefuted = false;

  constructor(
    private readonly backend: OnnxBackend,
    private readonly variant: CompiledVariant,
    followed: FollowedStep,
    private readonly position: number,
    stepsPerCall: number,
  ) {
    const { result } = followed;
    // First, since what is shown and never used is a leaf from then on.
    this.sources = sourcesOf(variant, followed);
    // What is lent for a step is somebody else's afterwards; what a fixed step is given at each call it keeps.
    this.leaves = followed.trace.leaves.map((leaf) =>
      leaf.kind === 'given' || leaf.kind === 'constant' ? { ...leaf, values: leaf.values.slice() } : leaf,
    );
    this.variables = followed.variables;
    this.shapes = Object.fromEntries(Object.entries(result.tensors).map(([name, { shape }]) => [name, shape]));
    this.numbers = result.numbers;
    this.countAgain = result.countAgain;
    // What a variable is between the steps of one call never leaves the graph.
    const showsState = [...(this.sources?.values() ?? [])].some(
      (source) => source.from === 'leaf' && this.leaves[source.at]?.kind === 'state',
    );
    this.stepsPerCall = showsState ? 1 : stepsPerCall;
    this.isRefuted = this.sources === undefined || !isClosed(followed);
  }

  /** Whether it may run without its JavaScript now: not while a variable's data are somebody else's, too. */
  get canRun(): boolean {
    return (
      this.isProven &&
      !this.isRefuted &&
      [...this.variant.ends.changes.keys()].every((at) => {
        const variable = this.variables[at];
        return variable && !this.backend.isShared(variable.dataId);
      })
    );
  }

  /** A later step of the same key: alike, or the key doesn't tell all that matters. */
  seeAgain(variant: CompiledVariant, followed: FollowedStep, position: number): void {
    const isAlike =
      variant === this.variant &&
      variant.hasFixedConstants &&
      isClosed(followed) &&
      followed.trace.leaves.every(
        (leaf, at) => leaf.kind !== 'given' || sameValues(leaf.values, this.leaves[at]?.values),
      ) &&
      Object.entries(followed.result.numbers).every(([name, value]) => Object.is(this.numbers[name], value));
    if (!isAlike) this.isRefuted = true;
    else if (position !== this.position) this.isProven = true;
  }

  run(steps: number): StepValues[] {
    const feeds = Array.from({ length: steps }, (_, ahead) => this.feed(ahead));
    // Before the step has new values for what it starts from.
    const shownLeaves = feeds.map((fed) => this.leavesShown(fed));
    const { shown, state } = this.variant.run(steps, (at, step) => this.valuesOf(at, feeds[step]));
    for (const [at, { kind, array }] of state) {
      const variable = this.variables[at];
      if (variable) this.backend.settle(variable.dataId, array, kind);
    }
    this.countAgain?.(steps);
    return shown.map((values, step) => ({
      arrays: { ...shownLeaves[step], ...this.arraysOf(values) },
      shapes: this.shapes,
      numbers: this.numbers,
    }));
  }

  /** What a step is fed with, by leaf; drawn in the order in which its JavaScript would. */
  private feed(ahead: number): Map<number, StepArray> {
    const fed = new Map<number, StepArray>();
    this.leaves.forEach((leaf, at) => {
      if (leaf.kind === 'fed') fed.set(at, leaf.refill(ahead));
    });
    return fed;
  }

  private valuesOf(at: number, fed: ReadonlyMap<number, StepArray> | undefined): SessionArray {
    const leaf = this.leaves[at];
    if (!leaf) throw new Error(`A step has no leaf ${at}.`);
    if (leaf.kind === 'state') {
      const variable = this.variables[leaf.variable];
      if (!variable) throw new Error(`A step has no variable ${leaf.variable}.`);
      return this.backend.valuesOf(variable);
    }
    return fed?.get(at) ?? leaf.values;
  }

  private arraysOf(shown: readonly SessionArray[]): Record<string, StepArray> {
    const arrays: Record<string, StepArray> = {};
    for (const [name, source] of this.sources ?? []) {
      const values = source.from === 'shown' ? shown[source.at] : undefined;
      if (values) arrays[name] = values;
    }
    return arrays;
  }

  private leavesShown(fed: ReadonlyMap<number, StepArray>): Record<string, StepArray> {
    const arrays: Record<string, StepArray> = {};
    for (const [name, source] of this.sources ?? [])
      if (source.from === 'leaf') arrays[name] = this.valuesOf(source.at, fed).slice();
    return arrays;
  }
}

/** Nothing leaves the step but its result and its variables, and all that is random in it can be drawn again. */
function isClosed({ trace, dataIds, variables, result, recorder }: FollowedStep): boolean {
  if (recorder.hasUnseenRandomness) return false;
  if (new Set(variables.map(({ dataId }) => dataId)).size !== variables.length) return false;
  const known = new Set([...variables, ...Object.values(result.tensors)].map(({ dataId }) => dataId));
  return trace.survivors.every((_survivor, at) => known.has(dataIds[at] ?? {}));
}

/** @returns undefined where a value of the result can't be told from the variables' */
function sourcesOf(
  variant: CompiledVariant,
  { dataIds, trace, result, recorder }: FollowedStep,
): Map<string, Source> | undefined {
  const sources = new Map<string, Source>();
  for (const [name, tensor] of Object.entries(result.tensors)) {
    const place = dataIds.indexOf(tensor.dataId);
    const shownAt = variant.ends.shown.indexOf(place);
    if (place >= 0 && shownAt >= 0) sources.set(name, { from: 'shown', at: shownAt });
    else {
      const number = recorder.numberOf(tensor);
      const at = trace.leaves.findIndex(({ value }) => value === number);
      if (at < 0) return undefined;
      sources.set(name, { from: 'leaf', at });
    }
  }
  return sources;
}
