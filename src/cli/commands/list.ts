/** gibbon list */
import { isWriterAlive } from '../../client/attach-trainer';
import { listRuns } from '../../store/run-folder';
import { type CommandLine, readArguments, runsFolder } from '../command-line';

export const listCommand: CommandLine = {
  usage: 'list [--runs DIR] [--json]',
  summary: 'lists the runs, newest first',
  async run(args, context) {
    const { values } = readArguments(args, [], { runs: { type: 'string' } });
    const folder = runsFolder(values.runs);
    const runs = await listRuns(folder, isWriterAlive);
    if (context.json)
      context.print(
        JSON.stringify(
          runs.map(({ id, state, bytes, problem }) => ({
            run: id,
            state,
            bytes,
            ...(problem && { problem: problem.message }),
          })),
        ),
      );
    else if (runs.length === 0) context.print(`There are no runs in ${folder}.`);
    else
      for (const { id, state, manifest, bytes } of runs)
        context.print(
          `${id.padEnd(44)} ${state.padEnd(9)} ${manifest ? `${manifest.dataset.name}, ${manifest.totalSteps.toLocaleString('en-US')} steps` : 'manifest unreadable'}  ${(bytes / 1e6).toFixed(1)} MB`,
        );
    return 0;
  },
};
