/** Codings of a training that has come apart are not numbers any more, and have no map. */
import { ProblemError } from '../base/problem';
import type { PlainTensor } from '../protocol/plain-tensor';

/** @throws ProblemError that names the first coding with a number that is not finite */
export function checkFinite({ values, shape: [, dims = 1] }: PlainTensor): void {
  const at = values.findIndex((value) => !Number.isFinite(value));
  if (at === -1) return;
  throw new ProblemError({
    message: `Expected finite codings, got ${values[at]} in number ${at % dims} of the coding of sample ${Math.floor(at / dims)}.`,
    remedy: 'Look at an earlier step, before the training came apart, or lower the learning rate.',
    blame: 'experiment',
  });
}
