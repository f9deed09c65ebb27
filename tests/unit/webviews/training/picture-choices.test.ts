import { expect, test } from 'vitest';
import { evenlyChosen, formatsOf } from '../../../../webviews/training/picture-choices';

const picture = { name: 'samples', widthPx: 1, heightPx: 1, scale: 1, caption: '', draw: () => undefined };
const overTime = (steps: number[]) => ({ tag: 'samples', steps, captionAt: String, draw: () => undefined });

test('pixels are saved as PNG, lines and text as SVG too, and what was recorded at several steps as GIF', () => {
  expect(formatsOf(picture)).toEqual(['png']);
  expect(formatsOf({ ...picture, isVector: true })).toEqual(['png', 'svg']);
  expect(formatsOf({ ...picture, overTime: overTime([0]) })).toEqual(['png']);
  expect(formatsOf({ ...picture, overTime: overTime([0, 25]) })).toEqual(['png', 'gif']);
});

test('of too many steps some are chosen evenly, the first and the last among them', () => {
  expect(evenlyChosen([1, 2, 3], 5)).toEqual([1, 2, 3]);
  expect(evenlyChosen([0, 10, 20, 30, 40, 50, 60, 70, 80], 5)).toEqual([0, 20, 40, 60, 80]);
});
