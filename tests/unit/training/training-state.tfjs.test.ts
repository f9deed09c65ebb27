/** The training state as a value: complete, named by role, and put back to the bit. */
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, test } from 'vitest';
import { hashState } from '../../../src/store/state-hash';
import { build, startPlainEngine } from './in-process';
import { tinyAutoencoder, tinyGan, tinyOwnStep } from './tiny-experiments';

beforeAll(startPlainEngine);

const families = { gan: tinyGan, autoencoder: tinyAutoencoder, 'own step': tinyOwnStep };

describe.each(Object.entries(families))('the state of a %s', (_name, make) => {
  test('is the same for the same seed, and another for another', async () => {
    const [first, again, other] = [await build(make, 7), await build(make, 7), await build(make, 8)];
    expect(hashState(first.state.capture())).toBe(hashState(again.state.capture()));
    expect(hashState(first.state.capture())).not.toBe(hashState(other.state.capture()));
  });

  test('after a restore in the middle, training goes on as if it had never stopped', async () => {
    const straight = await build(make);
    const interrupted = await build(make);
    for (let i = 0; i < 9; i++) straight.step.run();
    for (let i = 0; i < 4; i++) interrupted.step.run();
    const middle = interrupted.state.capture();
    const rebuilt = await build(make);
    rebuilt.state.restore(middle);
    for (let i = 0; i < 5; i++) rebuilt.step.run();
    expect(rebuilt.state.step).toBe(9);
    expect(hashState(rebuilt.state.capture())).toBe(hashState(straight.state.capture()));
  });

  test('a captured state does not change while training goes on', async () => {
    const { state, step } = await build(make);
    const before = state.capture();
    const hash = hashState(before);
    step.run();
    expect(hashState(before)).toBe(hash);
    expect(hashState(state.capture())).not.toBe(hash);
  });

  test('steps leave no tensor behind', async () => {
    const { step } = await build(make);
    step.run();
    const { numTensors } = tf.memory();
    for (let i = 0; i < 5; i++) step.run();
    step.evaluate();
    expect(tf.memory().numTensors).toBe(numTensors);
  });
});

test('entries are named by role, with the optimizer slots beside their weights', async () => {
  const { state } = await build(tinyGan);
  expect([...state.capture().keys()].sort()).toEqual(
    [
      ...['generator/dense_1', 'generator/dense_2', 'discriminator/dense_1', 'discriminator/dense_2'].flatMap((layer) =>
        ['kernel', 'bias'].flatMap((weight) => ['', '/rms', '/momentum'].map((slot) => `${layer}/${weight}${slot}`)),
      ),
      ...['generator', 'discriminator'].flatMap((phase) => [
        `optimizers/${phase}/iterations`,
        `optimizers/${phase}/learningRate`,
      ]),
      'noise',
      'step',
      'user/state',
    ].sort(),
  );
  const named = await build(tinyAutoencoder);
  expect([...named.state.capture().keys()]).toContain('encoder/codings/kernel');
});

test('a state of other models is refused with what differs, and nothing is changed', async () => {
  const { state } = await build(tinyGan);
  const other = await build(tinyAutoencoder);
  const hash = hashState(state.capture());
  expect(() => state.restore(other.state.capture())).toThrow(
    /does not fit the experiment: it has no generator\/dense_1\/kernel/,
  );
  const resized = new Map(state.capture()).set('generator/dense_1/bias', {
    dtype: 'F32',
    shape: [5],
    bytes: new Uint8Array(20),
  });
  expect(() => state.restore(resized)).toThrow(/generator\/dense_1\/bias expected float32 \[6\], got F32 \[5\]/);
  expect(hashState(state.capture())).toBe(hash);
});

test('a changed learning rate is part of the state', async () => {
  const { state, experiment } = await build(tinyGan);
  const before = state.capture();
  const { optimizer } = experiment.optimizers.generator!;
  (optimizer as unknown as { learningRate: number }).learningRate = 0.5;
  expect(hashState(state.capture())).not.toBe(hashState(before));
  state.restore(before);
  expect((optimizer as unknown as { learningRate: number }).learningRate).toBe(0.001);
});
