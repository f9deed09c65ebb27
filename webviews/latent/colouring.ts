/** What the points of a map are coloured by: classes, or a number of each. Pure. */
import type { Encoded, LatentDescription } from '../../src/protocol/latent-questions';
import { type Colour, mix, withContrast } from '../common/colour';
import { classColour, type Theme } from '../common/theme';
import { viridis } from '../common/viridis';
import { NOT_DRAWN } from './raster';

export type ColourBy = 'class' | 'error' | 'real' | 'plain';

/** Shades of a number, from little to much. */
const SHADES = 200;
/** Of the values at either end that may have the colour of the end. */
const RARE = 0.01;

export interface Colouring {
  readonly shades: Uint8Array;
  readonly palette: Uint32Array;
  /** Of a number: what the darkest and the brightest stand for. */
  readonly low?: number;
  readonly high?: number;
}

/** What the samples can be coloured by, the usual first. */
export function choicesOf({ classNames }: LatentDescription, { classes, scalars }: Encoded): ColourBy[] {
  return [
    ...(classes && classNames.length > 1 ? (['class'] as const) : []),
    ...scalars.map(({ id }) => id),
    ...(classes || scalars.length > 0 ? [] : (['plain'] as const)),
  ];
}

/** @param only the class that is shown alone; the others are faint */
export function colouringOf(encoded: Encoded, by: ColourBy, theme: Theme, only: number | undefined): Colouring {
  const { count, classes } = encoded;
  const shades = new Uint8Array(count);
  if (by === 'class' && classes) {
    for (let i = 0; i < count; i++) {
      const own = classes[i]! % 10;
      shades[i] = only === undefined || classes[i] === only ? own : 10;
    }
    const colours = Array.from({ length: 10 }, (_, index) =>
      withContrast(classColour(theme.classes, index), theme.background, 1.7),
    );
    return { shades, palette: packed([...colours, mix(theme.background, theme.foreground, 0.16)]) };
  }
  const scalar = encoded.scalars.find(({ id }) => id === by);
  if (!scalar) return { shades, palette: packed([theme.readable.real]) };
  const [low, high] = by === 'real' ? [0, 1] : commonRange(scalar.values);
  for (let i = 0; i < count; i++) {
    const share = (scalar.values[i]! - low) / Math.max(high - low, 1e-12);
    shades[i] =
      only !== undefined && classes && classes[i] !== only
        ? SHADES
        : Number.isFinite(share)
          ? Math.round(Math.max(0, Math.min(1, share)) * (SHADES - 1))
          : NOT_DRAWN;
  }
  const colours = Array.from({ length: SHADES }, (_, shade) => viridis(shade / (SHADES - 1)));
  return { shades, palette: packed([...colours, mix(theme.background, theme.foreground, 0.16)]), low, high };
}

const packed = (colours: readonly Colour[]): Uint32Array =>
  Uint32Array.from(
    colours,
    ({ r, g, b }) => ((255 << 24) | (Math.round(b) << 16) | (Math.round(g) << 8) | Math.round(r)) >>> 0,
  );

function commonRange(values: Float32Array): readonly [number, number] {
  const finite = values.filter((value) => Number.isFinite(value)).sort();
  const skipped = Math.floor(finite.length * RARE);
  return [finite[skipped] ?? 0, finite[finite.length - 1 - skipped] ?? 1];
}
