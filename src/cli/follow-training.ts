/** Follows a trainer to its end: progress, Ctrl-C, and the result that `train` and `resume` print. */
import path from 'node:path';
import { unwrap } from '../base/result';
import { ProblemError } from '../base/problem';
import type { TrainerStatus } from '../protocol/trainer-messages';
import type { TrainerClient } from '../client/trainer-client';
import { readManifest } from '../store/manifest-file';
import type { CommandContext } from './command-line';
import { Progress } from './progress';

/** As a program that was interrupted says it: 128 + SIGINT. */
const EXIT_INTERRUPTED = 130;

/** @returns the exit code @throws ProblemError when the run failed or its trainer died */
export async function followTraining(client: TrainerClient, context: CommandContext): Promise<number> {
  const progress = new Progress(context.json ? process.stderr : process.stdout, () => performance.now());
  let interrupted = false;
  const interrupt = () => {
    if (interrupted) return client.kill(); // Asked twice: at once, without a checkpoint.
    interrupted = true;
    progress.line('stopping after a checkpoint (Ctrl-C again to end at once)');
    void client.stop();
  };
  process.on('SIGINT', interrupt);
  process.on('SIGTERM', interrupt);
  client.onNote((message) => progress.line(message));
  client.onPrint((text) => progress.line(text));
  const last = await new Promise<TrainerStatus>((resolve) => {
    const look = (status: TrainerStatus) => {
      progress.show(status);
      // Nobody is at a terminal to mend a full disk and go on: keep what there is.
      if (status.state === 'paused' && status.problem) void client.stop();
      if (['finished', 'stopped', 'failed'].includes(status.state)) resolve(status);
    };
    look(client.status);
    client.onStatus(look);
    client.onClosed(() => resolve(client.status));
    if (client.isGone) resolve(client.status);
  });
  process.off('SIGINT', interrupt);
  process.off('SIGTERM', interrupt);
  progress.end();
  client.dispose();
  return report(last, client.readLastWords(), context, interrupted);
}

function report(last: TrainerStatus, lastWords: string, context: CommandContext, interrupted: boolean): number {
  const run = path.basename(last.runFolder);
  if (last.problem) throw new ProblemError(last.problem);
  if (last.state !== 'finished' && last.state !== 'stopped')
    throw new ProblemError({
      message: `The trainer was ended from outside, or by its experiment, at about step ${last.step}${lastWords ? `: ${lastWords}` : ''}.`,
      remedy: run ? `What it recorded is kept; run gibbon resume ${run} to go on.` : 'Run it again.',
      ...(last.runFolder && { file: last.runFolder }),
      blame: 'environment',
    });
  const { engine, stepsPerEpoch, end } = unwrap(readManifest(last.runFolder));
  if (context.json)
    context.print(
      JSON.stringify({
        run,
        steps: last.step,
        epochs: last.step / stepsPerEpoch,
        engine: engine.name,
        threads: engine.threads,
        stepMsMedian: end?.stepMsMedian,
        lookingShare: last.lookingShare,
        stateSha256: end?.stateSha256,
        metrics: end?.metrics,
      }),
    );
  else context.print(`${last.state} at step ${last.step.toLocaleString('en-US')}: ${last.runFolder}`);
  return interrupted ? EXIT_INTERRUPTED : 0;
}
