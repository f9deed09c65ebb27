/** The colours of feature maps, pixel by pixel, from numbers that were chosen. */
import { decode } from 'fast-png';
import { expect, test } from 'vitest';
import { blueWhiteRed } from '../../../src/base/blue-white-red';
import { viridis } from '../../../src/base/viridis';
import { mapAtlas } from '../../../src/looking/map-atlas';

/** Colour of each pixel, row by row. */
function coloursOf(png: Uint8Array): (readonly number[])[] {
  const { data, palette = [] } = decode(png);
  return [...data].map((index) => palette[index] ?? []);
}

const rounded = (colour: readonly number[]) => colour.map(Math.round);

test('numbers that are never below zero go from dark at 0 to light at the largest, one map beside the other', () => {
  // 1 × 2 pixels of three channels: the maps are [0, 4], [1, 2], [0, 0].
  const output = { values: [0, 1, 0, 4, 2, 0], height: 1, width: 2, channels: 3 };
  const { picture, ...figures } = mapAtlas(output, 3, 2);
  expect(figures).toEqual({ smallest: 0, largest: 4, dead: 1 });
  expect([picture.width, picture.height]).toEqual([4, 2]);
  const shares = [0, 1, 0.25, 0.5, 0, 0, 0, 0];
  coloursOf(picture.png).forEach((colour, pixel) =>
    colour.forEach((shade, channel) =>
      // 255 steps: half a step is at most one shade.
      expect(Math.abs(shade - (viridis(shares[pixel] ?? NaN)[channel] ?? NaN))).toBeLessThanOrEqual(1.5),
    ),
  );
});

test('with numbers below zero 0 is white, and both ends are as far from it', () => {
  const { picture } = mapAtlas({ values: [-1, 0, 2, -2], height: 2, width: 2, channels: 1 }, 1, 1);
  const expected = [-0.5, 0, 1, -1].map((share) => rounded(blueWhiteRed(share)));
  coloursOf(picture.png).forEach((colour, pixel) =>
    colour.forEach((shade, channel) =>
      expect(Math.abs(shade - (expected[pixel]?.[channel] ?? NaN))).toBeLessThanOrEqual(2),
    ),
  );
});

test('what is no number has a colour that no scale has, and changes none', () => {
  const { picture, ...figures } = mapAtlas({ values: [NaN, 1, Infinity, 0], height: 2, width: 2, channels: 1 }, 1, 1);
  expect(figures).toEqual({ smallest: 0, largest: 1, dead: 0 });
  expect(coloursOf(picture.png)).toEqual([[255, 0, 255], rounded(viridis(1)), [255, 0, 255], rounded(viridis(0))]);
});

test('where nothing is finite there are no ends, and where all is 0 all is dark', () => {
  expect(mapAtlas({ values: [NaN], height: 1, width: 1, channels: 1 }, 1, 1)).toMatchObject({
    smallest: NaN,
    largest: NaN,
  });
  const { picture, dead } = mapAtlas({ values: [0, 0], height: 1, width: 1, channels: 2 }, 2, 2);
  expect([dead, coloursOf(picture.png)]).toEqual([2, [rounded(viridis(0)), rounded(viridis(0))]]);
});
