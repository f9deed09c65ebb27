/**
 * Probes of a training step: what is to be seen of it beside its own numbers. Each is an extra output of the same step,
 * there when it is asked for and absent otherwise.
 */
import * as tf from '@tensorflow/tfjs-core';
import type { Probes } from '../engine/step-program';

/**
 * - activation: what a layer gives out, in the phase that trains its model where there is one
 * - gradient, update: of a weight, as its phase computes and applies it
 * - weight: before the step
 */
export type ProbedThing = 'activation' | 'gradient' | 'update' | 'weight';
/** values: the tensor itself. norm: the root of the sum of squares, in the tensor's own units. */
export type ProbeStatistic = 'values' | 'norm';

export interface Probe {
  /** A layer's name by role (generator/dense_1), or a weight's (generator/dense_1/kernel). */
  readonly of: string;
  readonly thing: ProbedThing;
  readonly statistic: ProbeStatistic;
}

export const probeName = ({ of, thing, statistic }: Probe): string => `${of}:${thing}:${statistic}`;

export class StepProbes implements Probes {
  readonly key: string;
  private readonly wanted: ReadonlyMap<string, Probe>;

  constructor(probes: readonly Probe[]) {
    this.wanted = new Map(probes.map((probe) => [probeName(probe), probe]));
    this.key = [...this.wanted.keys()].sort().join('\n');
  }

  get names(): string[] {
    return [...this.wanted.keys()];
  }

  wants(of: string, thing: ProbedThing): Probe[] {
    return (['values', 'norm'] as const).flatMap(
      (statistic) => this.wanted.get(probeName({ of, thing, statistic })) ?? [],
    );
  }
}

/** What the probes of one step have seen. Owns its tensors until they are taken. */
export class ProbedTensors {
  private readonly seen = new Map<string, tf.Tensor>();

  constructor(private readonly probes: StepProbes | undefined) {}

  wants(of: string, thing: ProbedThing): boolean {
    return this.probes !== undefined && this.probes.wants(of, thing).length > 0;
  }

  /** Looks at a tensor; a later look at the same thing replaces an earlier one. */
  see(of: string, thing: ProbedThing, tensor: tf.Tensor): void {
    for (const probe of this.probes?.wants(of, thing) ?? []) {
      const name = probeName(probe);
      this.seen.get(name)?.dispose();
      const shown = probe.statistic === 'norm' ? norm(tensor) : tf.clone(tensor);
      // It comes out of a gradient's inner scope; it is ours until the end of the step.
      this.seen.set(name, tf.keep(shown));
    }
  }

  has(of: string, thing: ProbedThing): boolean {
    return (this.probes?.wants(of, thing) ?? []).every((probe) => this.seen.has(probeName(probe)));
  }

  /** @returns by name; the caller's from now on */
  take(): Record<string, tf.Tensor> {
    const taken = Object.fromEntries(this.seen);
    this.seen.clear();
    return taken;
  }

  dispose(): void {
    for (const tensor of this.seen.values()) tensor.dispose();
    this.seen.clear();
  }
}

const norm = (tensor: tf.Tensor): tf.Tensor => tf.tidy(() => tf.sqrt(tf.sum(tf.square(tensor))));
