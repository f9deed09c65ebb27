/** Another data set whose training batches are changed by chance. Held-out images, test images and pictures stay as they are. */
import type { Augmentation, AugmentedSpec } from '../base/dataset-spec';
import { ok } from '../base/result';

import { Augmenter } from './augmentation';
import type { Dataset, DatasetLoader, DatasetSplit, TrainingMoment } from './dataset';
import { wrongData } from './own-data';
import { numbersIn } from './samples';

/** What only makes sense of pictures, by the option's name. */
const OF_IMAGES = [
  'flipHorizontally',
  'flipVertically',
  'shiftPx',
  'rotateDegrees',
  'scale',
  'brightness',
  'cutout',
] as const satisfies readonly (keyof Augmentation)[];

export const loadAugmented: DatasetLoader<AugmentedSpec> = async ({ dataset, augmentation }, _options, loadOther) => {
  const loaded = await loadOther(dataset);
  if (!loaded.ok) return loaded;
  const inner = loaded.value;
  const stray = inner.samples === 'images' ? undefined : OF_IMAGES.find((name) => augmentation[name]);
  if (stray)
    return wrongData(
      {},
      `datasets.augmented() expected images for ${stray}, and ${inner.name} is made of ${inner.samples}.`,
      'Leave it out; noise is for all data.',
    );
  return ok({
    ...inner,
    description: `${inner.description}, augmented while it trains: ${inWords(augmentation)}`,
    train: new AugmentedSplit(inner.train, augmentation, inner),
  });
};

class AugmentedSplit implements DatasetSplit {
  readonly count: number;
  readonly shape: readonly number[];
  private readonly augmenter: Augmenter;

  constructor(
    private readonly inner: DatasetSplit,
    augmentation: Augmentation,
    { samples, range }: Dataset,
  ) {
    this.count = inner.count;
    this.shape = inner.shape;
    this.augmenter = new Augmenter(augmentation, inner.shape, range, samples === 'images');
  }

  gather(indices: ArrayLike<number>, out?: Float32Array, moment?: TrainingMoment): Float32Array {
    const samples = this.inner.gather(indices, out);
    if (!moment) return samples;
    const size = numbersIn(this.shape);
    for (let n = 0; n < indices.length; n++)
      this.augmenter.change(samples.subarray(n * size, (n + 1) * size), indices[n]!, moment);
    return samples;
  }

  labels(indices: ArrayLike<number>): Int32Array {
    return this.inner.labels(indices);
  }
}

/** "flipHorizontally, shiftPx 2" */
const inWords = (augmentation: Augmentation): string =>
  Object.entries(augmentation)
    .filter(([, value]) => value !== undefined && value !== false && value !== 0)
    .map(([name, value]) => (value === true ? name : `${name} ${value}`))
    .join(', ') || 'not at all';
