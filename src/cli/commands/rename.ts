/** gibbon rename RUN NAME */
import { unwrap } from '../../base/result';
import { renameRun } from '../../client/change-run';
import { findRun } from '../../store/run-folder';
import { type CommandLine, readArguments, runsFolder } from '../command-line';

export const renameCommand: CommandLine = {
  usage: 'rename RUN NAME [--runs DIR]',
  summary: 'gives RUN the name that is shown for it; its folder keeps its own',
  async run(args, context) {
    const { values, positionals } = readArguments(args, ['RUN', 'NAME'], { runs: { type: 'string' } });
    const [run = '', name = ''] = positionals;
    const folder = unwrap(findRun(runsFolder(values.runs), run));
    await renameRun(folder, name);
    if (context.json) context.print(JSON.stringify({ run: folder, name: name.trim() }));
    else context.print(`${folder} is called ${name.trim()} now.`);
    return 0;
  },
};
