/** Runs a job of the trainer's program that is no run: a child process, words over its channel, and its end. */
import { spawn } from 'node:child_process';
import type { ProblemError } from '../base/problem';
import { childEnvironment } from './child-environment';
import type { TrainerProgram } from './start-trainer';

const MOST_LAST_WORDS = 10_000;

export interface JobCourse {
  /** Gives up: the process is killed. */
  readonly signal?: AbortSignal | undefined;
  /** Every word as it comes, the last one too. */
  readonly onWord?: (word: unknown) => void;
  /** @param why the process ended without a word */
  readonly refused: (why: string) => ProblemError;
}

/** @returns its last word, not yet validated @throws ProblemError when it ends without one */
export function runTrainerJob(program: TrainerProgram, job: object, course: JobCourse): Promise<unknown> {
  const { signal, onWord, refused } = course;
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
    child.on('message', (message) => {
      word = message;
      onWord?.(message);
    });
    child.stderr?.on('data', (chunk: Buffer) => (lastWords = (lastWords + chunk.toString()).slice(-MOST_LAST_WORDS)));
    child.once('error', (error) => reject(refused(error.message)));
    child.once('close', (code) => {
      if (word === undefined) reject(refused(lastWords.trim().split('\n').at(-1) || `exit code ${code}`));
      else resolve(word);
    });
  });
}
