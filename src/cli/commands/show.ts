/** gibbon show RUN */
import { ProblemError } from '../../base/problem';
import { unwrap } from '../../base/result';
import { isWriterAlive } from '../../client/attach-trainer';
import { findRun, listRuns } from '../../store/run-folder';
import { type CommandLine, readArguments, runsFolder } from '../command-line';
import path from 'node:path';

export const showCommand: CommandLine = {
  usage: 'show RUN [--runs DIR] [--json]',
  summary: 'says what RUN trained, on what, how far it came and with which figures',
  async run(args, context) {
    const { values, positionals } = readArguments(args, ['RUN'], { runs: { type: 'string' } });
    const folder = unwrap(findRun(runsFolder(values.runs), positionals[0] ?? ''));
    const runs = await listRuns(path.dirname(folder), isWriterAlive);
    const run = runs.find((listed) => listed.folder === folder);
    if (!run?.manifest)
      throw new ProblemError(run?.problem ?? { message: 'The run has vanished.', file: folder, blame: 'environment' });
    const { manifest, state } = run;
    if (context.json) {
      context.print(JSON.stringify({ run: run.id, state, manifest }));
      return 0;
    }
    const { end } = manifest;
    const rows: readonly (readonly [string, string])[] = [
      ['run', run.folder],
      [
        'state',
        `${state}${end ? ` at step ${end.step.toLocaleString('en-US')} of ${manifest.totalSteps.toLocaleString('en-US')}` : ''}`,
      ],
      ['experiment', `${manifest.experiment.file} (${manifest.experiment.family})`],
      ['data', manifest.dataset.description],
      ['engine', manifest.engine.detail],
      ['seed', String(manifest.seed)],
      ...manifest.models.map(
        ({ role, layers }) =>
          [
            role,
            layers
              .map(
                ({ className, outputShape }) => `${className} ${outputShape.filter((size) => size !== null).join('×')}`,
              )
              .join(' → '),
          ] as const,
      ),
      ...Object.entries(end?.metrics ?? {}).map(
        ([name, value]) => [name, value === null ? 'not finite' : value.toPrecision(4)] as const,
      ),
      ...(end?.stateSha256 ? [['state hash', end.stateSha256] as const] : []),
      ...(manifest.notes ?? []).map(({ step, message, place }) => {
        const where = place ? `${place.file}:${place.line}: ` : '';
        return ['note', `from step ${step.toLocaleString('en-US')}: ${where}${message}`] as const;
      }),
      ...(end?.problem ? [['problem', end.problem.message] as const] : []),
    ];
    for (const [name, value] of rows) context.print(`${name.padEnd(14)} ${value}`);
    return 0;
  },
};
