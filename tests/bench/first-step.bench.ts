/**
 * From ▶ to the first compiled step: the command line and its trainer are started as they are, and stop after one step, which
 * is compiled already (the first of a kind is checked against its kernels, too).
 */
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { ROOT } from '../../scripts/lib/places.mjs';
import { bench } from './bench';
import { formatSpread, type Spread, spreadOf } from './spread';
import { trainByCli } from './train-by-cli';

const SAMPLES = 5;
const EXPERIMENTS = {
  'MLP GAN': path.join(ROOT, 'examples', 'fashion-gan.gibbon.ts'),
  DCGAN: path.join(ROOT, 'tests', 'bench', 'dcgan.gibbon.mjs'),
} as const;

type FirstStep = Readonly<Record<keyof typeof EXPERIMENTS, Spread>>;

export default bench<FirstStep>({
  name: 'firstStep',
  title: 'From ▶ to the first compiled step',

  async run({ progress, samples = SAMPLES }) {
    const timesOf = async (model: keyof typeof EXPERIMENTS): Promise<Spread> => {
      const times: number[] = [];
      for (let i = 0; i < samples; i++) {
        const runs = mkdtempSync(path.join(os.tmpdir(), 'gibbon-bench-runs-'));
        try {
          times.push((await trainByCli(EXPERIMENTS[model], { steps: 1, runs })).firstStepMs);
        } finally {
          rmSync(runs, { recursive: true, force: true });
        }
      }
      progress.say(`· ${model}: ${formatSpread(spreadOf(times), 'ms')}`);
      return spreadOf(times);
    };
    return { 'MLP GAN': await timesOf('MLP GAN'), DCGAN: await timesOf('DCGAN') };
  },

  describe: (result) => Object.entries(result).map(([model, spread]) => `${model}: ${formatSpread(spread, 'ms')}`),

  table: (result) => [
    'From starting `gibbon train` to the first step done compiled, in a process of its own, data loading and the start of Node',
    'included:',
    '',
    '| model | ms |',
    '|---|---|',
    ...Object.entries(result).map(([model, spread]) => `| ${model} | ${formatSpread(spread, 'ms')} |`),
  ],
});
