/** Read off a confusion matrix: shares of a class, the worst pair; and where its cells stand. */
import { describe, expect, test } from 'vitest';
import { cellAt, cellPlace, matrixLayout } from '../../../../../webviews/training/tracks/confusion-layout';
import { matrixOf, pairAt, rightOf, worstPair } from '../../../../../webviews/training/tracks/confusion-matrix';

const matrix = (...counts: number[]) => {
  const made = matrixOf(counts, Math.sqrt(counts.length));
  if (!made) throw new Error('Expected a square of counts.');
  return made;
};

describe('a matrix', () => {
  const three = matrix(8, 2, 0, 1, 1, 0, 30, 0, 70);

  test('has shares of the true class, not of all', () => {
    expect(pairAt(three, 0, 1)).toEqual({ truth: 0, told: 1, count: 2, of: 10, share: 0.2 });
    expect(pairAt(three, 2, 0)).toMatchObject({ count: 30, of: 100, share: 0.3 });
  });

  test('has as its worst pair the one with the largest share, though others have larger counts', () => {
    expect(worstPair(three)).toMatchObject({ truth: 1, told: 0, count: 1, share: 0.5 });
  });

  test('has no worst pair where all is told right, and none of a class without images', () => {
    expect(worstPair(matrix(4, 0, 0, 5))).toBeUndefined();
    expect(worstPair(matrix(4, 0, 0, 0))).toBeUndefined();
    expect(pairAt(matrix(4, 0, 0, 0), 1, 0)).toMatchObject({ of: 0, share: 0 });
  });

  test('says how many of all are told right', () => {
    expect(rightOf(three)).toEqual({ right: 79, all: 112 });
  });

  test('is none for counts of other classes', () => {
    expect(matrixOf([1, 2, 3], 2)).toBeUndefined();
    expect(matrixOf([], 10)).toBeUndefined();
  });
});

describe.each([
  [2, 420],
  [10, 420],
  [10, 250],
  [37, 420],
  [100, 420],
])('%d classes in %d pixels', (classCount, roomPx) => {
  const layout = matrixLayout(classCount, roomPx, 80);

  test('fit, with names far enough apart', () => {
    expect(layout.widthPx).toBeLessThanOrEqual(roomPx);
    expect(layout.pitchPx * layout.labelEvery).toBeGreaterThanOrEqual(13);
  });

  test('each cell is found where it stands, and none beside them', () => {
    for (const [truth, told] of [
      [0, 0],
      [classCount - 1, 0],
      [1, classCount - 1],
    ] as const) {
      const { x, y } = cellPlace(layout, truth, told);
      expect(cellAt(layout, x, y)).toEqual({ truth, told });
      expect(cellAt(layout, x + layout.pitchPx - 1, y + layout.pitchPx - 1)).toEqual({ truth, told });
    }
    expect(cellAt(layout, layout.left - 1, layout.top)).toBeUndefined();
    expect(cellAt(layout, layout.widthPx, layout.top)).toBeUndefined();
    expect(cellAt(layout, layout.left, layout.heightPx - 1)).toBeUndefined();
  });
});
