import { expect, test } from 'vitest';
import { isCheckpointDue } from '../../../src/trainer/checkpoint-cadence';

const inEpoch = { isEndOfEpoch: false, sinceLastMs: 100, hasRoom: true };

test('the end of an epoch is kept while the budget of looking has room', () => {
  expect(isCheckpointDue(inEpoch)).toBe(false);
  expect(isCheckpointDue({ ...inEpoch, isEndOfEpoch: true })).toBe(true);
});

test('epochs that are over in no time are not kept one by one, but every ten seconds', () => {
  const endOfEpoch = { ...inEpoch, isEndOfEpoch: true, hasRoom: false };
  expect(isCheckpointDue(endOfEpoch)).toBe(false);
  expect(isCheckpointDue({ ...endOfEpoch, sinceLastMs: 10_001 })).toBe(true);
});

test('after half a minute a run is kept in the middle of an epoch, room or not', () => {
  expect(isCheckpointDue({ ...inEpoch, sinceLastMs: 30_001, hasRoom: false })).toBe(true);
});
