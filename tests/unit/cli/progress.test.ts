/** Progress in a terminal: a bar that redraws itself, plain lines elsewhere, never a flood. */
import { expect, test } from 'vitest';
import { describeStatus, Progress } from '../../../src/cli/progress';
import { startingStatus, type TrainerStatus } from '../../../src/protocol/trainer-messages';

const training: TrainerStatus = {
  ...startingStatus,
  state: 'training',
  step: 1234,
  totalSteps: 93_750,
  epoch: 0.658,
  epochs: 50,
  stepsPerSecond: 417.3,
  metrics: { dLoss: 0.48123, gLoss: null },
};

function terminal(isTTY: boolean) {
  let written = '';
  let nowMs = 0;
  const stream = {
    isTTY,
    columns: 80,
    write: (text: string) => ((written += text), true),
  } as unknown as NodeJS.WriteStream;
  return { progress: new Progress(stream, () => nowMs), wait: (ms: number) => (nowMs += ms), written: () => written };
}

test('a status in words, thousands separated, what is not finite said so', () => {
  expect(describeStatus(training)).toBe(
    'step 1,234 of 93,750 · epoch 0.66 of 50 · 417 steps/s · dLoss 0.481 · gLoss not finite',
  );
});

test('plain lines come at most every two seconds, and at the end', () => {
  const { progress, wait, written } = terminal(false);
  for (let step = 1; step <= 100; step++) {
    progress.show({ ...training, step, totalSteps: 100 });
    wait(50);
  }
  const lines = written().trim().split('\n');
  expect(lines.map((line) => /step (\d+)/.exec(line)?.[1])).toEqual(['1', '41', '81', '100']);
});

test('what a trainer does before it trains is said once each', () => {
  const { progress, written } = terminal(false);
  for (const activity of ['reading the data', 'reading the data', 'starting the engine'])
    progress.show({ ...startingStatus, activity });
  expect(written()).toBe('reading the data\nstarting the engine\n');
});

test('on a terminal a bar is redrawn in one line, no longer than it, and a line that stays goes above it', () => {
  const { progress, written } = terminal(true);
  progress.show(training);
  progress.show({ ...training, step: 2000 });
  expect(written()).not.toContain('\n');
  for (const redrawn of written().split('\r\x1b[K').slice(1)) expect(redrawn.length).toBeLessThan(80);
  progress.line('a note');
  expect(written().endsWith('\r\x1b[Ka note\n')).toBe(true);
  progress.end();
  expect(written().endsWith('a note\n')).toBe(true);
});
