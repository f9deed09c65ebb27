/** Every model at its own size: 200 steps twice, once more from a state in the middle, and 20 random steps replayed, to the bit. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { NoiseGenerator } from '../../../src/noise/noise-generator';
import type { StateValue } from '../../../src/base/state-value';
import type { Engine } from '../../../src/engine/engine';
import { installRandomness } from '../../../src/loading/tfjs-randomness';
import { hashState } from '../../../src/store/state-hash';
import { models } from '../../models/models';
import { startOnnx } from '../engine/engines';
import { build, randomness } from './in-process';

const STEPS = 200;
const KEEP_EVERY = 20;

let engine: Engine;
beforeAll(async () => {
  engine = await startOnnx();
  installRandomness(randomness);
});
afterAll(() => engine.dispose());

describe.each(Object.entries(models))('%s', (_name, make) => {
  test('repeats, resumes and replays to the bit', async () => {
    const fallbacks: string[] = [];
    const start = () =>
      build(
        () => make(),
        7,
        engine,
        ({ message }) => fallbacks.push(message),
      );
    const first = await start();
    const hashes: string[] = [];
    const kept = new Map<number, StateValue>();
    for (let step = 0; step <= STEPS; step++) {
      const value = first.state.capture();
      hashes.push(hashState(value));
      if (step % KEEP_EVERY === 0) kept.set(step, value);
      if (step < STEPS) first.step.run();
    }
    const second = await start();
    while (second.state.step < STEPS) second.step.runSome(STEPS - second.state.step);
    expect(hashState(second.state.capture())).toBe(hashes[STEPS]);

    const resumed = await start();
    resumed.state.restore(kept.get(STEPS / 2)!);
    while (resumed.state.step < STEPS) resumed.step.runSome(STEPS - resumed.state.step);
    expect(hashState(resumed.state.capture())).toBe(hashes[STEPS]);

    for (const at of new NoiseGenerator(3).permutation(STEPS).subarray(0, 20)) {
      first.state.restore(kept.get(at - (at % KEEP_EVERY))!);
      while (first.state.step < at) first.step.runSome(at - first.state.step);
      expect(hashState(first.state.capture()), `step ${at}`).toBe(hashes[at]);
    }
    expect(fallbacks).toEqual([]);
    expect(engine.detail).toMatch(/compiled/);
    for (const { step } of [first, second, resumed]) step.dispose();
  });
});
