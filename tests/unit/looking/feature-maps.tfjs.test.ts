/** Feature maps against tfjs' own sub-models, whatever a model is made of; and that nobody who looks leaves a trace. */
import * as tf from '@tensorflow/tfjs';
import { decode } from 'fast-png';
import { beforeAll, describe, expect, test } from 'vitest';
import { datasets } from '../../../src/authoring/datasets';
import { experiment as defineExperiment, type Experiment } from '../../../src/authoring/experiment';
import { blueWhiteRed } from '../../../src/base/blue-white-red';
import { viridis } from '../../../src/base/viridis';
import { namedLayers } from '../../../src/loading/model-roles';
import { noiseStreams } from '../../../src/loading/tfjs-randomness';
import { describeFeatureMaps, lookAtFeatureMaps, type MapParts } from '../../../src/looking/feature-maps';
import { PictureDrawer } from '../../../src/looking/picture-drawer';
import { NoiseGenerator } from '../../../src/noise/noise-generator';
import type { FedMaps } from '../../../src/protocol/feature-maps';
import { hashState } from '../../../src/store/state-hash';
import { models } from '../../models/models';
import { build, startPlainEngine } from '../training/in-process';

beforeAll(startPlainEngine);

const SEED = 7;
const madeOf = (name: string) => () => {
  const made = models[name]?.({ width: name === 'DCGAN' ? 0.04 : 0.12 });
  if (!made) throw new Error(`Expected the models to have a ${name}.`);
  return made;
};

async function looking(make: () => Experiment, firstStep = true) {
  const { experiment, state, step } = await build(make, SEED);
  if (firstStep) step.run();
  const parts: MapParts = { experiment, step, seed: SEED };
  const drawer = new PictureDrawer(experiment, step, SEED);
  const look = () => {
    const described = drawer.aside(() => describeFeatureMaps(parts));
    return { described, ...drawer.aside(() => lookAtFeatureMaps(parts, described)) };
  };
  return { experiment, state, step, look };
}

const { conv2d, conv2dTranspose, maxPooling2d, flatten, dense, upSampling2d } = tf.layers;
const IMAGE = [28, 28, 1];

/** A hand-written experiment of one model, which is fed with the images, and whatever else it wants. */
const withModel =
  (
    make: () => tf.LayersModel,
    feed = (images: tf.Tensor): tf.Tensor | tf.Tensor[] => images,
    conditional: readonly string[] = [],
  ) =>
  () => {
    const model = make();
    return defineExperiment({
      models: { model },
      conditional,
      optimizers: { model: () => tf.train.sgd(0.01) },
      dataset: datasets.glyphs({ count: 64 }),
      batchSize: 4,
      step: ({ batch, update }) => ({
        loss: update('model', () =>
          tf.mean(tf.square(model.apply(feed(batch.images), { training: true }) as tf.Tensor)),
        ),
      }),
    });
  };

/** What a layer gives out, by a model that ends there: [height, width, channels]. */
function outputOf(model: tf.LayersModel, layer: tf.layers.Layer, input: tf.Tensor | tf.Tensor[]): tf.Tensor3D {
  const inner = tf.model({ inputs: model.inputs, outputs: layer.output });
  return tf.tidy(() => tf.squeeze(inner.predict(input) as tf.Tensor, [0]));
}

const pixelsOf = (png: Uint8Array) => {
  const { data, palette = [], width } = decode(png);
  return (x: number, y: number): readonly number[] => palette[data[y * width + x] ?? -1] ?? [];
};

interface Looked {
  readonly experiment: Experiment;
  readonly images: readonly { readonly tag: string; readonly png: Uint8Array }[];
  readonly scalars: readonly { readonly tag: string; readonly value: number }[];
}

