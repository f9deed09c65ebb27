/** Which shapes stand at which lines: of the experiment's own, and of helpers in it and beside it. */
import { expect, test } from 'vitest';
import { type PlacedLayer, placeShapes } from '../../../src/extension/layer-places';

const FILE = '/work/a.gibbon.ts';
const at = (line: number, column = 1, file = FILE) => ({ file, line, column });
const layer = (size: number, ...frames: PlacedLayer['frames']): PlacedLayer => ({ outputShape: [null, size], frames });
const shapesAt = (...layers: PlacedLayer[]) =>
  placeShapes(layers, FILE).map(({ line, shapes }) => [line, ...shapes.map((shape) => shape[1])]);

test('a line that makes one layer has its shape', () => {
  expect(shapesAt(layer(100, at(8)), layer(150, at(9)))).toEqual([
    [8, 100],
    [9, 150],
  ]);
});

test("a helper's line has each shape that it makes, once, and the line that calls it the one it ends with", () => {
  const block = (size: number, line: number) => [layer(2 * size, at(2), at(line)), layer(size, at(3), at(line))];
  expect(shapesAt(...block(8, 20), ...block(4, 30), ...block(8, 40))).toEqual([
    [2, 16, 8],
    [3, 8, 4],
    [20, 8],
    [30, 4],
    [40, 8],
  ]);
});

test('of a helper in another file only the call is here', () => {
  const other = (line: number) => at(line, 1, '/work/blocks.ts');
  expect(shapesAt(layer(16, other(1), at(5)), layer(8, other(2), at(5)))).toEqual([[5, 8]]);
});

test('two calls on one line are told apart by their columns', () => {
  expect(shapesAt(layer(784, at(5, 3)), layer(1, at(5, 30)))).toEqual([
    [5, 784],
    [5, 1],
  ]);
});

test('a layer that no line here made stands nowhere', () => {
  expect(shapesAt(layer(1), layer(2, at(1, 1, '/work/blocks.ts')))).toEqual([]);
});
