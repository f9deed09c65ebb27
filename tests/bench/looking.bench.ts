/**
 * What it costs to look at training: every default probe in every step, against none, in the step alone; and at the default
 * cadence, in a real trainer that records, as its own ledger has it.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { ROOT } from '../../scripts/lib/places.mjs';
import { bench } from './bench';
import { alternate, Runner, startContenders } from './contenders';
import { medianOf, type Spread, spreadOf } from './spread';
import { trainByCli } from './train-by-cli';

const ROUNDS = 15;
const ROUND_MS = 400;
const MODELS = ['MLP GAN', 'dense autoencoder', 'DCGAN'];
const EXPERIMENT = path.join(ROOT, 'examples', 'fashion-gan.gibbon.ts');
/** Long enough that what is done once (the first pictures, a checkpoint at the end) counts as little as in a real run. */
const STEPS = 20_000;

interface LookingRow {
  readonly model: string;
  readonly threads: number;
  readonly offMs: Spread;
  readonly everyStepMs: Spread;
  /** Median of the rounds' ratios, less 1: 0.3 is a step that takes 30 % longer. */
  readonly everyStepOverhead: number;
}

interface Looking {
  readonly everyProbeEveryStep: readonly LookingRow[];
  /** Of the example's GAN: the share of the time that goes into looking. */
  readonly defaultCadence: { readonly steps: number; readonly stepMsMedian: number; readonly lookingShare: number };
}

const percent = (share: number): string => `${(share * 100).toFixed(1)} %`;

export default bench<Looking>({
  name: 'looking',
  title: 'The cost of looking',

  async run({ progress, samples = ROUNDS }) {
    const contenders = await startContenders({ withPeers: false });
    const rows: LookingRow[] = [];
    try {
      for (const model of MODELS) {
        const [contender] = contenders.all.filter(({ threads }) => threads === (model === 'DCGAN' ? 2 : 1));
        // Both with one step a call: what is looked at is a call of its own, and the share of the call isn't the looking's.
        const off = contender && (await Runner.prepare(contender, { model }, ROUND_MS));
        const everyStep = contender && (await Runner.prepare(contender, { model, probed: true }, ROUND_MS));
        if (!off || !everyStep) throw new Error(`Gibbon does not have ${model}.`);
        await alternate([() => off.measure(), () => everyStep.measure()], samples);
        const ratio = medianOf(everyStep.measured.map((ms, round) => ms / (off.measured[round] ?? NaN)));
        rows.push({
          model,
          threads: contender.threads,
          offMs: spreadOf(off.measured),
          everyStepMs: spreadOf(everyStep.measured),
          everyStepOverhead: ratio - 1,
        });
        progress.say(`· ${model}: every probe, every step: ${percent(ratio - 1)}`);
      }
    } finally {
      contenders.end();
    }
    const runs = mkdtempSync(path.join(os.tmpdir(), 'gibbon-bench-runs-'));
    try {
      const { result } = await trainByCli(EXPERIMENT, { steps: STEPS, runs });
      const { stepMsMedian, lookingShare } = result;
      return { everyProbeEveryStep: rows, defaultCadence: { steps: STEPS, stepMsMedian, lookingShare } };
    } finally {
      rmSync(runs, { recursive: true, force: true });
    }
  },

  describe: ({ everyProbeEveryStep, defaultCadence: { steps, stepMsMedian, lookingShare } }) => [
    ...everyProbeEveryStep.map(
      ({ model, offMs, everyStepMs, everyStepOverhead }) =>
        `${model}: ${offMs.median.toFixed(2)} ms a step, ${everyStepMs.median.toFixed(2)} ms with every probe: ${percent(everyStepOverhead)} more`,
    ),
    `at the default cadence, ${steps} recorded steps of the example GAN: ${percent(lookingShare)} of the time (${stepMsMedian.toFixed(2)} ms a step)`,
  ],

  table: ({ everyProbeEveryStep, defaultCadence: { steps, stepMsMedian, lookingShare } }) => [
    `At the default cadence looking takes **${percent(lookingShare)}** of the time of ${steps} recorded steps of the example's GAN`,
    `(\`lookingShare\`; ${stepMsMedian.toFixed(2)} ms a step). Every default probe in every step, one step a call, nothing recorded:`,
    '',
    '| model | threads | off, ms | every probe, ms | more |',
    '|---|---|---|---|---|',
    ...everyProbeEveryStep.map(
      ({ model, threads, offMs, everyStepMs, everyStepOverhead }) =>
        `| ${model} | ${threads} | ${offMs.median.toFixed(2)} | ${everyStepMs.median.toFixed(2)} | ${percent(everyStepOverhead)} |`,
    ),
  ],
});