/** Each recorded pixel of each map of a model, and all figures, are those of sub-models that are fed alike. */
function compare(
  { role, layers }: FedMaps,
  input: tf.Tensor | tf.Tensor[],
  { experiment, images, scalars }: Looked,
): void {
  const model = experiment.models[role] as unknown as tf.LayersModel;
  const figure = (tag: string) => scalars.find((scalar) => scalar.tag === tag)?.value ?? NaN;
  for (const { layer: name, tag, columns, tileWidth, tileHeight, shown, count } of layers) {
    const layer = namedLayers(role, model).find((named) => named.name === name)?.layer;
    const output = outputOf(model, layer as tf.layers.Layer, input);
    expect([tileHeight, tileWidth, count]).toEqual(output.shape);
    const [values, flat] = [output.arraySync(), [...output.dataSync()]];
    const [smallest, largest] = [Math.min(...flat), Math.max(...flat)];
    expect(figure(`${tag}/smallest`)).toBeCloseTo(smallest, 5);
    expect(figure(`${tag}/largest`)).toBeCloseTo(largest, 5);
    const isDead = (map: number) => values.every((row) => row.every((pixel) => pixel[map] === 0));
    expect(figure(`${tag}/dead`)).toBe(Array.from({ length: count }, (_, map) => map).filter(isDead).length);
    const pixel = pixelsOf(images.find((image) => image.tag === tag)?.png ?? new Uint8Array());
    const end = Math.max(-smallest, largest);
    for (let map = 0; map < shown; map++)
      for (let y = 0; y < tileHeight; y++)
        for (let x = 0; x < tileWidth; x++) {
          const share = (values[y]?.[x]?.[map] ?? NaN) / end;
          const colour = smallest < 0 ? blueWhiteRed(share) : viridis(share);
          const drawn = pixel((map % columns) * tileWidth + x, Math.floor(map / columns) * tileHeight + y);
          // The share is recorded in 127 steps either way, and no colour changes faster than 4 shades in half a step.
          const off = Math.max(...colour.map((shade, channel) => Math.abs(shade - (drawn[channel] ?? NaN))));
          if (!(off <= 4)) expect.fail(`${name} map ${map} (${x}, ${y}): ${drawn.join()} for ${colour.join()}`);
        }
    output.dispose();
  }
}

/** An image beside a class, as one number a pixel more. */
function takingAClass(): tf.LayersModel {
  const [image, told] = [tf.input({ shape: IMAGE }), tf.input({ shape: [10] })];
  const plane = tf.layers.reshape({ targetShape: IMAGE }).apply(dense({ units: 784 }).apply(told));
  const both = tf.layers.concatenate().apply([image, plane as tf.SymbolicTensor]);
  const maps = conv2d({ filters: 4, kernelSize: 3, strides: 2, activation: 'relu' }).apply(both);
  return tf.model({ inputs: [image, told], outputs: maps as tf.SymbolicTensor });
}

