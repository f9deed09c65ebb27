/** Continues a run: through its living trainer when it has one, else with a new one from the newest valid checkpoint. */
import type { TrainerJob } from '../protocol/trainer-job';
import { unwrap } from '../base/result';
import { readManifest } from '../store/manifest-file';
import { ProblemError } from '../base/problem';
import { attachTrainer } from './attach-trainer';
import { startTrainer, type TrainerProgram } from './start-trainer';
import type { TrainerClient } from './trainer-client';

/** @throws ProblemError when there is nothing left to train, or the run can't be read */
export async function resumeRun(
  runFolder: string,
  program: TrainerProgram,
  settings: Omit<TrainerJob, 'socket' | 'task'>,
  options: { readonly detached: boolean },
): Promise<TrainerClient> {
  const manifest = unwrap(readManifest(runFolder));
  const living = await attachTrainer(manifest);
  if (living) {
    // It may be about to leave because its last client has gone: only one that answers is resumed.
    const status = await living.resume().catch(() => undefined);
    if (status?.state === 'training' || status?.state === 'starting') return living;
    living.dispose();
  }
  const { end, totalSteps } = manifest;
  if (end?.state === 'finished')
    throw new ProblemError({
      message: `The run has finished: all ${totalSteps} steps are done.`,
      remedy: 'Train its experiment again, with more epochs.',
      file: runFolder,
      blame: 'environment',
    });
  return startTrainer(program, { ...settings, task: { kind: 'resume', runFolder } }, options);
}
