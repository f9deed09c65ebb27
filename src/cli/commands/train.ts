/** gibbon train FILE */
import path from 'node:path';
import { startTrainer } from '../../client/start-trainer';
import { type CommandLine, readArguments, readCount, runsFolder, usageError } from '../command-line';
import { followTraining } from '../follow-training';
import { jobSettings } from '../job-settings';

const engines = ['auto', 'onnx', 'tensorflow'] as const;

export const trainCommand: CommandLine = {
  usage:
    'train FILE [--epochs N | --steps N] [--seed N] [--engine auto|onnx|tensorflow] [--threads N] [--runs DIR] [--json]',
  summary: 'trains the experiment in FILE; Ctrl-C stops it after a checkpoint',
  async run(args, context) {
    const { values, positionals } = readArguments(args, ['FILE'], {
      epochs: { type: 'string' },
      steps: { type: 'string' },
      seed: { type: 'string' },
      engine: { type: 'string', default: 'auto' },
      threads: { type: 'string' },
      runs: { type: 'string' },
    });
    const epochs = readCount('epochs', values.epochs, 1);
    const steps = readCount('steps', values.steps, 1);
    const seed = readCount('seed', values.seed, 0);
    const threads = readCount('threads', values.threads, 1);
    const engine = engines.find((name) => name === values.engine);
    if (!engine) throw usageError(`--engine expected one of ${engines.join(', ')}, and got ${values.engine}.`);
    if (epochs !== undefined && steps !== undefined)
      throw usageError('The command expected --epochs or --steps, and got both.');
    const client = await startTrainer(
      { execPath: process.execPath, script: context.trainerScript },
      {
        ...jobSettings(process.env),
        task: {
          kind: 'train',
          experimentFile: path.resolve(positionals[0] ?? ''),
          runsFolder: runsFolder(values.runs),
          engine,
          ...(epochs !== undefined && { epochs }),
          ...(steps !== undefined && { steps }),
          ...(seed !== undefined && { seed }),
          ...(threads !== undefined && { threads }),
        },
      },
      { detached: false },
    );
    return followTraining(client, context);
  },
};
