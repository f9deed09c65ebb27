import { expect, test } from 'vitest';
import type { Finding } from '../../../../src/protocol/findings';
import { placeFindings } from '../../../../webviews/training/findings-lane';

const began = (begunAtStep: number): Finding => ({
  title: `at ${begunAtStep}`,
  severity: 'warning',
  begunAtStep,
  noticedAtStep: begunAtStep + 10,
});

test('findings stand where they began, in the order of time, and none lies over the next', () => {
  const placed = placeFindings([began(600), began(100), began(150)], { from: 0, to: 1000 }, 500);
  expect(placed.map(({ finding, x }) => [finding.begunAtStep, x])).toEqual([
    [100, 50],
    [150, 75],
    [600, 300],
  ]);
  expect(placed[0]?.roomPx).toBeLessThanOrEqual(25);
  expect(placed[1]?.roomPx).toBe(200);
});

test('those that began outside of what is seen are left out; of those at one step each keeps something', () => {
  const placed = placeFindings([began(50), began(500), began(500), began(2000)], { from: 100, to: 1100 }, 500);
  expect(placed.map(({ finding }) => finding.begunAtStep)).toEqual([500, 500]);
  for (const { roomPx } of placed) expect(roomPx).toBeGreaterThan(20);
});
