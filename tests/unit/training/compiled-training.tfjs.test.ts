/** Training compiled: the same numbers each time, however steps are called, looked into, interrupted and put back. */
import { afterAll, beforeAll, expect, test } from 'vitest';
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

/** Over the ends of epochs and of stages. The tenth step ends an epoch; a call of several steps first fits into the second. */
const [STEPS, STEPS_IN_STAGES] = [21, 45];
const CAPTURED_AT = 6;
const LOOKED_AT = 15;
const size = { width: process.env.GIBBON_FULL === '1' ? 1 : 0.25 };

test.each(Object.entries({ ...models, ...autoencoderFamilies, ...ganFamilies }))('%s', async (_name, make) => {
  const fallbacks: string[] = [];
  const start = () =>
    build(
      () => make(size),
      7,
      engine,
      ({ message }) => fallbacks.push(message),
    );
  const one = await start();
  const last = one.experiment.stages ? STEPS_IN_STAGES : STEPS;
  const hash = () => hashState(one.state.capture());
  const atStart = one.state.capture();
  const inOnes = [];
  const states = new Map<number, { hash: string; state: typeof atStart }>();
  while (one.state.step < last) {
    inOnes.push(one.step.run());
    if ([CAPTURED_AT, LOOKED_AT].includes(one.state.step))
      states.set(one.state.step, { hash: hash(), state: one.state.capture() });
  }
  const [captured, later] = [states.get(CAPTURED_AT)!, states.get(LOOKED_AT)!];
  expect(engine.detail).toMatch(/compiled/);

  // Another build of the model, in calls of many steps, over the ends of epochs.
  const many = await start();
  const inMany = [];
  while (many.state.step < last) inMany.push(...many.step.runSome(last - many.state.step));
  expect(inMany, 'in calls of many steps').toEqual(inOnes);
  expect(hashState(many.state.capture()), 'in calls of many steps').toBe(hash());

  // From the other's captured state on, as if it had never stopped; and from its own.
  for (const each of [many, one]) {
    each.state.restore(captured.state);
    expect(hashState(each.state.capture())).toBe(captured.hash);
    while (each.state.step < LOOKED_AT) each.step.run();
    expect(hashState(each.state.capture()), 'after a captured state was restored').toBe(later.hash);
  }

  // Looked into now and then.
  const { probes } = new LayerStatistics(one.experiment, one.state);
  one.state.restore(atStart);
  for (let i = 0; i < LOOKED_AT; i++) {
    const shown = one.step.run(i % 3 === 1 ? probes : undefined);
    expect(shown.scalars, 'with probes').toEqual(inOnes[i]!.scalars);
    if (i % 3 !== 1) continue;
    const seen = Object.keys(shown.probed).sort();
    // A stage uses some of the models only.
    if (one.experiment.stages) expect(probes.names).toEqual(expect.arrayContaining(seen));
    else expect(seen).toEqual(probes.names.sort());
  }
  expect(hash(), 'with probes').toBe(later.hash);
  expect(fallbacks).toEqual([]);
  for (const { step } of [one, many]) step.dispose();
});
