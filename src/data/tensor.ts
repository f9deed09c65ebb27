/** Numbers that the experiment itself has as a dataset. */
import type { TensorSpec } from '../base/dataset-spec';

import { labelsIn } from './class-labels';
import type { DatasetLoader } from './dataset';
import { numbersAsData } from './numbers-as-data';
import { fitsMemory, wrongData } from './own-data';

const NAME = 'Numbers of the experiment';

export const loadTensor: DatasetLoader<TensorSpec> = (spec, options) => {
  const { values, shape, labels, classNames } = spec;
  const [count = 0, ...ofSample] = shape;
  const fits = fitsMemory(values.byteLength, {}, 'Take fewer samples.', options);
  if (!fits.ok) return Promise.resolve(fits);
  const wrong = values.findIndex((value) => !Number.isFinite(value));
  if (wrong >= 0)
    return Promise.resolve(
      wrongData(
        {},
        `datasets.tensor() expected finite numbers, and got ${values[wrong]} at index ${wrong.toLocaleString('en-US')}.`,
        'Look at how it is computed.',
      ),
    );
  const labelled = labelsIn(labels ? [{ place: {}, labels }] : [], classNames);
  if (!labelled.ok) return Promise.resolve(labelled);
  return Promise.resolve(
    numbersAsData(
      {
        name: NAME,
        origin: 'the experiment itself',
        classNames: labelled.value.classNames,
        shape: ofSample,
        values,
        classes: labels ? labelled.value.classes : new Uint8Array(count),
        hasTest: false,
        placeOf: () => ({}),
      },
      spec,
    ),
  );
};
