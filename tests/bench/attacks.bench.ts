/**
 * Attacks on the example's classifier, by turns with PyTorch on the same weights and images; and how long the Adversarial panel
 * waits for an attack on one image, with all that it shows of it.
 */
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { peersPython, PEERS } from '../../scripts/lib/bench-peers.mjs';
import { OUT, ROOT } from '../../scripts/lib/places.mjs';
import { datasets } from '../../src/authoring/datasets';
import { unwrap } from '../../src/base/result';
import { RunInspectorClient } from '../../src/client/run-inspector-client';
import { systemDatasetFolders } from '../../src/data/fashion-mnist-files';
import { loadDataset } from '../../src/data/load-dataset';
import { readManifest } from '../../src/store/manifest-file';
import { cliAtOnce } from '../programs/cli-at-once';
import { savedWeights } from '../results/saved-weights';
import { ATTACK_BATCH, ATTACKS } from './attack-request';
import { bench } from './bench';
import { alternate, type Contender, Runner } from './contenders';
import { formatSpread, medianOf, type Spread, spreadOf } from './spread';
import { StepProcess } from './step-process';
import { trainByCli } from './train-by-cli';

const STEPS = 430;
const ROUNDS = 5;
const ROUND_MS = 1500;
const QUESTIONS = 30;
const SERVER = path.join(OUT, 'e2e', 'attack-server.cjs');

interface AttackRow {
  readonly attack: string;
  readonly threads: number;
  readonly imagesPerSecond: number;
  /** PyTorch's time over Gibbon's, at the same count of threads; null without PyTorch. */
  readonly ratio: number | null;
  readonly gibbon: Spread;
}

interface Attacks {
  readonly rows: readonly AttackRow[];
  readonly versions: Readonly<Record<string, string>>;
  /** An attack on one image as the panel asks for it: by its name. */
  readonly panelMs: Readonly<Record<string, Spread>>;
}

