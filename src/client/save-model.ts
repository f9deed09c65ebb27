/** Saves a model of a run: weights alone at once, anything that needs the model rebuilt in a child process of its own. */
import path from 'node:path';
import { ProblemError } from '../base/problem';
import { type ModelFormat, readModelSaved, type SaveModelJob } from '../protocol/save-model-job';
import { saveWeights } from '../store/model-weights';
import { runTrainerJob } from './run-trainer-job';
import { newSocketPath } from './socket-path';
import type { TrainerProgram } from './start-trainer';

export interface SaveModelRequest extends Omit<SaveModelJob, 'kind' | 'format' | 'scratchFolder'> {
  readonly format: ModelFormat;
}

export interface SavedModel {
  /** Of the checkpoint that it was taken from. */
  readonly step: number;
  /** What people should know about the file. */
  readonly note?: string | undefined;
}

/** Whether saving runs the run's code, which rebuilds the model. */
export const runsCode = (format: ModelFormat): boolean => format !== 'safetensors';

/**
 * @param signal gives up: nothing or a whole file is left
 * @throws ProblemError
 */
export async function saveModel(
  program: TrainerProgram,
  { runFolder, role, format, target, step }: SaveModelRequest,
  signal?: AbortSignal,
): Promise<SavedModel> {
  if (format === 'safetensors') return { step: saveWeights(runFolder, role, target, step) };
  const scratchFolder = path.dirname(newSocketPath().log);
  const job: SaveModelJob = {
    kind: 'saveModel',
    runFolder,
    role,
    format,
    target,
    scratchFolder,
    ...(step !== undefined && { step }),
  };
  const word = readModelSaved(await runTrainerJob(program, job, { signal, refused: notSaved }));
  if (word.kind === 'failed') throw new ProblemError(word.problem);
  return word;
}

const notSaved = (why: string): ProblemError =>
  new ProblemError({
    message: `The model could not be saved: the process that does it ended (${why}).`,
    remedy: 'Try again; if it ends again, save the weights as safetensors, which needs no such process.',
    blame: 'environment',
  });
