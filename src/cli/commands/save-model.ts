/** gibbon save-model RUN */
import path from 'node:path';
import { unwrap } from '../../base/result';
import { saveModel } from '../../client/save-model';
import { MODEL_FORMATS } from '../../protocol/save-model-job';
import { findRun } from '../../store/run-folder';
import { type CommandLine, readArguments, readCount, runsFolder, usageError } from '../command-line';

export const saveModelCommand: CommandLine = {
  usage: `save-model RUN --role MODEL --format ${MODEL_FORMATS.join('|')} --out PATH [--step N] [--runs DIR] [--json]`,
  summary:
    'saves a model of RUN, such as its generator, for use elsewhere: a folder (tfjs) or a file, of the newest checkpoint or that of step N',
  async run(args, context) {
    const { values, positionals } = readArguments(args, ['RUN'], {
      role: { type: 'string' },
      format: { type: 'string' },
      out: { type: 'string' },
      step: { type: 'string' },
      runs: { type: 'string' },
    });
    const format = MODEL_FORMATS.find((name) => name === values.format);
    if (!format)
      throw usageError(`--format expected ${MODEL_FORMATS.join(', ')}, and got ${values.format ?? 'nothing'}.`);
    const { role, out } = values;
    if (!role) throw usageError('--role expected the name of a model, such as generator, and got nothing.');
    if (!out) throw usageError('--out expected where to save to, and got nothing.');
    const wantedStep = readCount('step', values.step, 0);
    const target = path.resolve(out);
    const { step, note } = await saveModel(
      { execPath: process.execPath, script: context.trainerScript },
      {
        runFolder: unwrap(findRun(runsFolder(values.runs), positionals[0] ?? '')),
        role,
        format,
        target,
        ...(wantedStep !== undefined && { step: wantedStep }),
      },
    );
    if (context.json) context.print(JSON.stringify({ role, format, step, path: target, ...(note && { note }) }));
    else context.print(`saved ${role} of step ${step.toLocaleString('en-US')}: ${target}${note ? ` (${note})` : ''}`);
    return 0;
  },
};