describe('the maps are those of tfjs’ own sub-models', () => {
  test('of a model that takes a class beside the image, for the first held-out image and its own class', async () => {
    const feed = (images: tf.Tensor) => [images, tf.oneHot(tf.zeros([4], 'int32'), 10).toFloat()];
    const { experiment, step, look } = await looking(withModel(takingAClass, feed, ['model']));
    const { described, ...seen } = look();
    const [fed] = described as FedMaps[];
    expect(fed).toMatchObject({ role: 'model', sample: 'heldOutImage' });
    const [label = -1] = step.heldOutLabels(1);
    const told = tf.tensor2d([Array.from({ length: 10 }, (_, index) => (index === label ? 1 : 0))]);
    compare(fed!, [step.heldOutImages(1), told], { experiment, ...seen });
  });

  test('of an encoder for the first held-out image, of a decoder for its coding; no tensor is kept', async () => {
    const { experiment, step, look } = await looking(madeOf('convolutional autoencoder'));
    const { numTensors } = tf.memory();
    const { described, ...seen } = look();
    expect(tf.memory().numTensors).toBe(numTensors);
    const [ofEncoder, ofDecoder] = described as FedMaps[];
    expect([ofEncoder?.sample, ofDecoder?.sample]).toEqual(['heldOutImage', 'codingOfImage']);
    expect(ofEncoder?.layers.map(({ layer }) => layer)).toEqual(
      [1, 2, 3].flatMap((n) => [`encoder/conv2d_${n}`, `encoder/max_pooling2d_${n}`]),
    );
    const image = step.heldOutImages(1);
    const coding = experiment.models.encoder?.predict(image) as tf.Tensor;
    compare(ofEncoder!, image, { experiment, ...seen });
    compare(ofDecoder!, coding, { experiment, ...seen });
    expect(seen.images).toHaveLength(9);
  });

  test('of a generator for the first fixed coding, of a discriminator for an image', async () => {
    const { experiment, step, look } = await looking(madeOf('DCGAN'));
    const { described, ...seen } = look();
    const [ofGenerator, ofDiscriminator] = described as FedMaps[];
    expect([ofGenerator?.sample, ofDiscriminator?.sample]).toEqual(['fixedCoding', 'heldOutImage']);
    const noise = new NoiseGenerator(SEED, noiseStreams.fixedCodings).normal(new Float32Array(100));
    compare(ofGenerator!, tf.tensor2d(noise, [1, 100]), { experiment, ...seen });
    compare(ofDiscriminator!, step.heldOutImages(1), { experiment, ...seen });
  });

  test('of ReLU and pooling, in the colours of magnitudes', async () => {
    const { experiment, step, look } = await looking(
      withModel(() =>
        tf.sequential({
          layers: [
            conv2d({ filters: 20, kernelSize: 3, activation: 'relu', inputShape: IMAGE }),
            maxPooling2d({ poolSize: 2 }),
            upSampling2d({ size: [2, 2] }),
            flatten(),
            dense({ units: 1 }),
          ],
        }),
      ),
    );
    const { described, ...seen } = look();
    const [maps] = described as FedMaps[];
    expect(maps?.layers.map(({ shown, count }) => [shown, count])).toEqual([
      [16, 20],
      [16, 20],
      [16, 20],
    ]);
    compare(maps!, step.heldOutImages(1), { experiment, ...seen });
  });

  test('where a layer is shared, of its last use', async () => {
    const { experiment, step, look } = await looking(
      withModel(() => {
        const input = tf.input({ shape: IMAGE });
        const conv = conv2d({ filters: 1, kernelSize: 3, padding: 'same', activation: 'tanh' });
        const twice = conv.apply(conv.apply(input)) as tf.SymbolicTensor;
        return tf.model({
          inputs: input,
          outputs: dense({ units: 1 }).apply(flatten().apply(twice)) as tf.SymbolicTensor,
        });
      }),
    );
    const { described, scalars } = look();
    expect(described).toMatchObject([{ layers: [{ layer: 'model/conv2d_1' }] }]);
    const [conv] = experiment.models.model!.layers.filter((layer) => layer.getClassName() === 'Conv2D');
    const once = conv!.apply(step.heldOutImages(1)) as tf.Tensor;
    const largest = tf.max(conv!.apply(once) as tf.Tensor).dataSync()[0];
    expect(scalars.find(({ tag }) => tag.endsWith('/largest'))?.value).toBeCloseTo(largest ?? NaN, 6);
  });

  test('within a nested model', async () => {
    const { experiment, step, look } = await looking(
      withModel(() =>
        tf.sequential({
          layers: [
            tf.sequential({
              name: 'inner',
              layers: [conv2d({ filters: 2, kernelSize: 5, strides: 3, inputShape: IMAGE })],
            }),
            flatten(),
            dense({ units: 1 }),
          ],
        }),
      ),
    );
    const { described, scalars } = look();
    expect(described).toMatchObject([{ sample: 'heldOutImage', layers: [{ layer: 'model/inner/conv2d_1' }] }]);
    const inner = experiment.models.model!.layers[0] as unknown as tf.LayersModel;
    const smallest = tf.min(inner.predict(step.heldOutImages(1)) as tf.Tensor).dataSync()[0];
    expect(scalars.find(({ tag }) => tag.endsWith('/smallest'))?.value).toBeCloseTo(smallest ?? NaN, 6);
  });
});

