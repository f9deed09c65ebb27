/** The orthogonal start is tfjs' own, to its rounding, from the same random numbers. */
import { createRequire } from 'node:module';
import type * as tfCore from '@tensorflow/tfjs-core';
import { initializers } from '@tensorflow/tfjs-layers';
import { beforeAll, describe, expect, test } from 'vitest';
import { installRandomness, type RandomnessSource } from '../../../src/loading/tfjs-randomness';
import { NoiseGenerator } from '../../../src/noise/noise-generator';

const core = createRequire(__filename)('@tensorflow/tfjs') as typeof tfCore;
const randomness: RandomnessSource = { current: new NoiseGenerator(3) };
const SHAPES = [
  [6, 6],
  [12, 5],
  [5, 12],
  [3, 2, 4],
  [2, 3, 40],
];

interface Orthogonal {
  apply(shape: number[], dtype?: string): tfCore.Tensor;
}
const orthogonal = (options: { gain?: number; seed?: number }) => initializers.orthogonal(options) as Orthogonal;
const tfjsOwn = (Object.getPrototypeOf(orthogonal({})) as Orthogonal).apply;

beforeAll(() => installRandomness(randomness));

describe.each(SHAPES.map((shape) => [shape]))('of shape %j', (shape) => {
  test.each([{}, { gain: 1.7 }, { seed: 11 }])('with %j it is what tfjs makes', (options) => {
    const initializer = orthogonal(options);
    randomness.current = new NoiseGenerator(5);
    const ours = initializer.apply(shape);
    randomness.current = new NoiseGenerator(5);
    const theirs = tfjsOwn.call(initializer, shape);
    expect(ours.shape).toEqual(theirs.shape);
    const [mine, wanted] = [ours.dataSync(), theirs.dataSync()];
    mine.forEach((value, at) => expect(value).toBeCloseTo(wanted[at] ?? NaN, 5));
  });
});

test('its columns have length 1 and stand at right angles, also where tfjs takes long', () => {
  const matrix = orthogonal({}).apply([400, 100]) as tfCore.Tensor2D;
  const products = core.matMul(matrix, matrix, true, false).dataSync();
  for (let row = 0; row < 100; row++)
    for (let column = 0; column < 100; column++)
      expect(products[row * 100 + column]).toBeCloseTo(row === column ? 1 : 0, 5);
});

test('what tfjs refuses is refused in its words', () => {
  expect(() => orthogonal({}).apply([4])).toThrow('Shape must be at least 2D.');
  expect(() => orthogonal({}).apply([4, 4], 'bool')).toThrow('Unsupported data type bool.');
});
