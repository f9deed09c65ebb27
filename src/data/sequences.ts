/** Short series of whole numbers, with a pattern or by chance: what can be told in fewer words can be coded in fewer numbers. */
import type { SequencesSpec } from '../base/dataset-spec';
import { ok } from '../base/result';
import { NoiseGenerator } from '../noise/noise-generator';

import type { DatasetLoader } from './dataset';
import { NumberSplit } from './number-split';
import { counted } from './own-data';

const DEFAULT_COUNT = 1000;
/** As many as 50, 48, 46 … 14 has. */
const DEFAULT_STEPS = 19;
const DEFAULT_SEED = 42;
/** Numbers lie from 0 to it. */
const MOST = 100;
const TEST_STREAM = 2 ** 31;

/**
 * Series i hangs on the seed and on i alone. A tenth as many again are made for the test split.
 * Source: the two sequences of Géron, Hands-On Machine Learning, ch. 17, "Efficient Data Representations"
 */
export const loadSequences: DatasetLoader<SequencesSpec> = ({
  numbers,
  count = DEFAULT_COUNT,
  steps = DEFAULT_STEPS,
  seed = DEFAULT_SEED,
}) => {
  const split = (of: number, firstStream: number): NumberSplit => {
    const values = new Float32Array(of * steps);
    for (let i = 0; i < of; i++) {
      const noise = new NoiseGenerator(seed, firstStream + i);
      const made = numbers === 'patterned' ? arithmeticSeries(steps, noise) : randomSeries(steps, noise);
      made.forEach((number, step) => (values[i * steps + step] = number / MOST));
    }
    return new NumberSplit([steps, 1], values, new Uint8Array(of));
  };
  const name = numbers === 'patterned' ? 'Patterned sequences' : 'Random sequences';
  return Promise.resolve(
    ok({
      name,
      description: `${name}, ${counted(count, 'training sequence')} of ${steps} numbers, made by arithmetic`,
      origin: `made by arithmetic, seed ${seed}`,
      samples: 'sequences',
      range: [0, 1],
      classNames: [],
      train: split(count, 0),
      test: split(Math.ceil(count / 10), TEST_STREAM),
    }),
  );
};

/** The same step from each number to the next, up or down, as far as all of them fit; none stands still where that can be. */
function arithmeticSeries(steps: number, noise: NoiseGenerator): number[] {
  const [forStep = 0, forStart = 0] = noise.uniform(new Float32Array(2));
  const mostStep = Math.max(1, Math.floor(MOST / Math.max(1, steps - 1)));
  const choices = Math.floor(forStep * 2 * mostStep);
  const step = choices < mostStep ? choices - mostStep : choices - mostStep + 1;
  const room = MOST - Math.abs(step) * (steps - 1);
  const lowest = Math.floor(forStart * (room + 1));
  const start = step > 0 ? lowest : MOST - lowest;
  return Array.from({ length: steps }, (_, at) => start + at * step);
}

const randomSeries = (steps: number, noise: NoiseGenerator): number[] =>
  Array.from(noise.uniform(new Float32Array(steps)), (share) => Math.floor(share * (MOST + 1)));
