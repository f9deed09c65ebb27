import { expect, test } from 'vitest';
import { fitToPixels, medianOf, speakingColumns } from '../../../../webviews/common/histogram-columns';

const stretch = (columns: number[][], stepsAColumn = 1) => ({
  fromStep: 0,
  stepsAColumn,
  columns: columns.length,
  bins: columns[0]?.length ?? 0,
  counts: Float32Array.from(columns.flat()),
});

test('a record speaks for the empty columns before it, since it sums them up', () => {
  const empty = [0, 0];
  expect([...speakingColumns(stretch([empty, empty, [1, 0], empty, empty, [0, 1], empty]))]).toEqual([
    2, 2, 2, 5, 5, 5, -1,
  ]);
});

test('a gap far longer than usual stays a gap', () => {
  const columns = Array.from({ length: 20 }, (_, i) => ([1, 3, 5, 19].includes(i) ? [1] : [0]));
  const speaking = speakingColumns(stretch(columns));
  expect(speaking[10]).toBe(-1);
  expect(speaking[18]).toBe(19);
});

test('pixels get shares, weighted by how much of each column they cover', () => {
  const fitted = fitToPixels(
    stretch([
      [4, 0],
      [0, 4],
      [2, 2],
    ]),
    2,
    (pixel) => pixel * 1.5,
  );
  expect([...fitted].map((share) => Math.round(share * 1000) / 1000)).toEqual([0.667, 0.333, 0.333, 0.667]);
});

test('every pixel with records sums to one, others to nothing', () => {
  const fitted = fitToPixels(
    stretch(
      [
        [1, 3],
        [2, 2],
      ],
      10,
    ),
    4,
    (pixel) => pixel * 10,
  );
  expect([fitted[0]! + fitted[1]!, fitted[2]! + fitted[3]!, fitted[4]! + fitted[5]!]).toEqual([1, 1, 0]);
});

test('the median lies within its bin', () => {
  expect(medianOf(Float32Array.of(0, 4, 0, 0))).toBeCloseTo(0.375);
  expect(medianOf(Float32Array.of(1, 1, 1, 1))).toBeCloseTo(0.5);
  expect(medianOf(new Float32Array(4))).toBeNaN();
});
