/** Stops a run whose numbers have become meaningless, at the step where that happened. */
import { ProblemError } from '../base/problem';
import type { PreparedRun } from './prepared-run';

/** @throws ProblemError naming the first number that is NaN or infinite, and the newest checkpoint that is sound */
export function checkNumbers(step: number, scalars: Readonly<Record<string, number>>, run: PreparedRun): void {
  const bad = Object.entries(scalars).find(([, value]) => !Number.isFinite(value));
  if (!bad) return;
  const [name, value] = bad;
  const place = run.loaded.positions.framesOf(run.loaded.experiment.madeAt)[0];
  throw new ProblemError({
    message: `${name} expected a finite number and became ${value} in step ${step}.`,
    remedy: `Lower the learning rate, and look for a log, a square root or a division that can meet 0; the newest sound checkpoint is of step ${run.lastCheckpointStep}.`,
    file: place?.file ?? run.manifest.experiment.file,
    ...(place && { line: place.line, column: place.column }),
    blame: 'experiment',
  });
}
