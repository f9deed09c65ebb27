/** Trains the reference classifier of a data set when somebody asks for it, in a process of its own. */
import { ProblemError } from '../base/problem';
import { type ClassifierJob, type ClassifierWord, readClassifierWord } from '../protocol/classifier-job';
import { runTrainerJob } from './run-trainer-job';
import type { TrainerProgram } from './start-trainer';

export type ReadyClassifier = Extract<ClassifierWord, { kind: 'ready' }>;

/**
 * @param onWord progress
 * @throws ProblemError: the data can't be had, the cache can't be written, the process ended
 */
export async function trainClassifier(
  program: TrainerProgram,
  job: Omit<ClassifierJob, 'kind'>,
  onWord: (word: ClassifierWord) => void,
): Promise<ReadyClassifier> {
  const last = await runTrainerJob(
    program,
    { kind: 'trainClassifier', ...job },
    { refused: notTrained, onWord: (word) => onWord(readClassifierWord(word)) },
  );
  const word = readClassifierWord(last);
  if (word.kind === 'failed') throw new ProblemError(word.problem);
  if (word.kind !== 'ready') throw notTrained('it ended before it was done');
  return word;
}

const notTrained = (why: string): ProblemError =>
  new ProblemError({
    message: `The reference classifier could not be trained: the process that does it ended (${why}).`,
    remedy: 'Try again.',
    blame: 'environment',
  });
