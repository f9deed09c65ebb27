import { expect, test } from 'vitest';
import { coveredClasses } from '../../../src/base/covered-classes';

test('a class is drawn from one image in a hundred on', () => {
  expect(coveredClasses([5 / 512, 6 / 512, 0, 0.5, 0.01, undefined])).toEqual({ covered: 3, of: 6 });
});
