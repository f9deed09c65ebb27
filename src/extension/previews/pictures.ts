/** Small pictures for the ends of lines, and larger ones for hovers, as SVG. Pure: figures in, text out. */
import type { SeriesRole } from '../../protocol/tracks';
import type { Palette } from './palette';

export interface Picture {
  readonly widthPx: number;
  readonly heightPx: number;
  /** A whole document. */
  readonly svg: (palette: Palette) => string;
}

/** How figures are written: the editor's own font. */
export interface Lettering {
  readonly family: string;
  readonly sizePx: number;
}

/** Of a monospaced font, as a share of its size. */
const LETTER_WIDTH = 0.61;

/** @param dimmed whether it is no longer quite true */
export function picture(
  widthPx: number,
  heightPx: number,
  dimmed: boolean,
  body: (palette: Palette) => string,
): Picture {
  const size = `width="${widthPx}" height="${heightPx}" viewBox="0 0 ${widthPx} ${heightPx}"`;
  const svg = (palette: Palette) =>
    `<svg xmlns="http://www.w3.org/2000/svg" ${size}>` +
    `${dimmed ? '<g opacity="0.4">' : '<g>'}${body(palette)}</g></svg>`;
  return { widthPx, heightPx, svg };
}

export const asDataUri = (svg: string): string => `data:image/svg+xml;base64,${Buffer.from(svg).toString('base64')}`;

/**
 * Bars that stand side by side on a line; where there is a zero among the values, it is marked. Heights go with the square
 * root of the counts: of a sigmoid's outputs nearly all are near 0, and the others are what people look for.
 */
export function histogramBars(
  { min, max, counts }: { readonly min: number; readonly max: number; readonly counts: readonly number[] },
  { x, y, width, height }: Box,
  colour: string,
  dim: string,
): string {
  const highest = Math.max(...counts, 1);
  const barWidth = width / Math.max(1, counts.length);
  const bars = counts
    .map((count, bin) => {
      if (!(count > 0)) return '';
      // Whatever there is can be seen.
      const tall = Math.max(1, Math.sqrt(count / highest) * (height - 1));
      return `M${round(x + bin * barWidth)} ${y + height - 1}v${-round(tall)}h${round(barWidth * 0.85)}v${round(tall)}z`;
    })
    .join('');
  const zero = min < 0 && max > 0 ? round(x + (-min / (max - min)) * width) : undefined;
  return (
    `<path d="${bars}" fill="${colour}"/>` +
    `<path d="M${x} ${y + height - 0.5}h${width}" stroke="${dim}" stroke-opacity="0.6"/>` +
    (zero === undefined ? '' : `<path d="M${zero} ${y}v${height}" stroke="${dim}" stroke-dasharray="2 2"/>`)
  );
}

export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** One word or figure of a line, in places of letters, so that nothing moves when a figure changes. */
export interface Letters {
  readonly at: number;
  readonly text: string;
  readonly side?: SeriesRole;
}

/** @returns `body`: the letters on one line; `widthPx` of so many places */
export function writing(letters: readonly Letters[], places: number, { family, sizePx }: Lettering, heightPx: number) {
  const letterPx = LETTER_WIDTH * sizePx;
  const baseline = round(heightPx / 2 + sizePx * 0.31);
  const font = `font-family="${escape(family)}, monospace" font-size="${sizePx}"`;
  return {
    widthPx: Math.ceil(places * letterPx),
    body: (palette: Palette, x = 0): string =>
      letters
        .map(({ at, text, side }) => {
          const colour = side ? palette.sides[side] : palette.dim;
          return `<text x="${round(x + at * letterPx)}" y="${baseline}" ${font} fill="${colour}">${escape(text)}</text>`;
        })
        .join(''),
  };
}

/** The line from 0 to 1, with a mark for each probability. */
export function probabilityMarks(
  marks: readonly { readonly value: number; readonly side: SeriesRole }[],
  { x, y, width, height }: Box,
  palette: Palette,
): string {
  const middle = y + height / 2;
  const axis =
    `<path d="M${x} ${middle}h${width}M${x + 0.5} ${middle - 3}v6M${x + width - 0.5} ${middle - 3}v6" ` +
    `stroke="${palette.dim}" stroke-opacity="0.7" fill="none"/>`;
  const each = marks
    .filter(({ value }) => Number.isFinite(value))
    .map(({ value, side }) => {
      const at = round(x + 2 + Math.min(1, Math.max(0, value)) * (width - 4));
      // Real points down from above, generated up from below: told apart without their colours, too.
      const tip = side === 'real' ? `M${at} ${middle}l-4 -7h8z` : `M${at} ${middle}l-4 7h8z`;
      return `<path d="${tip}" fill="${palette.sides[side]}"/>`;
    });
  return axis + each.join('');
}

const round = (value: number): number => Math.round(value * 100) / 100;

const escape = (text: string): string => text.replace(/[&<>"]/g, (char) => `&#${char.charCodeAt(0)};`);
