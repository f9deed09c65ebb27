/** Which class is taken for which: counted here once more, image by image. */
import * as tf from '@tensorflow/tfjs';
import { beforeAll, expect, test } from 'vitest';
import { classifier } from '../../../src/authoring/classifier';
import { datasets } from '../../../src/authoring/datasets';
import type { Experiment } from '../../../src/authoring/experiment';
import { loadDataset } from '../../../src/data/load-dataset';
import { Confusion, countPairs } from '../../../src/looking/confusion';
import { confusionTrack } from '../../../src/trainer/confusion-tracks';
import { build, startPlainEngine } from '../training/in-process';
import { tinyClassifier, tinyGan } from '../training/tiny-experiments';

beforeAll(startPlainEngine);

const withHeldOut = (validation: number) => (): Experiment =>
  classifier({
    dataset: datasets.glyphs({ count: 700 }),
    model: tf.sequential({
      layers: [tf.layers.flatten({ inputShape: [28, 28, 1] }), tf.layers.dense({ units: 10, activation: 'softmax' })],
    }),
    optimizer: () => tf.train.adam(0.01),
    validation,
  });

async function looked(make: () => Experiment) {
  const { experiment, step } = await build(make);
  for (let i = 0; i < 3; i++) step.run();
  const { classify } = experiment;
  if (!classify) throw new Error('Expected a classifier.');
  const { numTensors } = tf.memory();
  const look = new Confusion(classify, step, 10).look();
  expect(tf.memory().numTensors).toBe(numTensors);
  return { experiment, step, ...look };
}

// More than one call's worth, fewer, and none, where the test images stand in.
test.each([
  [320, 320],
  [60, 60],
  [0, 70],
])('with %d held out %d images are counted, each once', async (validation, images) => {
  const { experiment, step, scalars, histograms } = await looked(withHeldOut(validation));
  const model = experiment.models['classifier'];
  const probabilities = (model?.predict(step.heldOutImages(images)) as tf.Tensor).dataSync();
  const labels = step.heldOutLabels(images);
  const counts = new Map<string, number>();
  labels.forEach((label, image) => {
    const row = [...probabilities.subarray(image * 10, image * 10 + 10)];
    const pair = `${label} ${row.indexOf(Math.max(...row))}`;
    counts.set(pair, (counts.get(pair) ?? 0) + 1);
  });
  const [histogram] = histograms;
  expect(histogram).toMatchObject({ tag: 'confusion', count: images });
  histogram?.bucketCounts.forEach((count, pair) =>
    expect(count, String(pair)).toBe(counts.get(`${Math.floor(pair / 10)} ${pair % 10}`) ?? 0),
  );
  for (let index = 0; index < 10; index++) {
    const all = labels.filter((label) => label === index).length;
    const right = scalars.find(({ tag }) => tag === `confusion/right/${index}`)?.value;
    expect(right).toBe(all === 0 ? undefined : (counts.get(`${index} ${index}`) ?? 0) / all);
  }
});

test('pairs are counted by row and column', () => {
  const counts = countPairs(Int32Array.of(0, 0, 1, 2, 2), Int32Array.of(0, 2, 1, 0, 0), 3);
  expect([...counts]).toEqual([1, 0, 1, 0, 1, 0, 2, 0, 0]);
});

test('the track names the classes and says of how many images; what tells no classes apart has none', async () => {
  const options = { baseFolder: '.', searchFolders: [], cacheFolder: '.', allowDownload: false };
  for (const [make, has] of [
    [tinyClassifier, true],
    [tinyGan, false],
  ] as const) {
    const { experiment, step } = await build(make);
    const loaded = await loadDataset(experiment.dataset, options);
    if (!loaded.ok) throw new Error(loaded.problem.message);
    const track = confusionTrack(experiment, loaded.value, step);
    expect(track !== undefined).toBe(has);
    if (!track) continue;
    expect(track.classes.map(({ name }) => name)).toEqual(loaded.value.classNames);
    expect(track).toMatchObject({ subtitle: '20 held-out images, share of each class told right' });
  }
});
