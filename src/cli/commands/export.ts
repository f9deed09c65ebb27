/** gibbon export RUN */
import { unwrap } from '../../base/result';
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
    const reader = unwrap(RunReader.open(unwrap(findRun(runsFolder(values.runs), positionals[0] ?? ''))));
    await reader.refreshAsync();
    for (const sentence of reader.damage) process.stderr.write(`gibbon: ${sentence}\n`);
    for await (const text of formats[format](reader))
      if (!process.stdout.write(text)) await new Promise((resolve) => process.stdout.once('drain', resolve));
    return 0;
  },
};
