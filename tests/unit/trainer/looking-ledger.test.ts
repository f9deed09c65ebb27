/** Looking is measured, kept within its budget, and thinned out evenly when it is too dear. */
import { describe, expect, test } from 'vitest';
import { Cadence, LookingLedger } from '../../../src/trainer/looking-ledger';

/** A clock that goes on by what each piece of work says it takes. */
function workshop(budget: number) {
  let nowMs = 0;
  const clock = { now: () => new Date(0), elapsedMs: () => nowMs };
  const ledger = new LookingLedger(clock, budget);
  const take = (ms: number) => () => {
    nowMs += ms;
  };
  return { ledger, take, train: (ms: number) => ledger.train(take(ms)), look: (ms: number) => ledger.look(take(ms)) };
}

test('the share is time looked over time trained, and nothing before the first step', () => {
  const { ledger, train, look } = workshop(0.05);
  look(3);
  expect(ledger.share).toBe(0);
  train(100);
  look(2);
  expect(ledger.share).toBeCloseTo(0.05, 10);
});

test('what can be thinned out has room in three fifths of the budget', () => {
  const { ledger, train, look } = workshop(0.05);
  train(100);
  look(3);
  expect(ledger.hasRoom).toBe(true);
  look(1);
  expect(ledger.hasRoom).toBe(false);
});

test('of a step that is looked into, what it takes beyond a plain one is looking', () => {
  const { ledger, take, train } = workshop(0.05);
  train(96);
  ledger.trainWatched(4, take(5));
  expect(ledger.share).toBeCloseTo(0.01, 10);
  ledger.trainWatched(6, take(5));
  expect(ledger.share).toBeCloseTo(1 / 105, 10);
});

test('time that a failing look took counts too', () => {
  const { ledger, take, train } = workshop(0.05);
  train(10);
  expect(() =>
    ledger.look(() => {
      take(4)();
      throw new Error('no picture');
    }),
  ).toThrow('no picture');
  expect(ledger.share).toBeCloseTo(0.4, 10);
});

describe('a cadence', () => {
  /** The steps looked at when a step takes 2 ms and a look `lookMs`. */
  const stepsLookedAt = (lookMs: number, steps = 4000) => {
    const { ledger, train, look } = workshop(0.05);
    const cadence = new Cadence(ledger, 25);
    const looked: number[] = [];
    for (let step = 1; step <= steps; step++) {
      train(2);
      if (!cadence.isDue(step)) continue;
      looked.push(step);
      look(lookMs);
    }
    return { looked, share: ledger.share };
  };

  test('keeps to its steps while looking is cheap', () => {
    const { looked, share } = stepsLookedAt(1);
    expect(looked).toEqual(Array.from({ length: 160 }, (_, i) => 25 * (i + 1)));
    expect(share).toBeLessThan(0.05);
  });

  test.each([5, 20, 80])(
    'doubles its steps until looks of %i ms fit the budget, evenly spread at the end',
    (lookMs) => {
      const { looked, share } = stepsLookedAt(lookMs, 40_000);
      expect(share).toBeLessThan(0.055);
      const last = looked.slice(-5);
      const gaps = new Set(last.slice(1).map((step, i) => step - last[i]!));
      expect(gaps.size).toBe(1);
      // The gap is 25 doubled some times, so that runs of different speed share steps.
      expect(Math.log2([...gaps][0]! / 25) % 1).toBe(0);
    },
  );
});

describe('a purse that is kept apart', () => {
  test('what it spends beyond its part leaves the others the room that they have', () => {
    const { ledger, take, train, look } = workshop(0.05);
    const purse = ledger.apart(0.4);
    train(1000);
    // Three fifths of 50 ms may be spent: 12 ms of the purse, 18 ms of the others.
    purse.look(take(12));
    expect(purse.hasRoom).toBe(true);
    purse.look(take(60));
    expect(purse.hasRoom).toBe(false);
    expect(ledger.hasRoom).toBe(true);
    look(18);
    expect(ledger.hasRoom).toBe(true);
    look(1);
    expect(ledger.hasRoom).toBe(false);
    expect(ledger.share).toBeCloseTo(0.091, 10);
  });

  test('it has room again when training has gone on', () => {
    const { ledger, take, train } = workshop(0.05);
    const purse = ledger.apart(0.4);
    train(1000);
    purse.look(take(20));
    expect(purse.hasRoom).toBe(false);
    train(700);
    expect(purse.hasRoom).toBe(true);
  });
});
