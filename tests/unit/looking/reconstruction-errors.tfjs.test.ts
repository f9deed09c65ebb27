/** Errors of reconstructions by pixel and by class, against plain loops over the same images. */
import * as tf from '@tensorflow/tfjs';
import { decode } from 'fast-png';
import { beforeAll, expect, test } from 'vitest';
import { viridis } from '../../../src/base/viridis';
import { errorTracks } from '../../../src/trainer/error-tracks';
import { lookAtReconstructions } from '../../../src/looking/reconstruction-errors';
import { loadDataset } from '../../../src/data/load-dataset';
import { models } from '../../models/models';
import { build, startPlainEngine } from '../training/in-process';

beforeAll(startPlainEngine);

const autoencoder = () => {
  const made = models['dense autoencoder']?.({ width: 0.1 });
  if (!made) throw new Error('Expected the models to have a dense autoencoder.');
  return made;
};

test('the map is the mean over the images, each class’ error the mean over its own, and no tensor is kept', async () => {
  const { experiment, step } = await build(autoencoder);
  step.run();
  const { numTensors } = tf.memory();
  const looked = lookAtReconstructions(experiment, step);
  expect(tf.memory().numTensors).toBe(numTensors);

  const inputs = step.heldOutImages(32);
  const { encoder, decoder } = experiment.models;
  const outputs = decoder?.predict(encoder?.predict(inputs) as tf.Tensor) as tf.Tensor;
  const [x, y, labels] = [inputs.dataSync(), outputs.dataSync(), step.heldOutLabels(32)];
  const map = new Array<number>(784).fill(0);
  const byClass = new Map<number, number[]>();
  for (let image = 0; image < 32; image++) {
    let sum = 0;
    for (let pixel = 0; pixel < 784; pixel++) {
      const error = ((x[image * 784 + pixel] ?? NaN) - (y[image * 784 + pixel] ?? NaN)) ** 2;
      map[pixel]! += error / 32;
      sum += error / 784;
    }
    const label = labels[image] ?? -1;
    byClass.set(label, [...(byClass.get(label) ?? []), sum]);
  }
  const scalars = new Map(looked?.scalars.map(({ tag, value }) => [tag, value]));
  const largest = Math.max(...map);
  expect(scalars.get('errorMap/largest')).toBeCloseTo(largest, 6);
  expect(byClass.size).toBeGreaterThan(5);
  const several = [...byClass.values()].filter(({ length }) => length > 1).length;
  expect(several).toBeGreaterThan(3);
  expect(scalars.size).toBe(byClass.size + several + 1);
  for (const [label, errors] of byClass) {
    const mean = errors.reduce((sum, error) => sum + error, 0) / errors.length;
    expect(scalars.get(`errorByClass/${label}`), `class ${label}`).toBeCloseTo(mean, 6);
    // Bessel's correction, over the root of how many there are; by the other formula, Σx² − nx̄².
    const squares = errors.reduce((sum, error) => sum + error * error, 0) - errors.length * mean * mean;
    const standardError = Math.sqrt(Math.max(0, squares) / (errors.length - 1) / errors.length);
    const recorded = scalars.get(`errorByClass/${label}/standardError`);
    if (errors.length < 2) expect(recorded, `class ${label}`).toBeUndefined();
    else expect(recorded, `class ${label}`).toBeCloseTo(standardError, 6);
  }
  const picture = decode(looked?.picture?.png ?? new Uint8Array());
  expect([picture.width, picture.height, picture.channels]).toEqual([28, 28, 3]);
  map.forEach((error, pixel) => {
    viridis(error / largest).forEach((shade, channel) =>
      expect(Math.abs((picture.data[pixel * 3 + channel] ?? NaN) - shade)).toBeLessThanOrEqual(1),
    );
  });
  tf.dispose([inputs, outputs]);
});

test('tracks: a map with its scale, and a curve for each class that is among the images, by its name', async () => {
  const { experiment, step } = await build(autoencoder);
  const options = { baseFolder: '.', searchFolders: [], cacheFolder: '.', allowDownload: false };
  const loaded = await loadDataset(experiment.dataset, options);
  if (!loaded.ok) throw new Error(loaded.problem.message);
  const [map, byClass] = errorTracks(experiment, loaded.value, step);
  expect(map).toMatchObject({ kind: 'images', scale: 'errorMap/largest', tileWidth: 28, columns: 1, rows: 1 });
  expect(byClass).toMatchObject({ kind: 'curves', id: 'errorByClass' });
  const series = byClass?.kind === 'curves' ? byClass.series : [];
  for (const { classIndex = -1, label } of series) expect(label).toBe(loaded.value.classNames[classIndex]);
  const labels = [...step.heldOutLabels(32)];
  for (const { classIndex, samples, standardError } of series) {
    expect(samples).toBe(labels.filter((label) => label === classIndex).length);
    expect(standardError).toBe(samples === 1 ? undefined : `errorByClass/${classIndex}/standardError`);
  }
});

test('an experiment that reconstructs nothing has neither', async () => {
  const { experiment, step } = await build(() => {
    const made = models['MLP GAN']?.({ width: 0.1 });
    if (!made) throw new Error('Expected the models to have a GAN.');
    return made;
  });
  expect(lookAtReconstructions(experiment, step)).toBeUndefined();
});
