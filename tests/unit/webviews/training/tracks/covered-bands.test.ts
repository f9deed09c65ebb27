import { expect, test } from 'vitest';
import { coveredBands } from '../../../../../webviews/training/tracks/covered-bands';

test('a class is drawn from one image in a hundred on', () => {
  expect(coveredBands([5 / 512, 6 / 512, 0, 0.5, 0.01, undefined])).toEqual({ covered: 3, of: 6 });
});
