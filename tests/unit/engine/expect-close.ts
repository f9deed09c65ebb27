/** Comparison of many numbers with a stated tolerance, telling where they differ most. Only finite numbers are close. */
import { expect } from 'vitest';

export interface Tolerance {
  readonly absolute: number;
  /** Of the larger magnitude of the two. */
  readonly relative: number;
}

export function expectClose(
  actual: ArrayLike<number>,
  expected: ArrayLike<number>,
  { absolute, relative }: Tolerance,
  what: string,
): void {
  expect(actual.length, `${what}: number of elements`).toBe(expected.length);
  let worst = { excess: 0, at: -1 };
  for (let i = 0; i < expected.length; i++) {
    const [a, b] = [actual[i] ?? NaN, expected[i] ?? NaN];
    const allowed = absolute + relative * Math.max(Math.abs(a), Math.abs(b));
    const excess = Math.abs(a - b) / allowed;
    // Written so that a NaN counts as the worst.
    if (!(excess <= worst.excess)) worst = { excess: Number.isNaN(excess) ? Infinity : excess, at: i };
  }
  expect(
    worst.excess,
    `${what}: element ${worst.at} is ${actual[worst.at]}, expected ${expected[worst.at]}; difference ÷ tolerance`,
  ).toBeLessThanOrEqual(1);
}
