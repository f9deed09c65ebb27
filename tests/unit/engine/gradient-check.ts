/** Gradients by central finite differences: the oracle that is always there. */
import type { NoiseGenerator } from '../../../src/noise/noise-generator';
import { expect } from 'vitest';

/** Small enough for the curvature of what is tested, large enough against float32's rounding. */
const STEP = 0.01;
/** Of the gradient's length. Truncation (STEP² times third derivatives) is the larger part. */
const TOLERANCE = 3e-3;
const DIRECTIONS = 6;
const SINGLE_ELEMENTS = 8;

/**
 * Compares a gradient with the slope of `loss` in some random directions and along some single elements.
 * @param loss of one input, all others as they are; summed in float64
 */
export function expectGradient(
  gradient: ArrayLike<number>,
  at: Float32Array,
  loss: (input: Float32Array) => number,
  noise: NoiseGenerator,
  what: string,
): void {
  const length = Math.hypot(...Array.from(gradient));
  for (const direction of directions(at.length, noise)) {
    const [ahead, behind] = [1, -1].map((sign) => at.map((x, i) => x + sign * STEP * (direction[i] ?? 0)));
    const slope = (loss(ahead!) - loss(behind!)) / (2 * STEP);
    const expected = direction.reduce((sum, d, i) => sum + d * (gradient[i] ?? NaN), 0);
    const allowed = TOLERANCE * (length * Math.hypot(...direction) ** 0.5 + 1);
    expect(Math.abs(slope - expected), `${what}: slope ${slope}, by the gradient ${expected}`).toBeLessThan(allowed);
  }
}

/** @returns vectors of -1, 0 and 1 */
function directions(size: number, noise: NoiseGenerator): Float32Array[] {
  const dense = Array.from({ length: DIRECTIONS }, () =>
    noise.normal(new Float32Array(size)).map((value) => Math.sign(value)),
  );
  const order = noise.permutation(size);
  const single = Array.from({ length: Math.min(size, SINGLE_ELEMENTS) }, (_unused, i) => {
    const direction = new Float32Array(size);
    direction[order[i] ?? 0] = 1;
    return direction;
  });
  return [...dense, ...single];
}
