/** Seeded runs for panels: a GAN whose discriminator wins in the end, and an autoencoder. Made up, but of real shape. */
import { encode } from 'fast-png';
import { NoiseGenerator } from '../../src/noise/noise-generator';
import type { RunManifest } from '../../src/protocol/manifest';
import type { Track } from '../../src/protocol/tracks';
import { atlasPixels, fashionImages, SIDE } from './fashion-images';
import { codingRows, ganLayers } from './layer-rows';
import { RecordedRun, type RunRecords } from './recorded-run';

const STEPS_PER_EPOCH = 1875;
const BELIEF_BINS = 32;
const FILE = '/home/ada/lecture/fashion-gan.gibbon.ts';
export const FIXTURE_STEPS = 9000;

/** One seeded number for each step of each series. */
function noiseOf(stream: number, steps: number): Float32Array {
  return new NoiseGenerator(42, stream).normal(new Float32Array(steps + 1));
}

/** 0 before `from`, 1 after `to`, smooth between. */
function ramp(step: number, from: number, to: number): number {
  const share = Math.max(0, Math.min(1, (step - from) / (to - from)));
  return share * share * (3 - 2 * share);
}

/** The pictures and beliefs of every run of this file, which are slow to make. */
const SHARED = { samples: once(sampleAtlas), reconstructions: once(reconstructionAtlas) };

/** @param options `name`, and how much `calmer` another run of it is: 1 is none at all */
export function ganRun(
  options: {
    readonly nanFrom?: number;
    readonly nanTo?: number;
    readonly name?: string;
    readonly calmer?: number;
  } = {},
): RecordedRun {
  const { nanFrom = Infinity, nanTo = Infinity, name = 'fashion-gan', calmer = 1 } = options;
  const [g, d, wave] = [noiseOf(1, FIXTURE_STEPS), noiseOf(2, FIXTURE_STEPS), noiseOf(3, FIXTURE_STEPS)];
  const at = (noise: Float32Array, step: number) => noise[step] ?? 0;
  const gLoss = (step: number) =>
    step >= nanFrom && step <= nanTo
      ? NaN
      : 1.1 +
        0.5 * Math.exp(-step / 250) +
        0.25 * ramp(step, 2000, 5500) +
        1.15 * calmer * ramp(step, 5800, 9000) +
        (0.08 + 0.1 * ramp(step, 5500, 9000)) * at(g, step);
  const dLoss = (step: number) =>
    0.56 + 0.25 * Math.exp(-step / 200) - 0.18 * calmer * ramp(step, 5500, 9000) + 0.035 * at(d, step);
  const belief = (middle: (step: number) => number, spread: number, stream: number) => ({
    every: 10,
    bins: BELIEF_BINS,
    at: once((step): Float32Array => {
      const counts = new Float32Array(BELIEF_BINS);
      const drawn = new NoiseGenerator(step, stream).normal(new Float32Array(320));
      const shift = middle(step) + 0.35 * at(wave, Math.floor(step / 60) * 60);
      for (const z of drawn) {
        const probability = 1 / (1 + Math.exp(-(shift + spread * z)));
        counts[Math.min(BELIEF_BINS - 1, Math.floor(probability * BELIEF_BINS))]! += 1;
      }
      return counts;
    }),
  });
  const places = { place: { file: FILE, line: 24, column: 1 } };
  const layers = ganLayers(FILE, ramp, nanFrom, nanTo);
  const records: RunRecords = {
    manifest: manifest(name, 'gan', [
      {
        kind: 'curves',
        id: 'loss',
        title: 'Loss',
        subtitle: 'binary cross-entropy',
        series: [
          { tag: 'gLoss', label: 'G', role: 'generated', phase: 'generator' },
          { tag: 'dLoss', label: 'D', role: 'real', phase: 'discriminator' },
        ],
        ...places,
      },
      {
        kind: 'beliefs',
        id: 'beliefs',
        title: 'What D believes',
        subtitle: 'probability of “real”',
        real: 'beliefs/real',
        generated: 'beliefs/generated',
        ...places,
      },
      ...layers.tracks.slice(0, 1),
      {
        kind: 'images',
        id: 'samples',
        tag: 'samples',
        title: 'Samples',
        subtitle: 'fixed codings; one row, one coding',
        caption: '64 fixed codings',
        layout: 'samples',
        columns: 8,
        rows: 8,
        tileWidth: SIDE,
        tileHeight: SIDE,
        ...places,
      },
      ...layers.tracks.slice(1),
    ]),
    scalars: new Map([['gLoss', gLoss], ['dLoss', dLoss], ...layers.scalars]),
    histograms: new Map([
      [
        'beliefs/real',
        belief((step) => 0.4 + 1.2 * ramp(step, 0, 700) + 2.6 * calmer * ramp(step, 5200, 8600), 1.2, 11),
      ],
      [
        'beliefs/generated',
        belief((step) => 0.2 - 0.9 * ramp(step, 0, 700) - 2.4 * calmer * ramp(step, 5200, 8600), 1.1, 12),
      ],
    ]),
    pictures: new Map([['samples', { steps: pictureSteps(), at: SHARED.samples }]]),
  };
  return new RecordedRun(records, FIXTURE_STEPS);
}

