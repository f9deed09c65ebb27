/**
 * What a training step costs, model by model, and what it costs PyTorch and JAX: the same models (peers/), the same images,
 * measured by turns in one run, so that a machine that slows down slows down all of them. Against a peer counts the count of
 * threads that suits the peer best.
 */
import { models } from '../models/models';
import { bench } from './bench';
import { alternate, type Contender, type Contenders, type PeerName, Runner, startContenders } from './contenders';
import { medianOf, type Spread, spreadOf } from './spread';
import { BATCH, type StepDescription } from './step-request';
import { formatRow, rowsTable } from './steps-table';

const ROUNDS = 15;
/** Measured steps of a round take about so long, and the products that tell the machine's peak half of it. */
const ROUND_MS = 400;
const PRODUCTS = 12;

export interface StepRow {
  readonly model: string;
  readonly threads: number;
  readonly stepsPerCall: number;
  /** Medians, as everywhere here. */
  readonly gibbonMs: number;
  /** At the peer's best count of threads; JAX at as many steps a call. Null: not installed, or it doesn't have the model. */
  readonly peers: Readonly<Record<PeerName, number | null>>;
  /** How many times as long PyTorch takes: the median of the rounds' ratios. */
  readonly ratio: number | null;
  readonly ratios: Readonly<Record<PeerName, number | null>>;
  readonly spread: Readonly<Partial<Record<'gibbon' | PeerName, Spread>>>;
  /** Of matrix products and convolutions. */
  readonly gflops: number;
  /** Of what one big matrix product reaches on as many threads, in the same rounds. */
  readonly shareOfPeak: number;
  /** What the engine chooses for this model by itself. */
  readonly isDefault: boolean;
}

export interface Steps {
  readonly rows: readonly StepRow[];
  readonly versions: Readonly<Record<string, string>>;
  /** GFLOP/s of a big product of matrices, by threads. */
  readonly peak: Readonly<Record<string, Spread>>;
  readonly hasPeers: boolean;
}

export default bench<Steps>({
  name: 'steps',
  title: 'Training steps, compiled, by turns with PyTorch and JAX',
  isTop: true,

  async run({ progress, samples = ROUNDS }) {
    const contenders = await startContenders();
    if (!contenders.hasPeers)
      progress.say('· without PyTorch and JAX: npm run bench -- --setup installs them, outside of the repository');
    const rows: StepRow[] = [];
    const peak = new Map<number, number[]>();
    // Part of the models, while somebody works on them: GIBBON_BENCH_MODELS='GAN,dense'.
    const wanted = process.env.GIBBON_BENCH_MODELS?.split(',');
    try {
      for (const model of Object.keys(models)) {
        if (wanted && !wanted.some((name) => model.includes(name))) continue;
        const measured = await measure(model, contenders, samples);
        for (const [threads, gflops] of measured.peak) peak.set(threads, [...(peak.get(threads) ?? []), ...gflops]);
        for (const row of measured.rows) progress.say(formatRow(row));
        rows.push(...measured.rows);
      }
    } finally {
      contenders.end();
    }
    const { versions, hasPeers } = contenders;
    const peaks = Object.fromEntries([...peak].map(([threads, values]) => [threads, spreadOf(values)]));
    return { rows, versions, peak: peaks, hasPeers };
  },

  describe: ({ rows }) => rows.filter(({ isDefault }) => isDefault).map(formatRow),
  table: rowsTable,
});

async function measure(model: string, { all }: Contenders, rounds: number) {
  const ours = all.filter(({ who }) => who === 'gibbon');
  const described = await ours[0]?.process.ask({ model, threads: 1, steps: 0, batch: BATCH, describe: true });
  const description = described?.description;
  if (!description) throw new Error(`What ${model} computes is not known.`);
  const perCall = new Set([1, description.stepsPerCall]);
  const runners: Runner[] = [];
  for (const contender of all)
    for (const stepsPerCall of contender.who === 'pytorch' ? [1] : perCall) {
      const runner = await Runner.prepare(contender, { model, stepsPerCall }, ROUND_MS);
      if (runner) runners.push(runner);
    }
  const peak = new Map(ours.map(({ threads }) => [threads, [] as number[]]));
  const measurePeak = async ({ process, threads }: Contender) => {
    const { gflops } = await process.ask({ model, threads, steps: 0, batch: BATCH, products: PRODUCTS });
    if (gflops !== undefined) peak.get(threads)?.push(gflops);
  };
  const measurements = [
    ...runners.map((runner) => () => runner.measure()),
    ...ours.map((contender) => () => measurePeak(contender)),
  ];
  await alternate(measurements, rounds);
  const rows = runners
    .filter(({ contender }) => contender.who === 'gibbon')
    .map((runner) => rowOf(model, description, runner, runners, peak.get(runner.contender.threads) ?? []));
  return { rows, peak };
}

function rowOf(
  model: string,
  description: StepDescription,
  gibbon: Runner,
  runners: readonly Runner[],
  peak: readonly number[],
): StepRow {
  const { threads } = gibbon.contender;
  const { stepsPerCall, measured } = gibbon;
  /** At its best count of threads. */
  const best = (who: PeerName, steps: number): Runner | undefined =>
    runners
      .filter((runner) => runner.contender.who === who && runner.stepsPerCall === steps)
      .sort((a, b) => medianOf(a.measured) - medianOf(b.measured))[0];
  const peers = { pytorch: best('pytorch', 1), jax: best('jax', stepsPerCall) };
  const ratioTo = (peer: Runner | undefined) =>
    peer ? medianOf(measured.map((ms, round) => (peer.measured[round] ?? NaN) / ms)) : null;
  const ratios = { pytorch: ratioTo(peers.pytorch), jax: ratioTo(peers.jax) };
  const gflopsOf = (ms: number) => (2 * description.multiplyAdds) / ms / 1e6;
  return {
    model,
    threads,
    stepsPerCall,
    gibbonMs: medianOf(measured),
    peers: {
      pytorch: peers.pytorch ? medianOf(peers.pytorch.measured) : null,
      jax: peers.jax ? medianOf(peers.jax.measured) : null,
    },
    ratio: ratios.pytorch,
    ratios,
    spread: {
      gibbon: spreadOf(measured),
      ...(peers.pytorch && { pytorch: spreadOf(peers.pytorch.measured) }),
      ...(peers.jax && { jax: spreadOf(peers.jax.measured) }),
    },
    gflops: gflopsOf(medianOf(measured)),
    shareOfPeak: medianOf(measured.map((ms, round) => gflopsOf(ms) / (peak[round] ?? NaN))),
    isDefault: threads === description.threads && stepsPerCall === description.stepsPerCall,
  };
}
