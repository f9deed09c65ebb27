/** gibbon export RUN */
import { ProblemError } from '../../base/problem';
import { exportScalars } from '../../store/export-run';
import { findRun } from '../../store/run-folder';
import { type CommandLine, readArguments, runsFolder, usageError } from '../command-line';

const formats = ['csv', 'jsonl'] as const;

export const exportCommand: CommandLine = {
  usage: 'export RUN --format csv|jsonl [--runs DIR]',
  summary: 'writes every recorded number of RUN to stdout, one row a step',
  async run(args) {
    const { values, positionals } = readArguments(args, ['RUN'], { runs: { type: 'string' }, format: { type: 'string' } });
    const format = formats.find((name) => name === values.format);
    if (!format) throw usageError(`--format expected ${formats.join(' or ')}, and got ${values.format ?? 'nothing'}.`);
    const found = findRun(runsFolder(values.runs), positionals[0] ?? '');
    if (!found.ok) throw new ProblemError(found.problem);
    for await (const text of exportScalars(found.value, format))
      if (!process.stdout.write(text)) await new Promise((resolve) => process.stdout.once('drain', resolve));
    return 0;
  },
};
