/** Points in a plane about a few centres, a ring or a grid of them, on which a GAN shows whether it covers all modes of its data. */
import type { GridSpec, RingSpec } from '../base/dataset-spec';
import { ok } from '../base/result';
import { NoiseGenerator } from '../noise/noise-generator';
import type { Dataset, DatasetLoader } from './dataset';
import { sineAndCosine } from './exact-sines';
import { NumberSplit } from './number-split';
import { counted } from './own-data';

const DEFAULT_COUNT = 10_000;
const DEFAULT_SEED = 42;
/** Test points lie on a stream of their own, so that no count of training points reaches them. */
const TRAIN_STREAM = 0;
const TEST_STREAM = 1;

type Centre = readonly [x: number, y: number];

/**
 * Gaussians of equal weight on a ring. Source: Metz et al., "Unrolled Generative Adversarial Networks", 2017, appendix A: eight
 * of them, radius 2, standard deviation 0.02; the same in Srivastava et al., "VEEGAN", 2017
 */
export const loadRing: DatasetLoader<RingSpec> = ({ modes = 8, radius = 2, deviation = 0.02, count, seed }) => {
  const centres = Array.from({ length: modes }, (_, mode): Centre => {
    const [sine, cosine] = sineAndCosine((2 * Math.PI * mode) / modes);
    return [radius * cosine, radius * sine];
  });
  const classNames = centres.map((_, mode) => `${Math.round((360 * mode) / modes)}°`);
  return Promise.resolve(ok(about('Ring of Gaussians', { centres, deviation, classNames, count, seed })));
};

/**
 * Gaussians of equal weight on a square grid about 0. Source: Srivastava et al., "VEEGAN", 2017: five by five of them, at −4,
 * −2 … 4, standard deviation 0.05
 */
export const loadGrid: DatasetLoader<GridSpec> = ({ side = 5, spacing = 2, deviation = 0.05, count, seed }) => {
  const along = (at: number) => (at - (side - 1) / 2) * spacing;
  const centres = Array.from({ length: side * side }, (_, mode): Centre => {
    return [along(mode % side), along(Math.floor(mode / side))];
  });
  const classNames = centres.map(([x, y]) => `${rounded(x)}, ${rounded(y)}`);
  return Promise.resolve(ok(about('Grid of Gaussians', { centres, deviation, classNames, count, seed })));
};

/** As people write it, with a minus. */
const rounded = (value: number): string => String(Math.round(value * 100) / 100).replace('-', '−');

interface Mixture {
  readonly centres: readonly Centre[];
  readonly deviation: number;
  readonly classNames: readonly string[];
  readonly count: number | undefined;
  readonly seed: number | undefined;
}

function about(
  name: string,
  { centres, deviation, classNames, count = DEFAULT_COUNT, seed = DEFAULT_SEED }: Mixture,
): Dataset {
  const draw = (points: number, stream: number) => {
    const values = new NoiseGenerator(seed, stream).normal(new Float32Array(2 * points));
    const classes = Uint16Array.from({ length: points }, (_, i) => i % centres.length);
    for (let at = 0; at < values.length; at++)
      values[at] = centres[classes[at >> 1]!]![at % 2]! + deviation * values[at]!;
    return { values, split: new NumberSplit([2], values, classes) };
  };
  const train = draw(count, TRAIN_STREAM);
  const test = draw(Math.ceil(count / 10), TEST_STREAM);
  const all = [...train.values, ...test.values];
  return {
    name,
    description: `${name}, ${counted(count, 'training point')} about ${centres.length} centres, made by arithmetic`,
    origin: `made by arithmetic, seed ${seed}`,
    samples: 'points',
    range: [all.reduce((least, value) => Math.min(least, value)), all.reduce((most, value) => Math.max(most, value))],
    classNames,
    modes: { centres: Float32Array.from(centres.flat()), deviation },
    train: train.split,
    test: test.split,
  };
}
