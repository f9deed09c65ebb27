import { describe, expect, test } from 'vitest';
import { contrast, hueOf, parseColour, withContrast } from '../../../../webviews/common/colour';
import { themeFrom } from '../../../../webviews/common/theme';
import { THEMES } from '../../../panels/page/themes';

describe('colours', () => {
  test.for([
    ['#fff', { r: 255, g: 255, b: 255, a: 1 }],
    ['#1F1F1F', { r: 31, g: 31, b: 31, a: 1 }],
    ['#ff000080', { r: 255, g: 0, b: 0, a: 128 / 255 }],
    ['rgba(255, 255, 255, 0.7)', { r: 255, g: 255, b: 255, a: 0.7 }],
    ['rgb(1 2 3 / 50%)', { r: 1, g: 2, b: 3, a: 0.5 }],
  ] as const)('%s is read', ([css, colour]) => {
    expect(parseColour(css)).toEqual(colour);
  });

  test('what is no colour is none', () => {
    expect(parseColour('')).toBeUndefined();
    expect(parseColour('var(--x)')).toBeUndefined();
  });

  test('contrast is as WCAG publishes it', () => {
    const grey = parseColour('#767676')!;
    const white = parseColour('#ffffff')!;
    expect(contrast(grey, white)).toBeCloseTo(4.54, 2);
    expect(contrast(parseColour('#000')!, white)).toBeCloseTo(21, 5);
  });

  test('a colour moved for contrast keeps its hue', () => {
    const orange = parseColour('#ab5a00')!;
    const moved = withContrast(orange, parseColour('#000')!, 7);
    expect(contrast(moved, parseColour('#000')!)).toBeGreaterThanOrEqual(7);
    expect(Math.abs(hueOf(moved) - hueOf(orange))).toBeLessThan(4);
  });
});

describe.each(Object.entries(THEMES))('in %s', (_, { kind, colours }) => {
  const theme = themeFrom((name) => colours[name.replace('--vscode-', '')] ?? '', kind.includes('high-contrast'));

  test('blue is blue and orange is orange', () => {
    expect(hueOf(theme.roles.real)).toBeGreaterThan(190);
    expect(hueOf(theme.roles.real)).toBeLessThan(255);
    expect(hueOf(theme.roles.generated)).toBeGreaterThan(12);
    expect(hueOf(theme.roles.generated)).toBeLessThan(48);
  });

  test('every side can be seen, and its text read', () => {
    for (const colour of Object.values(theme.roles))
      expect(contrast(colour, theme.background)).toBeGreaterThanOrEqual(3);
    const least = theme.highContrast ? 7 : 4.5;
    for (const colour of [...Object.values(theme.readable), theme.dim, theme.error])
      expect(contrast(colour, theme.background)).toBeGreaterThanOrEqual(least);
  });
});
