/** gibbon resume RUN */
import { ProblemError } from '../../base/problem';
import { resumeRun } from '../../client/resume-run';
import { findRun } from '../../store/run-folder';
import { type CommandLine, readArguments, runsFolder } from '../command-line';
import { followTraining } from '../follow-training';
import { jobSettings } from '../job-settings';

export const resumeCommand: CommandLine = {
  usage: 'resume RUN [--runs DIR] [--json]',
  summary:
    'continues RUN from its newest checkpoint, to the total that its manifest says; RUN is a folder, an id, a part of one, or latest',
  async run(args, context) {
    const { values, positionals } = readArguments(args, ['RUN'], { runs: { type: 'string' } });
    const folder = findRun(runsFolder(values.runs), positionals[0] ?? '');
    if (!folder.ok) throw new ProblemError(folder.problem);
    const client = await resumeRun(
      folder.value,
      { execPath: process.execPath, script: context.trainerScript },
      jobSettings(process.env),
      { detached: false },
    );
    return followTraining(client, context);
  },
};