export default bench<Attacks>({
  name: 'attacks',
  title: 'Attacks on a classifier, by turns with PyTorch',

  async run({ progress, samples = ROUNDS }) {
    const folder = mkdtempSync(path.join(os.tmpdir(), 'gibbon-attacks-'));
    try {
      const runFolder = await trained(folder);
      await writeData(folder, runFolder);
      const panelMs = await panelTimes(runFolder, folder);
      for (const [name, ms] of Object.entries(panelMs)) progress.say(`· ${name}: ${formatSpread(ms, 'ms')}`);
      const { rows, versions } = await throughput(folder, samples);
      for (const row of rows) progress.say(`· ${formatRow(row)}`);
      return { rows, versions, panelMs };
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  },

  describe: ({ rows, panelMs }) => [
    ...rows.map(formatRow),
    ...Object.entries(panelMs).map(([name, ms]) => `the panel, ${name} on one image: ${formatSpread(ms, 'ms')}`),
  ],
});

async function trained(folder: string): Promise<string> {
  const runs = path.join(folder, 'runs');
  await trainByCli(path.join(ROOT, 'examples', 'fashion-classifier.gibbon.ts'), { steps: STEPS, runs });
  return path.join(runs, readdirSync(runs)[0] ?? '');
}

/** As attack-server.ts and peers/attack_peer.py read it. */
async function writeData(folder: string, runFolder: string): Promise<void> {
  const places = { baseFolder: '.', searchFolders: systemDatasetFolders, cacheFolder: folder, allowDownload: false };
  const spec = datasets.fashionMnist({ otherwise: datasets.glyphs() });
  const { test } = unwrap(await loadDataset(spec, places));
  const all = Array.from({ length: test.count }, (_, i) => i);
  writeFileSync(path.join(folder, 'images.f32'), test.gather(all));
  writeFileSync(path.join(folder, 'labels.i32'), test.labels(all));
  const { models } = unwrap(readManifest(runFolder));
  const gibbon = (args: readonly string[]) => {
    cliAtOnce(args);
    return Promise.resolve(0);
  };
  const weights = await savedWeights(runFolder, models, gibbon);
  writeFileSync(
    path.join(folder, 'weights.f32'),
    Buffer.concat([...weights.values()].map(({ values }) => Buffer.from(values.buffer))),
  );
}

async function panelTimes(runFolder: string, cacheFolder: string): Promise<Attacks['panelMs']> {
  const program = { execPath: process.execPath, script: path.join(ROOT, 'dist', 'inspector.cjs') };
  const places = { datasetFolders: [], cacheFolder, allowDownload: false };
  const inspector = new RunInspectorClient(program, runFolder, places);
  const asked = {
    FGSM: { attack: 'fgsm', options: { epsilon: 0.1 } },
    'PGD-20': { attack: 'pgd', options: { epsilon: 0.1 } },
    'targeted descent to 99 %': { attack: 'targeted-descent', options: { epsilon: 8, target: 5 } },
  } as const;
  try {
    const times: Record<string, Spread> = {};
    for (const [name, one] of Object.entries(asked)) {
      const measured: number[] = [];
      for (let at = -3; at < QUESTIONS; at++) {
        const startedAt = performance.now();
        // A slider that moves: another epsilon each time.
        const options = { ...one.options, epsilon: one.options.epsilon * (1 + (at + 4) / 100) };
        const question = {
          kind: 'attackOne',
          step: STEPS,
          image: at + 3,
          attack: one.attack,
          options,
          seed: 1,
        } as const;
        unwrap(await inspector.ask(question));
        if (at >= 0) measured.push(performance.now() - startedAt);
      }
      times[name] = spreadOf(measured);
    }
    return times;
  } finally {
    inspector.dispose();
  }
}

async function throughput(folder: string, rounds: number): Promise<Pick<Attacks, 'rows' | 'versions'>> {
  const contenders = await startContenders(folder);
  try {
    const rows: AttackRow[] = [];
    for (const attack of Object.keys(ATTACKS)) {
      const runners: Runner[] = [];
      for (const contender of contenders) {
        const runner = await Runner.prepare(contender, { model: attack }, ROUND_MS);
        if (runner) runners.push(runner);
      }
      await alternate(
        runners.map((runner) => () => runner.measure()),
        rounds,
      );
      rows.push(...rowsOf(attack, runners));
    }
    const versions = Object.fromEntries(contenders.flatMap(({ process }) => Object.entries(process.versions)));
    return { rows, versions };
  } finally {
    for (const { process } of contenders) process.end();
  }
}

async function startContenders(folder: string): Promise<Contender[]> {
  const contenders: Contender[] = [];
  const python = peersPython();
  for (const threads of [1, 2]) {
    const ours = await StepProcess.start(process.execPath, [SERVER, folder, `${threads}`]);
    contenders.push({ who: 'gibbon', threads, process: ours });
    if (!python) continue;
    const peer = await StepProcess.start(python, [path.join(PEERS, 'attack_peer.py'), folder, `${threads}`]);
    contenders.push({ who: 'pytorch', threads, process: peer });
  }
  return contenders;
}

const rowsOf = (attack: string, runners: readonly Runner[]): AttackRow[] =>
  runners
    .filter(({ contender }) => contender.who === 'gibbon')
    .map(({ contender: { threads }, measured }) => {
      const peer = runners.find(({ contender }) => contender.who === 'pytorch' && contender.threads === threads);
      return {
        attack,
        threads,
        imagesPerSecond: (ATTACK_BATCH * 1000) / medianOf(measured),
        ratio: peer ? medianOf(measured.map((ms, round) => (peer.measured[round] ?? NaN) / ms)) : null,
        gibbon: spreadOf(measured),
      };
    });

const formatRow = ({ attack, threads, imagesPerSecond, ratio }: AttackRow): string =>
  `${attack}, ${threads} thread${threads === 1 ? '' : 's'}: ${Math.round(imagesPerSecond).toLocaleString('en-US')} images a second` +
  (ratio === null ? '' : `, ${ratio.toFixed(2)} × PyTorch`);
