/**
 * Compiled training against its oracles: the same kernels one by one, and TensorFlow's own. One step at a time, from the
 * oracle's state each time, so that differences don't add up; gradients, not weights, since adaptive optimizers blow the last
 * bits of a gradient near zero up to a whole update.
 */
import * as tf from '@tensorflow/tfjs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { runEagerly } from '../../../src/engine/eager-step';
import type { Engine } from '../../../src/engine/engine';
import { installRandomness } from '../../../src/loading/tfjs-randomness';
import { probeName, StepProbes } from '../../../src/training/step-probes';
import { models } from '../../models/models';
import { startOnnx, startReferences } from '../engine/engines';
import { build, randomness } from './in-process';

const STEPS = 20;
/** Of the norm of a gradient. */
const TOLERANCE = 1e-5;
/** Of the norm of the largest gradient of the step: some are nothing but rounding, as of a bias before a batch norm. */
const FLOOR = 1e-6;
const small = { width: 0.25 };

let engine: Engine;
/** TensorFlow where it is there. */
let reference: string;
beforeAll(async () => {
  engine = await startOnnx();
  reference = (await startReferences()).at(-1) ?? 'cpu';
  installRandomness(randomness);
});
afterAll(() => engine.dispose());

const eagerOn = (backend: string): Engine => ({
  name: 'onnx',
  threads: 1,
  detail: `${backend}, eager`,
  versions: {},
  prepare: runEagerly,
  dispose: () => undefined,
});

describe.each(Object.entries(models))('%s: compiled gradients are those', (_name, make) => {
  const startOn = async (backend: string, on: Engine) => {
    await tf.setBackend(backend);
    return build(() => make(small), 7, on);
  };

  test.each(['onnx', 'reference'])('of %s, kernel by kernel', async (oracleName) => {
    const oracleBackend = oracleName === 'onnx' ? 'onnx' : reference;
    const ours = await startOn('onnx', engine);
    const oracle = await startOn(oracleBackend, eagerOn(oracleBackend));
    const probes = new StepProbes(
      ours.state.weights
        .filter(({ trainable }) => trainable)
        .map(({ name }) => ({ of: name, thing: 'gradient', statistic: 'values' })),
    );
    for (let i = 0; i < STEPS; i++) {
      await tf.setBackend(oracleBackend);
      const from = oracle.state.capture();
      const expected = oracle.step.run(probes);
      await tf.setBackend('onnx');
      ours.state.restore(from);
      const got = ours.step.run(probes);
      expect(engine.detail).toMatch(/compiled/);
      const norms = Object.values(expected.probed).map(({ values }) => norm(values));
      const floor = FLOOR * Math.max(...norms);
      expect(norms.length).toBeGreaterThan(3);
      for (const { name, trainable } of ours.state.weights) {
        if (!trainable) continue;
        const probe = probeName({ of: name, thing: 'gradient', statistic: 'values' });
        const [a, b] = [got.probed[probe]!.values, expected.probed[probe]!.values];
        expect(a.length).toBe(b.length);
        const difference = norm(Float64Array.from(a, (value, at) => value - b[at]!));
        expect(difference, `step ${i}, ${probe}: ${difference} of ${norm(b)}`).toBeLessThanOrEqual(
          TOLERANCE * norm(b) + floor,
        );
      }
      for (const [name, value] of Object.entries(expected.scalars))
        expect(Math.abs(got.scalars[name]! - value), `step ${i}, ${name}`).toBeLessThanOrEqual(
          1e-5 * (1 + Math.abs(value)),
        );
    }
  });
});

const norm = (values: ArrayLike<number>): number => Math.sqrt(Array.from(values).reduce((sum, x) => sum + x * x, 0));
