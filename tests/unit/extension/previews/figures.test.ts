import { expect, test } from 'vitest';
import { figure, FIGURE_LETTERS, percent, shortFigure } from '../../../../src/extension/previews/figures';

test.each([
  [0.5234, '0.52'],
  [1.25, '1.25'],
  [12.345, '12.3'],
  [123.4, '123'],
  [99.97, '100'],
  [9.996, '10.0'],
  [0.0123, '0.012'],
  [0.00003, '3e−5'],
  [12345, '1e4'],
  [0, '0.00'],
  [-12.3, '−12.3'],
  [NaN, 'NaN'],
  [Infinity, '∞'],
  [undefined, '–'],
])('%d is written %s', (value, text) => {
  expect(shortFigure(value)).toBe(text);
  expect(text.length).toBeLessThanOrEqual(FIGURE_LETTERS);
});

test('figures for reading have three digits, as the language writes them', () => {
  expect([figure(0.12345, 'en'), figure(0.12345, 'pt-BR'), figure(2e-5, 'en'), figure(undefined, 'en')]).toEqual([
    '0.123',
    '0,123',
    '2E-5',
    '–',
  ]);
  expect([percent(0.5, 'en'), percent(0.0123, 'en')]).toEqual(['50\u00a0%', '1.2\u00a0%']);
});
