/** gibbon export RUN */
import { ProblemError } from '../../base/problem';
import { exportCsv, exportJsonLines } from '../../store/export-run';
import { findRun } from '../../store/run-folder';
import { RunReader } from '../../store/run-reader';
import { type CommandLine, readArguments, runsFolder, usageError } from '../command-line';

const formats = { csv: exportCsv, jsonl: exportJsonLines } as const;
const names = Object.keys(formats) as (keyof typeof formats)[];

export const exportCommand: CommandLine = {
  usage: 'export RUN --format csv|jsonl [--runs DIR]',
  summary: 'writes every recorded number of RUN to stdout, one row a step',
  async run(args) {
    const { values, positionals } = readArguments(args, ['RUN'], {
      runs: { type: 'string' },
      format: { type: 'string' },
    });
    const format = names.find((name) => name === values.format);
    if (!format) throw usageError(`--format expected ${names.join(' or ')}, and got ${values.format ?? 'nothing'}.`);
    const found = findRun(runsFolder(values.runs), positionals[0] ?? '');
    if (!found.ok) throw new ProblemError(found.problem);
    const reader = RunReader.open(found.value);
    if (!reader.ok) throw new ProblemError(reader.problem);
    await reader.value.refreshAsync();
    for (const sentence of reader.value.damage) process.stderr.write(`gibbon: ${sentence}\n`);
    for await (const text of formats[format](reader.value))
      if (!process.stdout.write(text)) await new Promise((resolve) => process.stdout.once('drain', resolve));
    return 0;
  },
};
