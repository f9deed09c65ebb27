/** Principal components against numpy's, and maps that don't flip from one step to the next. */
import { describe, expect, test } from 'vitest';
import { ProblemError } from '../../../src/base/problem';
import { codingsOnAxes, principalComponents } from '../../../src/projection/principal-components';
import type { PlainTensor } from '../../../src/protocol/plain-tensor';
import { codings, hasFashionMnist, images, scattered } from './codings';
import { golden } from './golden';

describe.runIf(hasFashionMnist)("numpy's eigenvectors of the covariance", () => {
  test.each([
    ['10,000 codings', () => codings(10_000), golden.pcaOfCodings, 5],
    // Not by all covariances, but by those directions that matter.
    ['2,000 images', () => images(2000), golden.pcaOfImages, 3],
  ] as const)('of %s explain as much, and lead to the same places', async (_, load, expected, digits) => {
    const of = await load();
    const found = principalComponents(of, expected.explained.length);
    found.explained.forEach((share, axis) => expect(share).toBeCloseTo(expected.explained[axis]!, 7));
    expected.absolutePlaces.forEach((place, axis) =>
      expect(Math.abs(found.places.values[axis]!)).toBeCloseTo(place, digits),
    );
  });
});

/** Spread 3, 2 and 1 along its numbers, and less along the rest. */
function ellipsoid(count: number, seed?: number): PlainTensor {
  const { shape, values } = scattered(count, 5, seed);
  return { shape, values: values.map((value, at) => value * ([3, 2, 1][at % 5] ?? 0.1)) };
}

test('all axes together lead back to the codings', () => {
  const of = ellipsoid(500);
  const found = principalComponents(of, 5);
  expect(found.explained.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 10);
  codingsOnAxes(found, found.places).values.forEach((value, at) => expect(value).toBeCloseTo(of.values[at]!, 5));
});

test('places of any other number of axes lead into the codings’ space', () => {
  const found = principalComponents(ellipsoid(500), 2);
  const middle = codingsOnAxes(found, { shape: [1, 2], values: new Float32Array(2) });
  expect(middle.shape).toEqual([1, 5]);
  middle.values.forEach((value, k) => expect(value).toBeCloseTo(found.mean[k]!, 6));
});

test('axes keep their order and their way round where the codings have turned round and overtaken', () => {
  const before = principalComponents(ellipsoid(800), 2);
  // The second number has become the wider one, and both point the other way.
  const { shape, values } = ellipsoid(800);
  const turned = { shape, values: values.map((value, at) => -value * ([1, 1.8][at % 5] ?? 1)) };
  const alone = principalComponents(turned, 2);
  const after = principalComponents(turned, 2, before);
  expect(alone.explained[0]).toBeGreaterThan(alone.explained[1]!);
  expect(after.explained).toEqual([alone.explained[1], alone.explained[0]]);
  let [agreeing, all] = [0, 0];
  for (let at = 0; at < 1600; at++, all++)
    if (Math.sign(after.places.values[at]!) === Math.sign(before.places.values[at]!)) agreeing++;
  expect(agreeing / all).toBeGreaterThan(0.95);
  const back = codingsOnAxes(after, after.places);
  const lost = Math.hypot(...back.values.map((value, at) => value - turned.values[at]!)) / Math.hypot(...turned.values);
  expect(lost).toBeLessThan(0.35);
});

test('codings that are all the same lie in the middle, and explain nothing', () => {
  const found = principalComponents({ shape: [10, 3], values: new Float32Array(30).fill(2) }, 2);
  expect(found.explained).toEqual([0, 0]);
  expect([...found.places.values]).toEqual(new Array(20).fill(0));
});

test('codings of one number have one axis', () => {
  const found = principalComponents(scattered(50, 1), 2);
  expect(found.places.shape).toEqual([50, 1]);
  expect(found.explained).toEqual([1]);
});

test('the sample whose coding is no number any more is named', () => {
  const values = scattered(10, 4).values;
  values[4 * 3 + 2] = NaN;
  expect(() => principalComponents({ shape: [10, 4], values }, 2)).toThrow(ProblemError);
  expect(() => principalComponents({ shape: [10, 4], values }, 2)).toThrow(
    'Expected finite codings, got NaN in number 2 of the coding of sample 3.',
  );
});
