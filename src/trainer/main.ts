/**
 * The trainer's program: started by path with one argument, its job as JSON; talks over the job's socket, or over the
 * process' own channel when it has only a model to save or a classifier to train. A trainer
 * belongs to no terminal: signals that a terminal sends to its whole group are left to the client, which knows what is meant.
 */
import { toProblem } from '../base/problem';
import { type ClassifierWord, readClassifierJob } from '../protocol/classifier-job';
import { type ModelSaved, readSaveModelJob } from '../protocol/save-model-job';
import { readTrainerJob } from '../protocol/trainer-job';
import { runClassifierJob } from './classifier-job';
import { systemClock } from './clock';
import { captureConsole, refuseExit } from '../loading/experiment-process';
import { saveModel } from './save-model';
import { Trainer } from './trainer';

const exit = refuseExit();

async function main(): Promise<void> {
  const argument: unknown = JSON.parse(process.argv[2] ?? '{}');
  if (isJob('saveModel', argument)) return tell(await save(argument));
  if (isJob('trainClassifier', argument)) return trainClassifier(argument);
  const job = readTrainerJob(argument);
  const trainer = new Trainer(job, systemClock);
  process.on('SIGINT', () => undefined);
  for (const signal of ['SIGTERM', 'SIGHUP'] as const) process.on(signal, () => trainer.endPaused());
  await trainer.run();
}

const isJob = (kind: string, job: unknown): boolean =>
  typeof job === 'object' && job !== null && 'kind' in job && job.kind === kind;

/** Ends with whoever started it. */
async function trainClassifier(argument: unknown): Promise<void> {
  process.once('disconnect', () => exit(0));
  const told: Promise<void>[] = [];
  await runClassifierJob(readClassifierJob(argument), (word) => {
    told.push(tell(word));
  });
  await Promise.all(told);
}

/** The other job of this program: it has the run's model to rebuild, too, and runs the user's code for it. */
async function save(argument: unknown): Promise<ModelSaved> {
  captureConsole(() => undefined);
  try {
    return await saveModel(readSaveModelJob(argument));
  } catch (error) {
    return { kind: 'failed', problem: toProblem(error, 'environment') };
  }
}

const tell = (word: ModelSaved | ClassifierWord): Promise<void> =>
  new Promise((resolve) => (process.send ? process.send(word, () => resolve()) : resolve()));

main().then(
  () => exit(0),
  (error: unknown) => {
    // A bug: the log is where the client looks when a trainer dies without a word.
    process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
    exit(70);
  },
);
