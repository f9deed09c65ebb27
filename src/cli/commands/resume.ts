/** gibbon resume RUN */
import { unwrap } from '../../base/result';
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
    const folder = unwrap(findRun(runsFolder(values.runs), positionals[0] ?? ''));
    const client = await resumeRun(
      folder,
      { execPath: process.execPath, script: context.trainerScript },
      jobSettings(process.env),
      { detached: false },
    );
    return followTraining(client, context);
  },
};
