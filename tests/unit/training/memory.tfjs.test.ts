/**
 * No step leaves anything behind, compiled or followed, looked into or not; and what is disposed is gone. Tensors are counted
 * one by one; what the process holds beside them, native memory too, shows over thousands of steps, in the full lane.
 */
import v8 from 'node:v8';
import vm from 'node:vm';
import * as tf from '@tensorflow/tfjs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Engine } from '../../../src/engine/engine';
import { installRandomness } from '../../../src/loading/tfjs-randomness';
import { LayerStatistics } from '../../../src/looking/layer-statistics';
import { models } from '../../models/models';
import { startOnnx } from '../engine/engines';
import { build, randomness } from './in-process';
import { tinyOwnStep } from './tiny-experiments';

let engine: Engine;
beforeAll(async () => {
  engine = await startOnnx();
  installRandomness(randomness);
});
afterAll(() => engine.dispose());

v8.setFlagsFromString('--expose_gc');
const collectGarbage = vm.runInNewContext('gc') as () => void;

const FULL = process.env.GIBBON_FULL === '1';

/** What the process holds, in MB, once garbage has had a chance to go. */
async function residentMb(): Promise<number> {
  for (let i = 0; i < 3; i++) {
    collectGarbage();
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return process.memoryUsage().rss / 2 ** 20;
}

const held = () => ({ tensors: tf.memory().numTensors, dataIds: tf.engine().backend.numDataIds() });

/** Garbage that has not been collected yet comes and goes; a leak of one small tensor a step would be ten times this. */
const ALLOWED_MB = 60;
const [BEFORE, STEPS] = FULL ? [2000, 10_000] : [60, 200];
/** V8's heap first grows to the size that it likes, which differs between Nodes. */
const [FOLLOWED_BEFORE, FOLLOWED] = FULL ? [3000, 2000] : [30, 60];
const [REPEATED_BEFORE, REPEATED] = FULL ? [20, 40] : [2, 5];

test('steps of the GAN of dense layers, every fiftieth looked into', async () => {
  const { step, state, experiment } = await build(() => models['MLP GAN']!({ width: 0.25 }), 7, engine);
  const { probes } = new LayerStatistics(experiment, state);
  const train = (steps: number) => {
    const until = state.step + steps;
    while (state.step < until) {
      if (state.step % 50 === 0) step.run(probes);
      else step.runSome(Math.min(50 - (state.step % 50), until - state.step));
    }
  };
  train(BEFORE);
  const [before, tensors] = [await residentMb(), held()];
  train(STEPS);
  expect(held()).toEqual(tensors);
  if (FULL) expect((await residentMb()) - before).toBeLessThan(ALLOWED_MB);
  step.dispose();
});

test('steps that are followed, because their code is not known', async () => {
  const { step } = await build(tinyOwnStep, 7, engine);
  for (let i = 0; i < FOLLOWED_BEFORE; i++) step.run();
  const [before, tensors] = [await residentMb(), held()];
  for (let i = 0; i < FOLLOWED; i++) step.run();
  expect(held()).toEqual(tensors);
  if (FULL) expect((await residentMb()) - before).toBeLessThan(ALLOWED_MB);
  step.dispose();
});

test('making a step ready, running and disposing it, again and again, leaves nothing behind', async () => {
  const { step, state } = await build(() => models['dense autoencoder']!({ width: 0.25 }), 7, engine);
  const program = step;
  const once = () => {
    const runner = engine.prepare(program, () => undefined);
    for (let i = 0; i < 4; i++) state.step += runner.run(1).length;
    runner.dispose();
  };
  for (let i = 0; i < REPEATED_BEFORE; i++) once();
  const [before, tensors] = [await residentMb(), held()];
  for (let i = 0; i < REPEATED; i++) once();
  expect(held()).toEqual(tensors);
  if (FULL) expect((await residentMb()) - before).toBeLessThan(ALLOWED_MB);
  step.dispose();
});
