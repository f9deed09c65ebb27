import { expect, test } from 'vitest';
import type { Playhead } from '../../../../src/protocol/training-panel-messages';
import { PlayheadTeller } from '../../../../webviews/training/playhead-teller';

function aTeller() {
  let now = 0;
  const told: Playhead[] = [];
  const waiting: { atMs: number; run: () => void }[] = [];
  const teller = new PlayheadTeller({
    tell: (playhead) => told.push(playhead),
    nowMs: () => now,
    later: (delayMs, run) => waiting.push({ atMs: now + delayMs, run }),
  });
  const passUntil = (ms: number) => {
    now = ms;
    const due = waiting.filter(({ atMs }) => atMs <= ms);
    waiting.splice(0, waiting.length, ...waiting.filter(({ atMs }) => atMs > ms));
    for (const { run } of due) run();
  };
  return { teller, told, passUntil };
}

const at = (step: number): Playhead => ({ kind: 'at', step });

test('a playhead that rides from the start is not told, one that was moved is, at once', () => {
  const { teller, told } = aTeller();
  teller.update({ kind: 'live' });
  expect(told).toEqual([]);
  teller.update(at(7));
  expect(told).toEqual([at(7)]);
});

test('while it is dragged it is told ten times a second, and its last place always', () => {
  const { teller, told, passUntil } = aTeller();
  for (let ms = 0; ms < 1000; ms += 10) {
    passUntil(ms);
    teller.update(at(ms));
  }
  passUntil(1100);
  expect(told.length).toBeGreaterThan(5);
  expect(told.length).toBeLessThanOrEqual(11);
  expect(told.at(-1)).toEqual(at(990));
});

test('one that returns before it was told is not', () => {
  const { teller, told, passUntil } = aTeller();
  teller.update(at(1));
  teller.update(at(2));
  teller.update(at(1));
  passUntil(1000);
  expect(told).toEqual([at(1)]);
});
