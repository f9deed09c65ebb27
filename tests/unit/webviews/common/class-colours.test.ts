import { lab, rgb } from 'd3';
import { expect, test } from 'vitest';
import { contrast, toCss } from '../../../../webviews/common/colour';
import { classColour, themeFrom } from '../../../../webviews/common/theme';

/** Linear RGB as the wholly colour-blind see it. Source: Machado, Oliveira, Fernandes, 2009, table 1, severity 1.0. */
const SIGHTS = {
  everyone: [1, 0, 0, 0, 1, 0, 0, 0, 1],
  protanopia: [0.152286, 1.052583, -0.204868, 0.114503, 0.786281, 0.099216, -0.003882, -0.048116, 1.051998],
  deuteranopia: [0.367322, 0.860646, -0.227968, 0.280085, 0.672501, 0.047413, -0.01182, 0.04294, 0.968881],
  tritanopia: [1.255528, -0.076749, -0.178779, -0.078411, 0.930809, 0.147602, 0.004733, 0.691367, 0.3039],
} as const;

const toLinear = (channel: number) => {
  const share = channel / 255;
  return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
};
const toShade = (linear: number) => {
  const share = Math.min(1, Math.max(0, linear));
  return 255 * (share <= 0.0031308 ? share * 12.92 : 1.055 * share ** (1 / 2.4) - 0.055);
};

const { classes } = themeFrom(() => '', false);

test.each(Object.entries(SIGHTS))('ten colours, and any two of them differ for %s', (_sight, m) => {
  expect(classes).toHaveLength(10);
  const seen = classes.map(({ r, g, b }) => {
    const linear = [r, g, b].map(toLinear);
    const [red = 0, green = 0, blue = 0] = [0, 3, 6].map((row) =>
      toShade(linear.reduce((sum, value, at) => sum + value * (m[row + at] ?? 0), 0)),
    );
    return lab(rgb(red, green, blue));
  });
  for (let one = 0; one < 10; one++)
    for (let other = 0; other < one; other++) {
      const [a, b] = [seen[one]!, seen[other]!];
      const distance = Math.hypot(a.l - b.l, a.a - b.a, a.b - b.b);
      expect(distance, `${one} and ${other}`).toBeGreaterThan(10);
    }
});

test.each([
  ['dark', '#1f1f1f', false],
  ['light', '#ffffff', false],
  ['high contrast', '#000000', true],
] as const)('the names of classes can be read on %s', (_name, background, highContrast) => {
  const theme = themeFrom((name) => (name === '--vscode-editor-background' ? background : ''), highContrast);
  for (const colour of theme.readableClasses)
    expect(contrast(colour, theme.background)).toBeGreaterThanOrEqual(highContrast ? 7 : 4.5);
});

test('with more than ten classes the colours come again', () => {
  expect(toCss(classColour(classes, 13))).toBe(toCss(classColour(classes, 3)));
});
