/**
 * Arithmetic on arrays that are fed anew each time, as what an engine runs: looks at a model are such. It moves no variable.
 * Compiled once for each set of shapes, or kernel by kernel where that can't be: the same numbers, only later.
 */
import * as tf from '@tensorflow/tfjs-core';
import type { Disposable } from '../base/disposable';
import type { Engine, StepRunner } from './engine-types';
import type { StepFollower, StepProgram, StepResult } from './step-program';

/** Row-major. */
export interface FedArray {
  readonly shape: readonly number[];
  readonly values: Float32Array;
}

type Named<Name extends string, Value> = Readonly<Record<Name, Value>>;

/** @typeParam In names of what is fed @typeParam Out names of what is computed */
export class FedComputation<In extends string = string, Out extends string = string>
  implements StepProgram, Disposable
{
  /** How often it ran. */
  position = 0;
  private fed: Readonly<Record<string, FedArray>> = {};
  private readonly runner: StepRunner;

  /**
   * @param compute of tensors that belong to the caller, by the names under which they are fed
   * @param isKnownCode nothing but tfjs' and Gibbon's own code runs in it, so that once followed it stays the same
   */
  constructor(
    engine: Engine,
    private readonly compute: (inputs: Named<In, tf.Tensor>) => Named<Out, tf.Tensor>,
    private readonly isKnownCode: boolean,
  ) {
    this.runner = engine.prepare(this, () => undefined);
  }

  /** @returns what was computed, by its names; copies that nobody else holds */
  run(inputs: Named<In, FedArray>): Named<Out, FedArray> {
    this.fed = inputs;
    const [done] = this.runner.run(1);
    this.position++;
    if (!done) throw new Error('An engine ran no step.');
    return Object.fromEntries(
      Object.entries(done.arrays).map(([name, values]) => [
        name,
        { shape: done.shapes[name] ?? [values.length], values: Float32Array.from(values) },
      ]),
    ) as Record<Out, FedArray>;
  }

  fixedKey(): string | undefined {
    if (!this.isKnownCode) return undefined;
    return Object.entries(this.fed)
      .map(([name, { shape }]) => `${name} ${shape.join('×')}`)
      .join('; ');
  }

  trace(follower: StepFollower): StepResult {
    const inputs = Object.entries(this.fed).map(([name, { shape, values }]) => {
      const tensor = tf.tensor<tf.Rank>(values, [...shape]);
      follower.fed(tensor, () => this.fed[name]?.values ?? values, false);
      return [name, tensor] as const;
    });
    return { tensors: { ...this.compute(Object.fromEntries(inputs) as Record<In, tf.Tensor>) }, numbers: {} };
  }

  dispose(): void {
    this.runner.dispose();
  }
}
