/** gibbon delete RUN */
import path from 'node:path';
import { createInterface } from 'node:readline/promises';
import { unwrap } from '../../base/result';
import { deleteRun, requireNoTrainer } from '../../client/change-run';
import { findRun } from '../../store/run-folder';
import { type CommandLine, readArguments, runsFolder, usageError } from '../command-line';

export const deleteCommand: CommandLine = {
  usage: 'delete RUN [--yes] [--runs DIR]',
  summary: 'deletes RUN for good, with all that it recorded; asks first unless --yes says that you are sure',
  async run(args, context) {
    const { values, positionals } = readArguments(args, ['RUN'], {
      runs: { type: 'string' },
      yes: { type: 'boolean' },
    });
    const folder = unwrap(findRun(runsFolder(values.runs), positionals[0] ?? ''));
    await requireNoTrainer(folder, 'deleted');
    if (!values.yes && !(await isSure(path.basename(folder)))) {
      context.tell('Nothing was deleted.');
      return 0;
    }
    await deleteRun(folder);
    if (context.json) context.print(JSON.stringify({ deleted: path.basename(folder) }));
    else context.print(`deleted ${folder}`);
    return 0;
  },
};

/** @throws ProblemError where nobody can be asked */
async function isSure(run: string): Promise<boolean> {
  if (!process.stdin.isTTY || !process.stdout.isTTY)
    throw usageError('Deleting a run expected somebody to ask, or --yes.', 'Say --yes if you are sure.');
  const asking = createInterface({ input: process.stdin, output: process.stdout });
  try {
    return /^y(es)?$/i.test((await asking.question(`Delete ${run} for good? [y/N] `)).trim());
  } finally {
    asking.close();
  }
}
