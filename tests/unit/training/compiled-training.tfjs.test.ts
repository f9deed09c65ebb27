/** Training compiled: the same numbers each time, however steps are called, looked into, interrupted and put back. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Engine } from '../../../src/engine/engine';
import { hashState } from '../../../src/store/state-hash';
import { LayerStatistics } from '../../../src/looking/layer-statistics';
import { autoencoderFamilies } from '../../models/autoencoder-families';
import { ganFamilies } from '../../models/gan-families';
import { models } from '../../models/models';
import { startOnnx } from '../engine/engines';
import { build, randomness } from './in-process';
import { installRandomness } from '../../../src/loading/tfjs-randomness';

let engine: Engine;
beforeAll(async () => {
  engine = await startOnnx();
  installRandomness(randomness);
});
afterAll(() => engine.dispose());

/** Over the ends of epochs and of stages. */
const STEPS = 45;
const small = { width: 0.25 };

describe.each(Object.entries({ ...models, ...autoencoderFamilies, ...ganFamilies }))('%s', (_name, make) => {
  const start = async () => {
    const fallbacks: string[] = [];
    const built = await build(
      () => make(small),
      7,
      engine,
      ({ message }) => fallbacks.push(message),
    );
    return { ...built, fallbacks, hash: () => hashState(built.state.capture()) };
  };

  test('trains compiled, and the same twice', async () => {
    const [first, second] = [await start(), await start()];
    const shown = [first, second].map(({ step }) => Array.from({ length: 12 }, () => step.run().scalars));
    expect(first.fallbacks).toEqual([]);
    expect(engine.detail).toMatch(/compiled/);
    expect(shown[1]).toEqual(shown[0]);
    expect(second.hash()).toBe(first.hash());
  });

  test('is the same in calls of one step and of many, over the end of an epoch', async () => {
    const [one, many] = [await start(), await start()];
    const inOnes = Array.from({ length: STEPS }, () => one.step.run());
    const inMany = [];
    while (inMany.length < STEPS) inMany.push(...many.step.runSome(STEPS - inMany.length));
    expect(inMany).toEqual(inOnes);
    expect(many.hash()).toBe(one.hash());
    expect(many.state.step).toBe(STEPS);
  });

  test('probes change no bit of it', async () => {
    const [plain, probed] = [await start(), await start()];
    const { probes } = new LayerStatistics(probed.experiment, probed.state);
    for (let i = 0; i < 12; i++) {
      const [without, withProbes] = [plain.step.run(), probed.step.run(i % 3 === 1 ? probes : undefined)];
      expect(withProbes.scalars).toEqual(without.scalars);
      if (i % 3 !== 1) continue;
      const seen = Object.keys(withProbes.probed).sort();
      // A stage uses some of the models only.
      if (probed.experiment.stages) expect(probes.names).toEqual(expect.arrayContaining(seen));
      else expect(seen).toEqual(probes.names.sort());
    }
    expect(probed.hash()).toBe(plain.hash());
    expect(probed.fallbacks).toEqual([]);
  });

  test('goes on from a captured state as if it had never stopped', async () => {
    const straight = await start();
    for (let i = 0; i < 6; i++) straight.step.run();
    const middle = straight.state.capture();
    for (let i = 0; i < 9; i++) straight.step.run();
    const resumed = await start();
    resumed.state.restore(middle);
    for (let i = 0; i < 9; i++) resumed.step.run();
    expect(resumed.hash()).toBe(straight.hash());
    straight.state.restore(middle);
    for (let i = 0; i < 9; i++) straight.step.run();
    expect(straight.hash()).toBe(resumed.hash());
  });
});
