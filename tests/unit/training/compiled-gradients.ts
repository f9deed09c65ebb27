/**
 * Compares compiled training with an oracle, one step at a time, from the oracle's state each time, so that differences don't
 * add up; gradients, not weights, since adaptive optimizers blow the last bits of a gradient near zero up to a whole update.
 */
import * as tf from '@tensorflow/tfjs';
import { expect } from 'vitest';
import type { Experiment } from '../../../src/authoring/experiment';
import { runEagerly } from '../../../src/engine/eager-step';
import type { Engine } from '../../../src/engine/engine';
import { probeName, StepProbes } from '../../../src/training/step-probes';
import { build } from './in-process';

/** Of the norm of a gradient, unless a test says otherwise. */
const TOLERANCE = 1e-5;
/** Of the norm of the largest gradient of the step: some are nothing but rounding, as of a bias before a batch norm. */
const FLOOR = 1e-6;

const eagerOn = (backend: string): Engine => ({
  name: 'onnx',
  threads: 1,
  detail: `${backend}, eager`,
  versions: {},
  prepare: runEagerly,
  dispose: () => undefined,
});

/**
 * @param engine the compiled one
 * @param oracle tfjs' backend that computes kernel by kernel
 * @param tolerance of the norm of a gradient
 * @returns why steps were not compiled, if they were not
 */
export async function expectGradientsOf(
  oracle: string,
  make: () => Experiment,
  engine: Engine,
  steps: number,
  tolerance = TOLERANCE,
): Promise<string[]> {
  const fallbacks: string[] = [];
  const startOn = async (backend: string, on: Engine) => {
    await tf.setBackend(backend);
    return build(make, 7, on, ({ message }) => fallbacks.push(message));
  };
  const ours = await startOn('onnx', engine);
  const theirs = await startOn(oracle, eagerOn(oracle));
  const probes = new StepProbes(
    ours.state.weights
      .filter(({ trainable }) => trainable)
      .map(({ name }) => ({ of: name, thing: 'gradient', statistic: 'values' })),
  );
  for (let i = 0; i < steps; i++) {
    await tf.setBackend(oracle);
    const from = theirs.state.capture();
    const expected = theirs.step.run(probes);
    await tf.setBackend('onnx');
    ours.state.restore(from);
    const got = ours.step.run(probes);
    const norms = Object.values(expected.probed).map(({ values }) => norm(values));
    const floor = FLOOR * Math.max(...norms);
    expect(norms.length).toBeGreaterThan(1);
    for (const { name, trainable } of ours.state.weights) {
      if (!trainable) continue;
      const probe = probeName({ of: name, thing: 'gradient', statistic: 'values' });
      const [a, b] = [got.probed[probe]!.values, expected.probed[probe]!.values];
      expect(a.length).toBe(b.length);
      const difference = norm(Float64Array.from(a, (value, at) => value - b[at]!));
      expect(difference, `step ${i}, ${probe}: ${difference} of ${norm(b)}`).toBeLessThanOrEqual(
        tolerance * norm(b) + floor,
      );
    }
    for (const [name, value] of Object.entries(expected.scalars))
      expect(Math.abs(got.scalars[name]! - value), `step ${i}, ${name}`).toBeLessThanOrEqual(
        1e-5 * (1 + Math.abs(value)),
      );
  }
  return fallbacks;
}

const norm = (values: ArrayLike<number>): number => Math.sqrt(Array.from(values).reduce((sum, x) => sum + x * x, 0));