export function autoencoderRun(): RecordedRun {
  const [train, validation] = [noiseOf(1, FIXTURE_STEPS), noiseOf(2, FIXTURE_STEPS)];
  const codings = codingRows(30);
  const records: RunRecords = {
    manifest: manifest('fashion-autoencoder', 'autoencoder', [
      {
        kind: 'curves',
        id: 'loss',
        title: 'Loss',
        subtitle: 'binary cross-entropy',
        series: [
          { tag: 'loss', label: 'train', role: 'train' },
          { tag: 'valLoss', label: 'validation', role: 'validation' },
        ],
        place: { file: FILE, line: 24, column: 1 },
      },
      codings.track,
      {
        kind: 'images',
        id: 'reconstructions',
        tag: 'reconstructions',
        title: 'Reconstructions',
        subtitle: 'input over reconstruction',
        caption: '32 held-out images, each over its reconstruction',
        layout: 'pairs',
        columns: 8,
        rows: 8,
        tileWidth: SIDE,
        tileHeight: SIDE,
      },
    ]),
    scalars: new Map([
      [
        'loss',
        (step: number) =>
          0.283 + 0.4 * Math.exp(-step / 180) + 0.03 * Math.exp(-step / 2500) + 0.008 * (train[step] ?? 0),
      ],
      [
        'valLoss',
        (step: number) =>
          step % 500 === 0
            ? 0.288 + 0.4 * Math.exp(-step / 180) + 0.03 * Math.exp(-step / 2500) + 0.0006 * (validation[step] ?? 0)
            : undefined,
      ],
      ...codings.scalars,
    ]),
    histograms: new Map(),
    pictures: new Map([['reconstructions', { steps: pictureSteps(), at: SHARED.reconstructions }]]),
  };
  return new RecordedRun(records, FIXTURE_STEPS);
}

/** Often at first, ever rarer: as the looking budget thins them. */
function pictureSteps(): number[] {
  const steps = [0];
  for (let step = 25; step <= FIXTURE_STEPS; step += step < 1000 ? 25 : step < 4000 ? 50 : 75) steps.push(step);
  return steps;
}

/** Made when it is first asked for, and kept. */
function once<T>(make: (step: number) => T): (step: number) => T {
  const made = new Map<number, T>();
  return (step) => {
    const known = made.get(step) ?? make(step);
    made.set(step, known);
    return known;
  };
}

const pngOf = (columns: number, rows: number, tile: (index: number) => ArrayLike<number>): Uint8Array =>
  encode({ width: columns * SIDE, height: rows * SIDE, data: atlasPixels(columns, rows, tile), channels: 1, depth: 8 });

const CLOTHES = fashionImages(64);

/** Noise, then grainy clothes, and from step 6,000 on they break up. */
function sampleAtlas(step: number): Uint8Array {
  const shape = ramp(step, 0, 1500);
  const holes = 0.08 + 0.5 * ramp(step, 5800, 9000);
  return pngOf(8, 8, (tile) => {
    const image = CLOTHES[tile] ?? new Uint8Array();
    const grain = new NoiseGenerator(tile, Math.floor(step / 400)).uniform(new Float32Array(SIDE * SIDE));
    return Array.from(image, (value, pixel) => {
      const noise = grain[pixel] ?? 0;
      const early = 255 * noise * 0.7;
      const late = noise < holes ? 0 : Math.min(255, value * 1.5);
      return early * (1 - shape) + late * shape;
    });
  });
}

/** Clothes over what is left of them: ever less blurred. */
function reconstructionAtlas(step: number): Uint8Array {
  return pngOf(8, 8, (tile) => {
    const row = Math.floor(tile / 8);
    const input = CLOTHES[Math.floor(row / 2) * 8 + (tile % 8)] ?? new Uint8Array();
    return row % 2 === 0 ? input : blurred(input, 0.3 + 3 * Math.exp(-step / 1200));
  });
}

/** A Gaussian blur, one axis after the other. @param deviation pixels */
const blurred = (image: ArrayLike<number>, deviation: number): ArrayLike<number> =>
  blurredAlong(SIDE, blurredAlong(1, image, deviation), deviation);

/** @param stride from one pixel to the next along the axis */
function blurredAlong(stride: number, image: ArrayLike<number>, deviation: number): Float64Array {
  const reach = Math.ceil(deviation);
  const shares = Array.from({ length: reach + 1 }, (_, distance) => Math.exp(-(distance ** 2) / (2 * deviation ** 2)));
  const result = new Float64Array(SIDE * SIDE);
  for (let pixel = 0; pixel < result.length; pixel++) {
    const at = Math.floor(pixel / stride) % SIDE;
    let sum = 0;
    let weight = 0;
    for (let offset = Math.max(-reach, -at); offset <= Math.min(reach, SIDE - 1 - at); offset++) {
      const share = shares[Math.abs(offset)] ?? 0;
      sum += share * (image[pixel + offset * stride] ?? 0);
      weight += share;
    }
    result[pixel] = sum / weight;
  }
  return result;
}

function manifest(name: string, family: string, tracks: Track[]): RunManifest {
  return {
    format: 1,
    id: `2026-11-23T12-43-07-${name}`,
    name,
    createdAt: '2026-11-23T12:43:07.000Z',
    gibbonVersion: '0.1.0',
    baseFolder: '/home/ada/lecture',
    experiment: { file: FILE, family },
    sources: [],
    bundle: { storedAs: 'source/bundle.cjs', sha256: '' },
    seed: 42,
    engine: { name: 'onnx', threads: 1, detail: 'eager', versions: {} },
    dataset: {
      name: 'Fashion-MNIST',
      description: '60,000 images of clothes, 28 × 28',
      trainCount: 60000,
      shape: [SIDE, SIDE, 1],
      classNames: [],
    },
    batchSize: 32,
    stepsPerEpoch: STEPS_PER_EPOCH,
    epochs: 50,
    totalSteps: 50 * STEPS_PER_EPOCH,
    phases: family === 'gan' ? ['discriminator', 'generator'] : [family],
    lookingBudget: 0.05,
    models: [],
    tracks,
    replayable: true,
    segments: [{ eventFile: 'events.out.tfevents.0', fromStep: 0, startedAt: '2026-11-23T12:43:07.000Z' }],
    process: null,
    end: null,
  };
}
