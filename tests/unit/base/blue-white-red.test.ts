import { expect, test } from 'vitest';
import { blueWhiteRed } from '../../../src/base/blue-white-red';

// ColorBrewer's RdBu of 11 colours, from its last to its first: https://colorbrewer2.org/?type=diverging&scheme=RdBu&n=11
test.each([
  [-1, [5, 48, 97]],
  [-0.4, [146, 197, 222]],
  [0, [255, 255, 255]],
  [0.6, [214, 96, 77]],
  [1, [103, 0, 31]],
])('%d is the colour of the scheme', (share, colour) => {
  expect(blueWhiteRed(share).map(Math.round)).toEqual(colour);
});

test('between two of its colours lies their mean, and beyond its ends the end', () => {
  expect(blueWhiteRed(0.1)[1]).toBeCloseTo((255 + 219) / 2);
  expect([blueWhiteRed(-7), blueWhiteRed(7)]).toEqual([blueWhiteRed(-1), blueWhiteRed(1)]);
});
