import { expect, test } from 'vitest';
import {
  formatCount,
  formatDuration,
  formatEpoch,
  formatExact,
  formatProbability,
  formatShare,
  formatSigned,
  formatTick,
  formatValue,
} from '../../../../webviews/common/format';

const NO_BREAK = '\u00a0';

test.for([
  [2.4183, '2.42'],
  [0.38171, '0.382'],
  [0.05, '0.050'],
  [12.345, '12.3'],
  [-1.5, '-1.50'],
  [1234.5, '1,235'],
  [0.00032, '3.2E-4'],
  [0, '0'],
  [NaN, 'NaN'],
  [Infinity, '∞'],
  [-Infinity, '−∞'],
] as const)('the value %d reads %s', ([value, text]) => {
  expect(formatValue(value)).toBe(text);
});

test.for([
  [2.4183, '2.418'],
  [1.3, '1.300'],
  [NaN, 'NaN'],
] as const)('%d, read for itself, is %s', ([value, text]) => {
  expect(formatExact(value)).toBe(text);
});

test('counts have their thousands separated', () => {
  expect(formatCount(93_750)).toBe('93,750');
});

test.for([
  [0.42, `0.42${NO_BREAK}ms`],
  [2.4, `2.4${NO_BREAK}ms`],
  [417, `417${NO_BREAK}ms`],
  [3100, `3.1${NO_BREAK}s`],
  [75_000, `75${NO_BREAK}s`],
  [12 * 60_000, `12${NO_BREAK}min`],
  [3.4 * 3_600_000, `3.4${NO_BREAK}h`],
] as const)('%d ms is %s', ([ms, text]) => {
  expect(formatDuration(ms)).toBe(text);
});

test('an epoch is never rounded up to one that has not begun', () => {
  expect(formatEpoch(4.99)).toBe('4.9');
  expect(formatEpoch(50)).toBe('50');
});

test('shares, probabilities and ticks have the digits they need', () => {
  expect(formatShare(0.018)).toBe(`1.8${NO_BREAK}%`);
  expect(formatShare(0.42)).toBe(`42${NO_BREAK}%`);
  expect(formatProbability(0.978)).toBe('0.98');
  expect(formatTick(0.5, 0.5)).toBe('0.5');
  expect(formatTick(2, 1)).toBe('2');
  expect(formatTick(0.0025, 0.0005)).toBe('0.0025');
  expect(formatTick(0.000025, 0.000005)).toBe('2.5e-5');
  expect(formatTick(0.00002, 0.00001)).toBe('2e-5');
});

test.for([
  [0.11, '+0.110'],
  [-0.0171, '−0.017'],
  [0, '0'],
  [NaN, 'NaN'],
] as const)('%d with its sign is %s', ([value, text]) => {
  expect(formatSigned(value)).toBe(text);
});
