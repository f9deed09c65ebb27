/** The figures of a status: means over the last hundred steps, the newest of what comes rarely, the median time. */
import { expect, test } from 'vitest';
import { StepStatistics } from '../../../src/trainer/step-statistics';

test('means are over the last 100 steps', () => {
  const statistics = new StepStatistics();
  for (let step = 1; step <= 250; step++) statistics.addNumbers(step, { loss: step });
  // 151 … 250
  expect(statistics.metrics).toEqual({ loss: 200.5 });
});

test('what is recorded once an epoch stands with its newest value', () => {
  const statistics = new StepStatistics();
  statistics.addNumbers(10, { loss: 1, valLoss: 5 });
  statistics.addNumbers(20, { loss: 1, valLoss: 3 });
  for (let step = 21; step <= 400; step++) statistics.addNumbers(step, { loss: 2 });
  expect(statistics.metrics).toEqual({ loss: 2, valLoss: 3 });
});

test('a number that is told twice counts once, as after a resume', () => {
  const statistics = new StepStatistics();
  for (const step of [1, 1, 2, 2, 1]) statistics.addNumbers(step, { loss: step });
  expect(statistics.metrics).toEqual({ loss: 1.5 });
});

test('a mean that is not finite is null, since JSON has no NaN', () => {
  const statistics = new StepStatistics();
  statistics.addNumbers(1, { loss: NaN, other: 1 });
  expect(statistics.metrics).toEqual({ loss: null, other: 1 });
});

test('the time is a median, so that one slow step does not show', () => {
  const statistics = new StepStatistics();
  expect(statistics.stepMsMedian).toBe(0);
  for (const ms of [2, 2, 900, 3, 2]) statistics.addTime(ms);
  expect(statistics.stepMsMedian).toBe(2);
});
