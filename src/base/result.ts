/** Expected outcomes as values: a call that can fail for reasons outside the program returns one of these. */
import { type Problem, ProblemError } from './problem';

export type Result<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly problem: Problem };

export const ok = <T>(value: T): Result<T> => ({ ok: true, value });

export const failure = (problem: Problem): Result<never> => ({ ok: false, problem });

/** The value, for callers that have no use for the problem but to pass it on. @throws ProblemError */
export function unwrap<T>(result: Result<T>): T {
  if (!result.ok) throw new ProblemError(result.problem);
  return result.value;
}
