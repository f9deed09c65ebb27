/** The classifier learns, is the same each time, and what the cache holds of it is checked before anyone believes it. */
import * as tf from '@tensorflow/tfjs';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Dataset } from '../../../src/data/dataset';
import { loadDataset } from '../../../src/data/load-dataset';
import type { Engine } from '../../../src/engine/engine';
import { hashState } from '../../../src/store/state-hash';
import { classifierFile, keepClassifier, loadClassifier } from '../../../src/looking/reference-classifier';
import { FEATURES } from '../../../src/looking/reference-network';
import { type TrainedClassifier, trainReferenceClassifier } from '../../../src/looking/train-reference-classifier';
import { startOnnx } from '../engine/engines';

const glyphs = async (count: number, seed = 0): Promise<Dataset> => {
  const options = { baseFolder: '.', searchFolders: [], cacheFolder: '.', allowDownload: false };
  const loaded = await loadDataset({ kind: 'glyphs', count, seed }, options);
  if (!loaded.ok) throw new Error(loaded.problem.message);
  return loaded.value;
};

let engine: Engine;
let folder: string;
let dataset: Dataset;
let trained: TrainedClassifier;
const fallbacks: string[] = [];
beforeAll(async () => {
  engine = await startOnnx();
  folder = mkdtempSync(path.join(os.tmpdir(), 'gibbon-classifier-'));
  dataset = await glyphs(300);
  trained = await trainReferenceClassifier(dataset, engine, { onFallback: (message) => fallbacks.push(message) });
});
afterAll(() => {
  engine.dispose();
  rmSync(folder, { recursive: true, force: true });
});

test('300 glyphs suffice to tell nine of ten of those that it has not seen, in compiled steps', () => {
  expect(trained.accuracy).toBeGreaterThan(0.9);
  expect(fallbacks).toEqual([]);
});

test('trained again it is the same to the bit, and leaves no tensor behind', async () => {
  const { numTensors } = tf.memory();
  const few = await glyphs(20);
  const [once, again] = [await trainReferenceClassifier(few, engine), await trainReferenceClassifier(few, engine)];
  expect(hashState(again.weights)).toBe(hashState(once.weights));
  expect(hashState(again.weights)).not.toBe(hashState(trained.weights));
  expect(tf.memory().numTensors).toBe(numTensors);
});

test('what is kept tells as many right as when it was trained', () => {
  const file = classifierFile(folder, dataset);
  keepClassifier(file, trained);
  const { numTensors } = tf.memory();
  const classifier = loadClassifier(file, dataset, engine);
  expect(classifier?.accuracy).toBe(trained.accuracy);
  const { test: split } = dataset;
  let right = 0;
  for (let image = 0; image < split.count; image++) {
    const images = tf.tensor4d(split.gather([image]), [1, 28, 28, 1]);
    const { classes, features } = classifier!.look(images);
    expect([classes.length, features.length]).toEqual([1, FEATURES]);
    if (classes[0] === split.labels([image])[0]) right++;
    images.dispose();
  }
  expect(right / split.count).toBeCloseTo(trained.accuracy, 10);
  classifier?.dispose();
  expect(tf.memory().numTensors).toBe(numTensors);
});

test('a file with one bit changed, a file cut short, and none at all count as none', () => {
  const file = path.join(folder, 'damaged.safetensors');
  keepClassifier(file, trained);
  const whole = readFileSync(file);
  expect(loadClassifier(file, dataset, engine)).toBeDefined();
  for (const at of [whole.length - 1, whole.length >> 1, 20]) {
    const damaged = Buffer.from(whole);
    damaged[at]! ^= 1;
    writeFileSync(file, damaged);
    expect(loadClassifier(file, dataset, engine), `byte ${at}`).toBeUndefined();
  }
  writeFileSync(file, whole.subarray(0, whole.length - 100));
  expect(loadClassifier(file, dataset, engine)).toBeUndefined();
  expect(loadClassifier(path.join(folder, 'none.safetensors'), dataset, engine)).toBeUndefined();
});

test('other images, however named, have a classifier of their own', async () => {
  const [same, otherSeed, more] = [await glyphs(300), await glyphs(300, 1), await glyphs(310)];
  const file = classifierFile(folder, dataset);
  expect(classifierFile(folder, same)).toBe(file);
  expect(classifierFile(folder, otherSeed)).not.toBe(file);
  expect(classifierFile(folder, more)).not.toBe(file);
});

test('a cache that cannot be written is a problem that names the file', () => {
  const blocked = path.join(folder, 'a-file');
  mkdirSync(folder, { recursive: true });
  writeFileSync(blocked, '');
  expect(() => keepClassifier(path.join(blocked, 'classifiers', 'x.safetensors'), trained)).toThrow(/x\.safetensors/);
});
