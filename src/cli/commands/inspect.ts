/** gibbon inspect RUN --step N */
import path from 'node:path';
import { ProblemError } from '../../base/problem';
import { unwrap } from '../../base/result';
import type { OpenedRun, ProbeRequest, StepInspection } from '../../protocol/inspector-messages';
import { type CommandLine, readArguments, readCount, usageError } from '../command-line';
import { inspectorOf } from '../opened-inspector';

export const inspectCommand: CommandLine = {
  usage: 'inspect RUN --step N [--layer NAME] [--runs DIR] [--json]',
  summary: 'computes step N of RUN again, to the bit, and says what it shows: losses, and what each layer does',
  async run(args, context) {
    const { values, positionals } = readArguments(args, ['RUN'], {
      step: { type: 'string' },
      layer: { type: 'string' },
      runs: { type: 'string' },
    });
    const step = readCount('step', values.step, 1);
    if (step === undefined) throw usageError('inspect expected --step N, and got none.');
    const { runFolder, inspector } = inspectorOf(positionals[0] ?? '', values.runs, context);
    try {
      const opened = unwrap(await inspector.opened);
      const probes = values.layer === undefined ? [] : probesOf(values.layer, opened);
      const inspection = unwrap(await inspector.inspectStep(step, probes));
      const layers = inspection.layers.filter(({ name }) => values.layer === undefined || name === values.layer);
      if (context.json) context.print(JSON.stringify(asJson(path.basename(runFolder), { ...inspection, layers })));
      else describe({ ...inspection, layers }).forEach(context.print);
      return 0;
    } finally {
      inspector.dispose();
    }
  },
};

/** Of one layer people want to see the numbers themselves. */
function probesOf(layer: string, { models }: OpenedRun): ProbeRequest[] {
  const names = models.flatMap(({ layers }) => layers.map(({ name }) => name));
  if (!names.includes(layer))
    throw new ProblemError({
      message: `The run has no layer "${layer}"; it has ${names.join(', ')}.`,
      remedy: 'Name one of these.',
      blame: 'environment',
    });
  return [{ of: layer, thing: 'activation', statistic: 'values' }];
}

const asJson = (run: string, { probed, ...inspection }: StepInspection) => ({
  run,
  ...inspection,
  probed: Object.fromEntries(
    Object.entries(probed).map(([name, { shape, values }]) => [name, { shape, values: [...values] }]),
  ),
});

function describe({ step, scalars, stateSha256, isAsRecorded, layers, probed }: StepInspection): string[] {
  const rows: (readonly [string, string])[] = [
    ['step', step.toLocaleString('en-US')],
    ...Object.entries(scalars).map(([name, value]) => [name, value.toPrecision(6)] as const),
    ['state hash', stateSha256],
    ...(isAsRecorded === undefined
      ? []
      : [['replayed', isAsRecorded ? 'exactly as recorded' : 'not as recorded: the run is not replayable'] as const]),
    ...layers.map(
      ({ name, outputShape, figures }) =>
        [
          name,
          [
            ...(outputShape ? [`[${outputShape.join(', ')}]`] : []),
            ...Object.entries(figures).map(([what, value]) => `${what} ${value.toPrecision(3)}`),
          ].join(' · '),
        ] as const,
    ),
    ...Object.entries(probed).map(([name, { values }]) => [name, firstOf(values)] as const),
  ];
  const width = Math.max(...rows.map(([name]) => name.length));
  return rows.map(([name, value]) => `${name.padEnd(width)}  ${value}`);
}

const MOST_SHOWN = 8;

const firstOf = (values: Float32Array): string =>
  `${[...values.subarray(0, MOST_SHOWN)].map((value) => value.toPrecision(4)).join(' ')}${values.length > MOST_SHOWN ? ` … (${values.length.toLocaleString('en-US')})` : ''}`;
