import { interpolateViridis, rgb } from 'd3';
import { expect, test } from 'vitest';
import { viridis } from '../../../src/base/viridis';

test('it is d3’s viridis to within five shades of a channel, and clamps what lies beyond', () => {
  for (let share = 0; share <= 1; share += 1 / 128) {
    const { r, g, b } = rgb(interpolateViridis(share));
    const [red, green, blue] = viridis(share);
    for (const [ours, theirs] of [
      [red, r],
      [green, g],
      [blue, b],
    ] as const)
      expect(Math.abs(ours - theirs), `at ${share}`).toBeLessThanOrEqual(5);
  }
  expect(viridis(-1)).toEqual(viridis(0));
  expect(viridis(2)).toEqual(viridis(1));
});
