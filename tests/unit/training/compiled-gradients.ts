/**
 * Compares compiled training with oracles, one step at a time, from one state each time, so that differences don't add up;
 * gradients, not weights, since adaptive optimizers blow the last bits of a gradient near zero up to a whole update.
 */
import * as tf from '@tensorflow/tfjs';
import { expect } from 'vitest';
import type { Experiment } from '../../../src/authoring/experiment';
import type { StateValue } from '../../../src/base/state-value';
import { runEagerly } from '../../../src/engine/eager-step';
import type { Engine } from '../../../src/engine/engine';
import { StepProbes } from '../../../src/training/step-probes';
import type { Observation } from '../../../src/training/training-step';
import { build } from './in-process';

/** Of the norm of a gradient, unless a test says otherwise. */
const TOLERANCE = 1e-5;
/** Of the norm of the largest gradient of the step: some are nothing but rounding, as of a bias before a batch norm. */
const FLOOR = 1e-6;
/** What weights are multiplied by to leave a kink; in a convolution of thousands of units the next one may be near. */
const NUDGES = [1.001, 0.998, 1.003];

const eagerOn = (backend: string): Engine => ({
  name: 'onnx',
  threads: 1,
  detail: `${backend}, eager`,
  versions: {},
  prepare: runEagerly,
  dispose: () => undefined,
});

export interface Agreement {
  /** The compiled one. */
  readonly engine: Engine;
  /** tfjs' backends that compute kernel by kernel. */
  readonly oracles: readonly string[];
  /** The steps that are compared, counted from 0. */
  readonly from?: number;
  readonly to: number;
  /** Of the norm of a gradient. */
  readonly tolerance?: number;
}

/** @returns why steps were not compiled, if they were not */
export async function expectEqualGradients(
  make: () => Experiment,
  { engine, oracles, from = 0, to, tolerance = TOLERANCE }: Agreement,
): Promise<string[]> {
  const fallbacks: string[] = [];
  const startOn = async (backend: string, on: Engine) => {
    await tf.setBackend(backend);
    return { backend, ...(await build(make, 7, on, ({ message }) => fallbacks.push(message))) };
  };
  const ours = await startOn('onnx', engine);
  const theirs: (typeof ours)[] = [];
  for (const oracle of oracles) theirs.push(await startOn(oracle, eagerOn(oracle)));
  const weights = ours.state.weights.filter(({ trainable }) => trainable);
  const probes = new StepProbes(weights.map(({ name }) => ({ of: name, thing: 'gradient', statistic: 'values' })));
  const stepFrom = async ({ backend, state, step }: typeof ours, start: StateValue) => {
    await tf.setBackend(backend);
    state.restore(start);
    const { scalars, probed } = step.run(probes);
    return { scalars, probed };
  };
  const differencesFrom = async (start: StateValue): Promise<string[]> => {
    const expected = [];
    for (const oracle of theirs) expected.push(await stepFrom(oracle, start));
    const got = await stepFrom(ours, start);
    return expected.flatMap((one, at) => differences(got, one, tolerance).map((said) => `${oracles[at]}: ${said}`));
  };
  let [compared, kinks] = [0, 0];
  ours.state.step = from;
  while (ours.state.step < to) {
    const start = ours.state.capture();
    const found = await differencesFrom(start);
    const end = ours.state.capture();
    // Rectifiers have kinks, where the last bit of a sum decides which derivative is taken: about 3 in 100 steps of the
    // convolutional GANs meet one. A small change of the weights makes both agree again, which no change does where the
    // compiled step is wrong.
    compared++;
    if (found.length > 0) {
      kinks++;
      const isKink = async (factor: number) => (await differencesFrom(nudged(start, weights, factor))).length === 0;
      let left = false;
      for (const factor of NUDGES) left ||= await isKink(factor);
      expect(left, `after step ${from + compared}: ${found.join('; ')}`).toBe(true);
    }
    await tf.setBackend('onnx');
    ours.state.restore(end);
  }
  expect(kinks, 'steps at a kink').toBeLessThanOrEqual((to - from) / 3);
  return fallbacks;
}

type Shown = Pick<Observation, 'scalars' | 'probed'>;

function differences(got: Shown, expected: Shown, tolerance: number): string[] {
  const found: string[] = [];
  const norms = Object.values(expected.probed).map(({ values }) => norm(values));
  const floor = FLOOR * Math.max(...norms);
  expect(norms.length).toBeGreaterThan(1);
  for (const [probe, { values }] of Object.entries(expected.probed)) {
    const ours = got.probed[probe]!.values;
    expect(ours.length).toBe(values.length);
    const difference = norm(Float64Array.from(ours, (value, at) => value - values[at]!));
    if (!(difference <= tolerance * norm(values) + floor)) found.push(`${probe} by ${difference} of ${norm(values)}`);
  }
  for (const [name, value] of Object.entries(expected.scalars)) {
    const difference = Math.abs(got.scalars[name]! - value);
    if (!(difference <= 1e-5 * (1 + Math.abs(value)))) found.push(`${name} by ${difference} of ${value}`);
  }
  return found;
}

function nudged(start: StateValue, weights: readonly { readonly name: string }[], factor: number): StateValue {
  const changed = new Map(start);
  for (const { name } of weights) {
    const entry = start.get(name)!;
    const values = new Float32Array(entry.bytes.slice().buffer).map((value) => value * factor);
    changed.set(name, { ...entry, bytes: new Uint8Array(values.buffer) });
  }
  return changed;
}

const norm = (values: ArrayLike<number>): number => Math.sqrt(Array.from(values).reduce((sum, x) => sum + x * x, 0));
