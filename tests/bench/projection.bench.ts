/**
 * How long codings take to become a map, and how far it can be trusted, beside umap-learn and scikit-learn where a Python that
 * GIBBON_BENCH_UMAP names has them. 30 numbers a coding: as many principal components of Fashion-MNIST.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { ROOT } from '../../scripts/lib/places.mjs';
import { systemDatasetFolders } from '../../src/data/fashion-mnist-files';
import { loadDataset } from '../../src/data/load-dataset';
import { layOut } from '../../src/projection/lay-out';
import type { MapMethod } from '../../src/projection/map-method';
import { principalComponents } from '../../src/projection/principal-components';
import { trustOf } from '../../src/projection/trust';
import type { PlainTensor } from '../../src/protocol/plain-tensor';
import { bench } from './bench';
import { formatSpread, type Spread, spreadOf } from './spread';

const SAMPLES = 3;
const DIMS = 30;
const PEER = path.join(ROOT, 'tests', 'bench', 'peers', 'projection_peer.py');

const MAPS: Readonly<Record<string, { readonly count: number; readonly method: MapMethod }>> = {
  'UMAP, 10,000 codings, 200 epochs': {
    count: 10_000,
    method: { method: 'umap', neighbours: 15, epochs: 200, seed: 1 },
  },
  't-SNE, 5,000 codings, 1,000 rounds': {
    count: 5000,
    method: { method: 'tsne', perplexity: 30, epochs: 1000, seed: 1 },
  },
};

interface MapRow {
  readonly name: string;
  readonly ms: Spread;
  readonly trustworthiness: number;
  /** Of umap-learn or scikit-learn, compiled beforehand; null where they are not. */
  readonly peer: { readonly ms: Spread; readonly trustworthiness: number } | null;
}

interface Projection {
  readonly rows: readonly MapRow[];
  /** Of 60,000 codings. */
  readonly pca: Spread;
  /** Of a sample of 2,000. */
  readonly trust: Spread;
}

export default bench<Projection>({
  name: 'projection',
  title: 'Codings to maps',

  async run({ progress, samples = SAMPLES }) {
    const all = await codingsOf(60_000);
    const pca = spreadOf(repeated(samples, () => principalComponents(all, 2)));
    const rows = Object.entries(MAPS).map(([name, { count, method }]): MapRow => {
      const codings = first(count, all);
      let places = codings;
      const ms = spreadOf(repeated(samples, () => (places = mapOf(codings, method))));
      const row = {
        name,
        ms,
        trustworthiness: trustworthinessOf(codings, places),
        peer: askPeer(codings, method, samples),
      };
      progress.say(`· ${describeRow(row)}`);
      return row;
    });
    const some = first(2000, all);
    const trust = spreadOf(repeated(samples, () => trustworthinessOf(some, principalComponents(some, 2).places)));
    return { rows, pca, trust };
  },

  describe: ({ rows, pca, trust }) => [
    ...rows.map(describeRow),
    `PCA of 60,000 codings: ${formatSpread(pca, 'ms')}`,
    `trust in a map of 2,000 codings: ${formatSpread(trust, 'ms')}`,
  ],
});

function describeRow({ name, ms, trustworthiness, peer }: MapRow): string {
  const own = `${name}: ${formatSpread(ms, 'ms')}, trustworthiness ${trustworthiness.toFixed(4)}`;
  if (!peer) return `${own}; umap-learn and scikit-learn are not there (GIBBON_BENCH_UMAP)`;
  const theirs = `theirs ${formatSpread(peer.ms, 'ms')}, trustworthiness ${peer.trustworthiness.toFixed(4)}`;
  return `${own}; ${theirs}: ${(peer.ms.median / ms.median).toFixed(1)} times as long`;
}

async function codingsOf(count: number): Promise<PlainTensor> {
  const folders = { baseFolder: ROOT, searchFolders: systemDatasetFolders, cacheFolder: ROOT, allowDownload: false };
  const found = await loadDataset({ kind: 'fashionMnist' }, folders);
  if (!found.ok) throw new Error(found.problem.message);
  const values = Float32Array.from(found.value.train.gather(Array.from({ length: count }, (_, i) => i)));
  return principalComponents({ shape: [count, values.length / count], values }, DIMS).places;
}

const first = (count: number, { values, shape: [, dims = 0] }: PlainTensor): PlainTensor => ({
  shape: [count, dims],
  values: values.slice(0, count * dims),
});

function repeated(times: number, work: () => unknown): number[] {
  return Array.from({ length: times }, () => {
    const startedAt = performance.now();
    work();
    return performance.now() - startedAt;
  });
}

function mapOf(codings: PlainTensor, method: MapMethod): PlainTensor {
  const rounds = layOut(codings, method);
  for (let next = rounds.next(); ; next = rounds.next()) if (next.done) return next.value;
}

const trustworthinessOf = (codings: PlainTensor, places: PlainTensor): number =>
  trustOf(codings, places, { neighbours: 15, sample: 2000, seed: 1 })?.trustworthiness ?? NaN;

function askPeer(codings: PlainTensor, method: MapMethod, samples: number): MapRow['peer'] {
  const python = process.env.GIBBON_BENCH_UMAP;
  if (!python) return null;
  const folder = mkdtempSync(path.join(os.tmpdir(), 'gibbon-bench-projection-'));
  try {
    const file = path.join(folder, 'codings');
    writeFileSync(file, codings.values);
    const answer = execFileSync(
      python,
      [PEER, file, String(codings.shape[1]), JSON.stringify(method), String(samples)],
      {
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'ignore'],
      },
    );
    const { ms, places } = JSON.parse(answer) as { ms: number[]; places: number[] };
    const map = { shape: [codings.shape[0]!, 2], values: Float32Array.from(places) };
    return { ms: spreadOf(ms), trustworthiness: trustworthinessOf(codings, map) };
  } finally {
    rmSync(folder, { recursive: true });
  }
}
