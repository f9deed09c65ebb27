import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, test } from 'vitest';
import { autoencoder } from '../../../src/authoring/autoencoder';
import { datasets } from '../../../src/authoring/datasets';
import { CodingsSpread } from '../../../src/looking/codings-spread';
import { LayerStatistics } from '../../../src/looking/layer-statistics';
import { probeName } from '../../../src/training/step-probes';
import { build, startPlainEngine } from '../training/in-process';
import { tinyAutoencoder, tinyGan } from '../training/tiny-experiments';

beforeAll(startPlainEngine);

const { dense, flatten, reshape } = tf.layers;

const wide = (codings: number) =>
  autoencoder({
    dataset: datasets.glyphs({ count: 60 }),
    encoder: tf.sequential({ layers: [flatten({ inputShape: [28, 28, 1] }), dense({ units: codings })] }),
    decoder: tf.sequential({
      layers: [dense({ units: 784, inputShape: [codings] }), reshape({ targetShape: [28, 28, 1] })],
    }),
    optimizer: () => tf.train.adam(0.01),
    validation: 20,
  });

describe('how far codings spread', () => {
  test('is recorded of each coding of a step, and agrees with tfjs', async () => {
    const { experiment, state, step } = await build(tinyAutoencoder);
    const statistics = new LayerStatistics(experiment, state);
    expect(statistics.codings).toMatchObject({ layer: 'encoder/codings', count: 5, isSorted: false });
    const observation = step.run(statistics.probes);
    const recorded = statistics.read(observation).scalars.filter(({ tag }) => tag.startsWith('codings/'));
    expect(recorded.map(({ tag }) => tag)).toEqual([1, 2, 3, 4, 5].map((row) => `codings/${row}/spread`));
    const codings = observation.probed[probeName({ of: 'encoder/codings', thing: 'activation', statistic: 'values' })];
    const { variance } = tf.moments(
      tf.tensor2d(codings?.values as Float32Array, codings?.shape as [number, number]),
      0,
    );
    const expected = variance.sqrt().dataSync();
    recorded.forEach(({ value }, row) => expect(value).toBeCloseTo(expected[row] ?? NaN, 5));
    step.dispose();
  });

  test('is 0 of a coding that is always the same, and not a little more for being large', () => {
    const spread = CodingsSpread.of(tinyAutoencoder());
    expect([...(spread?.read([1e6, 0, 1, 2, -1, 1e6, 0, 3, 2, 1]) ?? [])]).toEqual([0, 0, 1, 0, 1]);
  });

  test('of more codings than rows is sorted, from the widest to the narrowest; a NaN comes first', () => {
    const spread = CodingsSpread.of(wide(100));
    expect(spread).toMatchObject({ count: 100, rows: 64, isSorted: true });
    // Coding c is −c and c: its spread is c.
    const batch = [-1, 1].flatMap((sign) => Array.from({ length: 100 }, (_, coding) => sign * coding));
    const rows = [...(spread?.read(batch) ?? [])];
    expect([rows.length, rows[0], rows.at(-1)]).toEqual([64, 99, 0]);
    expect(rows).toEqual([...rows].sort((a, b) => b - a));
    batch[3] = NaN;
    expect(spread?.read(batch)[0]).toBeNaN();
  });

  test('of 64 codings each has its row', () => {
    expect(CodingsSpread.of(wide(64))).toMatchObject({ rows: 64, isSorted: false });
  });

  test('is nothing that a GAN has', () => {
    expect(CodingsSpread.of(tinyGan())).toBeUndefined();
  });
});

test('a layer is trained when a phase moves its weights', async () => {
  const { experiment, state, step } = await build(tinyGan);
  const statistics = new LayerStatistics(experiment, state);
  expect(statistics.layerNames.filter((layer) => statistics.isTrained(layer))).toEqual([
    'generator/dense_1',
    'generator/dense_2',
    'discriminator/dense_1',
    'discriminator/dense_2',
  ]);
  step.dispose();
});
