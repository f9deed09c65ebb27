/** The reference classifier by command: what is wrong is said in a sentence; a real process trains one from real words. */
import path from 'node:path';
import { expect, test } from 'vitest';
import { trainClassifier } from '../../../src/client/train-classifier';
import { existsSync } from 'node:fs';
import { gibbon, temporaryFolder } from '../../programs/gibbon-cli';

test('an unknown data set is told the known ones', async () => {
  const { code, stderr } = await gibbon(['classifier', 'cats']);
  expect(stderr).toMatch(/expected one of fashion-mnist, glyphs, and got cats/);
  expect(code).toBe(2);
});

test('a process trains it once, keeps it, and finds it the next time', async () => {
  const folder = temporaryFolder();
  const program = { execPath: process.execPath, script: path.resolve(__dirname, '../../../dist/trainer.cjs') };
  const places = { baseFolder: folder, datasetFolders: [], cacheFolder: folder, allowDownload: false };
  const kinds: string[] = [];
  const train = () =>
    trainClassifier(program, { dataset: { kind: 'glyphs', count: 200 }, again: false, ...places }, ({ kind }) =>
      kinds.push(kind),
    );
  const first = await train();
  expect(existsSync(first.file)).toBe(true);
  expect(first.trainedMs).toBeGreaterThan(0);
  expect(first.notes).toEqual([]);
  expect(first.accuracy).toBeGreaterThan(0.5);
  expect(new Set(kinds)).toEqual(new Set(['began', 'progressed', 'ready']));
  kinds.length = 0;
  expect(await train()).toMatchObject({ file: first.file, accuracy: first.accuracy, trainedMs: 0 });
  expect(kinds).toEqual(['ready']);
});
