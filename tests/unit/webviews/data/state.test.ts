import { describe, expect, test } from 'vitest';
import type { Problem } from '../../../../src/base/problem';
import { failure, ok } from '../../../../src/base/result';
import type { DatasetPreview } from '../../../../src/protocol/dataset-preview';
import { type DataMessage, initialState, largestClass, reduce } from '../../../../webviews/data/state';

const preview: DatasetPreview = {
  name: 'pets',
  description: '',
  samples: 'images',
  shape: [8, 8, 1],
  range: [0, 1],
  splits: { train: 3, validation: 0, test: 1 },
  classes: [
    { name: 'cat', train: 2, test: 1 },
    { name: 'dog', train: 1, test: 0 },
  ],
  histogram: { counts: [1], of: 3 },
};
const problem: Problem = { message: 'It is broken.', blame: 'experiment' };

const after = (...messages: readonly DataMessage[]) => messages.reduce(reduce, initialState);

describe('what the Data panel knows', () => {
  test('is a preview once there is one, and no other is left when it fails', () => {
    const shown = after({ kind: 'asked' }, { kind: 'answered', answer: ok(preview) });
    expect(shown).toEqual({ ...initialState, preview });
    expect(reduce(shown, { kind: 'answered', answer: failure(problem) })).toEqual({ ...initialState, problem });
  });

  test('keeps the preview while it is read again, and forgets what was wrong', () => {
    const again = after(
      { kind: 'answered', answer: ok(preview) },
      { kind: 'failed', trouble: problem },
      { kind: 'asked' },
    );
    expect(again).toEqual({ ...initialState, preview, isReading: true });
  });

  test('is told what takes long only while it reads', () => {
    expect(after({ kind: 'asked' }, { kind: 'told', activity: 'reading' }).activity).toBe('reading');
    expect(after({ kind: 'told', activity: 'reading' })).toEqual(initialState);
  });

  test('a full bar stands for the largest class, both splits together', () => {
    expect(largestClass(preview)).toBe(3);
    expect(largestClass({ ...preview, classes: [] })).toBe(1);
  });
});
