/**
 * Colours of what is drawn into an editor. An extension can't read a theme's colours, so there is one set for dark
 * themes and one for light ones; VS Code takes the one that fits.
 */
import type { SeriesRole } from '../../protocol/tracks';

export interface Palette {
  /** Whose side something is on: blue is real and the discriminator's, orange is generated and the generator's. */
  readonly sides: Readonly<Record<SeriesRole, string>>;
  /** Words between figures, axes. */
  readonly dim: string;
}

/** Against #1f1f1f and #181818 each has a contrast of 4.5 and more, so that figures may be written in it. */
const DARK: Palette = {
  sides: { real: '#3794ff', generated: '#d18616', train: '#b180d7', validation: '#89d185', plain: '#b0b0b0' },
  dim: '#8f8f8f',
};

/** Against white each has a contrast of 4.5 and more. */
const LIGHT: Palette = {
  sides: { real: '#0063d3', generated: '#ad4e00', train: '#7b3fb0', validation: '#2a7a2e', plain: '#5f5f5f' },
  dim: '#6e6e6e',
};

export const PALETTES = { dark: DARK, light: LIGHT } as const;
