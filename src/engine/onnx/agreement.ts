/**
 * Whether what a compiled step gives is what its kernels give one by one. A net under the compiler, wide enough for
 * rounding, which adaptive optimizers magnify, and far too narrow for a wrong graph. How exact the engine is, its tests say.
 */
import type { SessionArray } from './onnx-session';

export interface Compared {
  /** For a sentence about it. */
  readonly name: string;
  readonly compiled: SessionArray;
  readonly eager: SessionArray;
  /** What a variable was before the step: its change is compared. */
  readonly before?: SessionArray;
}

/** Of the norm of what a step changes, or shows. */
const TOLERANCE = 0.2;
/** Of the norm of the value itself: float32 holds no more of a change than this. */
const ROUNDING = 1e-6;
/** Of what is shown, where it is nearly nothing. */
const NEGLIGIBLE = 1e-5;

/** @returns what differs most, in words; undefined where all agree */
export function disagreement(values: readonly Compared[]): string | undefined {
  // A variable that hardly moves may move by another hardly: what counts is how much variables move in this step.
  const changes = values.flatMap(({ eager, before }) =>
    before ? [{ size: eager.length, sum: squares(eager, before) }] : [],
  );
  const total = changes.reduce((sum, change) => ({ size: sum.size + change.size, sum: sum.sum + change.sum }), {
    size: 0,
    sum: 0,
  });
  const typicalChange = total.size > 0 ? Math.sqrt(total.sum / total.size) : 0;
  for (const { name, compiled, eager, before } of values) {
    const difference = Math.sqrt(squares(compiled, eager));
    const spread = Math.sqrt(eager.length);
    const allowed = before
      ? TOLERANCE * Math.max(Math.sqrt(squares(eager, before)), typicalChange * spread) +
        ROUNDING * Math.sqrt(squares(before))
      : TOLERANCE * Math.sqrt(squares(eager)) + NEGLIGIBLE * spread;
    if (!(difference <= allowed))
      return `${name} differs by ${difference.toPrecision(3)} (at most ${allowed.toPrecision(3)} was expected)`;
  }
  return undefined;
}

/** The sum of squares of a − b, or of a alone. Where both are NaN, or the same infinity, they agree. */
function squares(a: SessionArray, b?: SessionArray): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) {
    const [x, y] = [a[i] ?? 0, b?.[i] ?? 0];
    if (!Object.is(x, y)) sum += (x - y) * (x - y);
  }
  return sum;
}
