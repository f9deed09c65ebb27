/** The thread that makes maps: the same maps as without it, and nothing left when they are not wanted any more. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { Worker } from 'node:worker_threads';
import { afterAll, afterEach, expect, test, vi } from 'vitest';
import { ProblemError } from '../../../src/base/problem';
import type { MapMethod, MapRound } from '../../../src/projection/map-method';
import { ProjectionWorker } from '../../../src/projection/worker/projection-worker';
import { laidOut, scattered } from './codings';

const script = path.resolve(__dirname, '../../../dist/projection-worker.cjs');
const folder = mkdtempSync(path.join(os.tmpdir(), 'gibbon-projection-'));
afterAll(() => rmSync(folder, { recursive: true }));

const workers: ProjectionWorker[] = [];
const started = (program = script): ProjectionWorker => {
  const worker = new ProjectionWorker(program);
  workers.push(worker);
  return worker;
};
afterEach(() => workers.splice(0).forEach((worker) => worker.dispose()));

const umap: MapMethod = { method: 'umap', neighbours: 10, seed: 4 };
/** Nobody waits for the end of it. */
const endless: MapMethod = { ...umap, epochs: 1_000_000 };

/** All that were ever started here; what has ended has no number any more. */
const everStarted: Worker[] = [];
process.on('worker', (thread) => everStarted.push(thread));
const threads = () => everStarted.filter(({ threadId }) => threadId !== -1);
/** A thread that was ended is gone a moment later. */
const noThreads = () => expect.poll(threads).toEqual([]);

test('a map from the thread is the map without it, and so is what is told on the way', async () => {
  const of = scattered(200, 5);
  const rounds: MapRound[] = [];
  const places = await started().layOut(of, umap, (round) => rounds.push(round));
  const here = laidOut(of, umap);
  expect(places).toEqual(here.places);
  expect(rounds).toEqual(here.rounds);
  await noThreads();
});

test('the codings stay with who asked, and of a part of them only that part is laid out', async () => {
  const all = scattered(200, 5);
  const part = { shape: [60, 5], values: all.values.subarray(100, 400) };
  const places = await started().layOut(part, umap);
  expect(places).toEqual(laidOut({ shape: [60, 5], values: all.values.slice(100, 400) }, umap).places);
  expect(all.values).toEqual(scattered(200, 5).values);
});

test('the process answers others while a map is made', async () => {
  const abort = new AbortController();
  let answered = 0;
  const onRound = vi.fn(() => {
    setImmediate(() => {
      if (++answered === 3) abort.abort();
    });
  });
  expect(
    await started().layOut(scattered(300, 5), { ...endless, epochs: 4000 }, onRound, abort.signal),
  ).toBeUndefined();
  expect(answered).toBe(3);
  await noThreads();
});

test('cancelled before it begins, no thread is started', async () => {
  expect(await started().layOut(scattered(20, 2), umap, undefined, AbortSignal.abort())).toBeUndefined();
  expect(threads()).toEqual([]);
});

test('another map ends the one before it, and is not mixed up with it', async () => {
  const worker = started();
  const first = worker.layOut(scattered(300, 5), endless);
  const second = worker.layOut(scattered(40, 5), umap);
  expect(await first).toBeUndefined();
  expect(await second).toEqual(laidOut(scattered(40, 5), umap).places);
  await noThreads();
});

test('disposing ends the map, and a later one is made all the same', async () => {
  const worker = started();
  const map = worker.layOut(scattered(300, 5), endless);
  await expect.poll(threads).toHaveLength(1);
  worker.dispose();
  expect(await map).toBeUndefined();
  await noThreads();
  expect((await worker.layOut(scattered(20, 5), umap))?.shape).toEqual([20, 2]);
});

test('what is wrong with the codings is a problem', async () => {
  const of = scattered(20, 5);
  of.values[0] = NaN;
  await expect(started().layOut(of, umap)).rejects.toThrow(ProblemError);
  await expect(started().layOut(of, umap)).rejects.toThrow('Expected finite codings, got NaN');
  await noThreads();
});

test.each([
  ['throws', 'throw new Error("no memory for this")', 'no memory for this'],
  ['ends in the middle', 'process.exit(3)', 'it ended with exit code 3'],
])('a thread that %s is a problem, and leaves nothing', async (_, program, why) => {
  const file = path.join(folder, 'broken.cjs');
  writeFileSync(file, program);
  const map = started(file).layOut(scattered(20, 5), umap);
  await expect(map).rejects.toThrow(ProblemError);
  await expect(map).rejects.toThrow(`The thread that makes maps broke down: ${why}.`);
  await noThreads();
});

test('a program that is missing is a problem', async () => {
  await expect(started(path.join(folder, 'none.cjs')).layOut(scattered(20, 5), umap)).rejects.toThrow(ProblemError);
});
