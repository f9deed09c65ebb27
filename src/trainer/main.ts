/**
 * The trainer's program: started by path with one argument, its job as JSON; talks over the job's socket only. A trainer
 * belongs to no terminal: signals that a terminal sends to its whole group are left to the client, which knows what is meant.
 */
import { readTrainerJob } from '../protocol/trainer-job';
import { systemClock } from './clock';
import { refuseExit } from './experiment-process';
import { Trainer } from './trainer';

const exit = refuseExit();

async function main(): Promise<void> {
  const job = readTrainerJob(JSON.parse(process.argv[2] ?? '{}'));
  const trainer = new Trainer(job, systemClock);
  process.on('SIGINT', () => undefined);
  for (const signal of ['SIGTERM', 'SIGHUP'] as const) process.on(signal, () => trainer.endPaused());
  await trainer.run();
}

main().then(
  () => exit(0),
  (error: unknown) => {
    // A bug: the log is where the client looks when a trainer dies without a word.
    process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
    exit(70);
  },
);