describe('why there are none', () => {
  test('a model of several inputs is left out', async () => {
    const { look } = await looking(
      withModel(
        () => {
          const [image, more] = [tf.input({ shape: IMAGE }), tf.input({ shape: [1] })];
          const maps = flatten().apply(conv2d({ filters: 1, kernelSize: 28 }).apply(image)) as tf.SymbolicTensor;
          const sum = tf.layers.add().apply([maps, more]) as tf.SymbolicTensor;
          return tf.model({ inputs: [image, more], outputs: sum });
        },
        (images) => [images, tf.zeros([images.shape[0] ?? 0, 1])],
      ),
    );
    expect(look()).toEqual({
      described: [{ role: 'model', missing: 'severalInputs', layers: ['model/conv2d_1'] }],
      images: [],
      scalars: [],
    });
  });

  test('a model that is fed with what nobody knows is left out, and so is one that throws', async () => {
    const ofHalves = withModel(
      () => tf.sequential({ layers: [conv2d({ filters: 1, kernelSize: 14, inputShape: [14, 28, 1] }), flatten()] }),
      (images) => tf.slice(images, [0, 0, 0, 0], [-1, 14, -1, -1]),
    );
    const { look } = await looking(ofHalves);
    expect(look().described).toEqual([{ role: 'model', missing: 'unknownInput', layers: ['model/conv2d_1'] }]);

    const throwing = await looking(madeOf('convolutional autoencoder'));
    throwing.experiment.models.encoder!.layers.at(-1)!.call = () => {
      throw new Error('not today');
    };
    expect(throwing.look().described).toMatchObject([
      { role: 'encoder', missing: 'failed', message: 'not today' },
      { role: 'decoder', missing: 'failed', message: 'not today' },
    ]);
  });

  test('a generator has none before its step has drawn noise', async () => {
    const { experiment, step, look } = await looking(madeOf('DCGAN'), false);
    expect(look().described[0]).toMatchObject({ role: 'generator', missing: 'unknownInput' });
    step.run();
    const { described } = look();
    // As of a run that goes on: it has said what it records, and not drawn any noise yet.
    const noiseOf = () => undefined;
    const parts = {
      experiment,
      step: {
        imageShape: IMAGE,
        noiseOf,
        heldOutImages: () => tf.zeros([1, ...IMAGE]),
        heldOutLabels: () => Int32Array.of(0),
        classCount: 10,
      },
      seed: 1,
    };
    const { images } = tf.tidy(() => lookAtFeatureMaps(parts, described.slice(0, 1)) as never as { images: [] });
    expect(images).toEqual([]);
  });
});

test('large maps are fewer', async () => {
  const { look } = await looking(
    withModel(() =>
      tf.sequential({
        layers: [
          conv2dTranspose({ filters: 16, kernelSize: 5, strides: 5, activation: 'relu', inputShape: IMAGE }),
          tf.layers.globalAveragePooling2d({}),
        ],
      }),
    ),
  );
  // 140 × 140 pixels: three of them have about as many as 16 of 64 × 64.
  expect(look().described).toMatchObject([{ layers: [{ shown: 3, columns: 3, rows: 1, count: 16, tileWidth: 140 }] }]);
});

test.each(['convolutional autoencoder', 'DCGAN'])('looking changes no bit of the training of the %s', async (name) => {
  const hashes: string[] = [];
  for (const looks of [true, false]) {
    const { state, step, look } = await looking(madeOf(name));
    for (let at = 0; at < 2; at++) {
      if (looks) look();
      step.run();
    }
    hashes.push(hashState(state.capture()));
  }
  expect(hashes[0]).toBe(hashes[1]);
});
