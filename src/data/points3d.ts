/** Points in space that lie near a plane, for the smallest autoencoder of all: the same ones for the same seed on every machine. */
import type { Points3dSpec } from '../base/dataset-spec';
import { ok } from '../base/result';
import { NoiseGenerator } from '../noise/noise-generator';

import type { DatasetLoader } from './dataset';
import { sineAndCosine } from './exact-sines';
import { NumberSplit } from './number-split';
import { counted } from './own-data';

const DEFAULT_COUNT = 60;
const DEFAULT_NOISE = 0.1;
const DEFAULT_SEED = 42;
/** The plane: z = 0.1 x + 0.3 y. */
const SLOPE_X = 0.1;
const SLOPE_Y = 0.3;
/** Radians: an arc of three quarters of a turn. */
const ARC_START = -0.5;
const ARC_LENGTH = (3 * Math.PI) / 2;
/** Test points lie on a stream of their own, so that no count of training points reaches them. */
const TRAIN_STREAM = 0;
const TEST_STREAM = 1;

/**
 * An arc of an ellipse in a tilted plane, with noise; the mean of the training points is the origin.
 * Source: Géron, Hands-On Machine Learning, the notebooks of chapters 8 and 17, generate_3d_data(m, w1=0.1, w2=0.3, noise=0.1)
 */
export const loadPoints3d: DatasetLoader<Points3dSpec> = ({
  count = DEFAULT_COUNT,
  noise = DEFAULT_NOISE,
  seed = DEFAULT_SEED,
}) => {
  const train = points(count, noise, new NoiseGenerator(seed, TRAIN_STREAM));
  const test = points(count, noise, new NoiseGenerator(seed, TEST_STREAM));
  for (let axis = 0; axis < 3; axis++) {
    const mean = train.reduce((sum, value, at) => sum + (at % 3 === axis ? value : 0), 0) / count;
    for (const values of [train, test]) for (let at = axis; at < values.length; at += 3) values[at]! -= mean;
  }
  const [a, b] = [Float32Array.from(train), Float32Array.from(test)];
  const all = [...a, ...b];
  return Promise.resolve(
    ok({
      name: '3-D points',
      description: `3-D points, ${counted(count, 'training point')} near a plane, made by arithmetic`,
      origin: `made by arithmetic, seed ${seed}`,
      samples: 'points',
      range: [all.reduce((least, value) => Math.min(least, value)), all.reduce((most, value) => Math.max(most, value))],
      classNames: [],
      train: new NumberSplit([3], a, new Uint8Array(count)),
      test: new NumberSplit([3], b, new Uint8Array(count)),
    }),
  );
};

/** @returns row-major [count, 3], not yet centred */
function points(count: number, noise: number, chance: NoiseGenerator): Float64Array {
  const along = chance.uniform(new Float32Array(count));
  const errors = chance.normal(new Float32Array(3 * count));
  const values = new Float64Array(3 * count);
  for (let i = 0; i < count; i++) {
    const [sine, cosine] = sineAndCosine(ARC_START + ARC_LENGTH * along[i]!);
    const x = cosine + sine / 2 + (noise * errors[3 * i]!) / 2;
    const y = 0.7 * sine + (noise * errors[3 * i + 1]!) / 2;
    const z = SLOPE_X * x + SLOPE_Y * y + noise * errors[3 * i + 2]!;
    values.set([x, y, z], 3 * i);
  }
  return values;
}
