/** The codings that tests/golden/projection/write-golden.py made its figures of, and maps of them at once. */
import { existsSync } from 'node:fs';
import { expect } from 'vitest';
import { formatProblem } from '../../../src/base/problem';
import { systemDatasetFolders } from '../../../src/data/fashion-mnist-files';
import { loadDataset } from '../../../src/data/load-dataset';
import { layOut } from '../../../src/projection/lay-out';
import type { MapMethod, MapRound } from '../../../src/projection/map-method';
import type { PlainTensor } from '../../../src/protocol/plain-tensor';

/** Where Fashion-MNIST isn't installed, what is about it is left out. */
export const hasFashionMnist = systemDatasetFolders.some((folder) => existsSync(folder));

/** The first training images, [count, 784] in [0, 1]. */
export async function images(count: number): Promise<PlainTensor> {
  const found = await loadDataset(
    { kind: 'fashionMnist' },
    {
      baseFolder: '/',
      searchFolders: systemDatasetFolders,
      cacheFolder: '/no/such/folder',
      allowDownload: false,
    },
  );
  if (!found.ok) expect.fail(formatProblem(found.problem));
  return {
    shape: [count, 784],
    values: Float32Array.from(found.value.train.gather(Array.from({ length: count }, (_, i) => i))),
  };
}

/** [count, 30]: sums of squares of 4 × 4 pixels, which float32 holds exactly. */
export async function codings(count: number): Promise<PlainTensor> {
  const { values } = await images(count);
  const sums = new Float32Array(count * 30);
  for (let i = 0; i < count; i++)
    for (let y = 0; y < 24; y++)
      for (let x = 0; x < 20; x++)
        sums[i * 30 + 5 * Math.floor(y / 4) + Math.floor(x / 4)]! +=
          Math.round(values[i * 784 + (y + 2) * 28 + x + 4]! * 255) / 4096;
  return { shape: [count, 30], values: sums };
}

/** Not slowed down by anything else: the map, and what was told on the way. */
export function laidOut(of: PlainTensor, method: MapMethod): { places: PlainTensor; rounds: MapRound[] } {
  const rounds: MapRound[] = [];
  const all = layOut(of, method);
  for (let next = all.next(); ; next = all.next()) {
    if (next.done) return { places: next.value, rounds };
    rounds.push(next.value);
  }
}

export const part = ({ values, shape: [, size = 0] }: PlainTensor, from: number, to: number): PlainTensor => ({
  shape: [to - from, size],
  values: values.slice(from * size, to * size),
});

/** Numbers as if by chance, always the same ones (Park, Miller, 1988), in [-0.5, 0.5). */
export function scattered(count: number, dims: number, seed = 1): PlainTensor {
  let state = seed;
  const values = Float32Array.from({ length: count * dims }, () => {
    state = (state * 16807) % 2147483647;
    return state / 2147483647 - 0.5;
  });
  return { shape: [count, dims], values };
}
