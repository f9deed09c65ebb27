/** Saves a model of a run: weights alone at once, anything that needs the model rebuilt in a child process of its own. */
import { spawn } from 'node:child_process';
import path from 'node:path';
import { ProblemError } from '../base/problem';
import { type ModelFormat, type ModelSaved, readModelSaved, type SaveModelJob } from '../protocol/save-model-job';
import { saveWeights } from '../store/model-weights';
import { childEnvironment } from './child-environment';
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

const MOST_LAST_WORDS = 10_000;

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
  const word = await runJob(program, job, signal);
  if (word.kind === 'failed') throw new ProblemError(word.problem);
  return word;
}

function runJob(program: TrainerProgram, job: SaveModelJob, signal?: AbortSignal): Promise<ModelSaved> {
  return new Promise((resolve, reject) => {
    const child = spawn(program.execPath, [program.script, JSON.stringify(job)], {
      env: childEnvironment(process.env),
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
      windowsHide: true,
      // User code may loop for ever, and would not hear a polite signal.
      killSignal: 'SIGKILL',
      ...(signal && { signal }),
    });
    let word: unknown;
    let lastWords = '';
    child.on('message', (message) => (word = message));
    child.stderr?.on('data', (chunk: Buffer) => (lastWords = (lastWords + chunk.toString()).slice(-MOST_LAST_WORDS)));
    child.once('error', (error) => reject(notSaved(error.message)));
    child.once('close', (code) => {
      if (word === undefined) return reject(notSaved(lastWords.trim().split('\n').at(-1) || `exit code ${code}`));
      try {
        resolve(readModelSaved(word));
      } catch (error) {
        reject(error instanceof Error ? error : new Error(String(error)));
      }
    });
  });
}

const notSaved = (why: string): ProblemError =>
  new ProblemError({
    message: `The model could not be saved: the process that does it ended (${why}).`,
    remedy: 'Try again; if it ends again, save the weights as safetensors, which needs no such process.',
    blame: 'environment',
  });
