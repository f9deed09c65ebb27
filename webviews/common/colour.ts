/** Colours as numbers: reading CSS, mixing, and how well one stands out from another (WCAG 2.2). Knows no theme. */

/** Channels 0–255, alpha 0–1. */
export interface Colour {
  readonly r: number;
  readonly g: number;
  readonly b: number;
  readonly a: number;
}

const HEX = /^#([0-9a-f]{3,4}|[0-9a-f]{6}|[0-9a-f]{8})$/i;
const RGB = /^rgba?\(\s*([\d.]+)[\s,]+([\d.]+)[\s,]+([\d.]+)(?:[\s,/]+([\d.]+)(%?))?\s*\)$/i;

/** The forms that VS Code writes: #rgb, #rrggbb, both with alpha, rgb() and rgba(). undefined for any other. */
export function parseColour(css: string): Colour | undefined {
  const text = css.trim();
  const hex = HEX.exec(text)?.[1];
  if (hex) {
    const wide = hex.length <= 4 ? [...hex].map((digit) => digit + digit).join('') : hex;
    const channel = (at: number) => parseInt(wide.slice(at, at + 2), 16);
    return { r: channel(0), g: channel(2), b: channel(4), a: wide.length === 8 ? channel(6) / 255 : 1 };
  }
  const parts = RGB.exec(text);
  if (!parts) return undefined;
  const alpha = parts[4] === undefined ? 1 : Number(parts[4]) / (parts[5] ? 100 : 1);
  return { r: Number(parts[1]), g: Number(parts[2]), b: Number(parts[3]), a: alpha };
}

/** As CSS, with the alpha given instead of its own. */
export const toCss = (colour: Colour, alpha = colour.a): string =>
  `rgba(${Math.round(colour.r)}, ${Math.round(colour.g)}, ${Math.round(colour.b)}, ${alpha})`;

/** @param share 0 gives `from`, 1 gives `to` */
export function mix(from: Colour, to: Colour, share: number): Colour {
  const between = (a: number, b: number) => a + (b - a) * share;
  return { r: between(from.r, to.r), g: between(from.g, to.g), b: between(from.b, to.b), a: between(from.a, to.a) };
}

/** What is seen where a colour that lets some light through lies on an opaque one. */
export const over = (top: Colour, bottom: Colour): Colour => ({ ...mix(bottom, top, top.a), a: 1 });

function luminance({ r, g, b }: Colour): number {
  const linear = (channel: number) => {
    const share = channel / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  };
  return 0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b);
}

/** @returns 1 (the same) to 21 (black on white). Source: WCAG 2.2, "contrast ratio" */
export function contrast(one: Colour, other: Colour): number {
  const [dark = 0, light = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
}

export const isDark = (colour: Colour): boolean => luminance(colour) < 0.18;

/** Degrees on the colour wheel: 0 red, 30 orange, 210 blue. NaN of what is nearly grey. */
export function hueOf({ r, g, b }: Colour): number {
  const most = Math.max(r, g, b);
  const range = most - Math.min(r, g, b);
  if (range < 24) return NaN;
  const sixth = most === r ? ((g - b) / range + 6) % 6 : most === g ? (b - r) / range + 2 : (r - g) / range + 4;
  return sixth * 60;
}

const WHITE: Colour = { r: 255, g: 255, b: 255, a: 1 };
const BLACK: Colour = { r: 0, g: 0, b: 0, a: 1 };

/** The nearest colour of the same hue, brighter on dark and darker on light, that reaches `ratio` against `background`. */
export function withContrast(colour: Colour, background: Colour, ratio: number): Colour {
  const seen = over(colour, background);
  const most = Math.max(seen.r, seen.g, seen.b, 1);
  // On dark, first to the full strength of the hue, then towards white: white alone would wash it out.
  const strong = { r: (seen.r * 255) / most, g: (seen.g * 255) / most, b: (seen.b * 255) / most, a: 1 };
  const way = isDark(background) ? [seen, strong, WHITE] : [seen, BLACK];
  for (let leg = 0; leg + 1 < way.length; leg++) {
    for (let share = 0; share < 1; share += 0.05) {
      const candidate = mix(way[leg] ?? seen, way[leg + 1] ?? seen, share);
      if (contrast(candidate, background) >= ratio) return candidate;
    }
  }
  return way.at(-1) ?? seen;
}
