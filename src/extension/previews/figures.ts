/** Figures of a run as people read them in an editor. Pure. */

/** Places that `shortFigure` needs at most. */
export const FIGURE_LETTERS = 5;

/** About three digits that say something, in five letters: 0.52, 12.3, 0.013, 3e-5, NaN; – for what is not recorded. */
export function shortFigure(value: number | undefined): string {
  if (value === undefined) return '–';
  if (Number.isNaN(value)) return 'NaN';
  if (!Number.isFinite(value)) return value > 0 ? '∞' : '−∞';
  const size = Math.abs(value);
  if (size >= 9999.5 || (size > 0 && size < 0.0005))
    return value.toExponential(0).replace('e+', 'e').replaceAll('-', '−');
  const digits = size >= 99.95 ? 0 : size >= 9.995 ? 1 : size >= 0.0995 || size === 0 ? 2 : 3;
  return value.toFixed(digits).replace('-', '−');
}

/** Three digits that say something, as the language writes them; – for what is not recorded. */
export function figure(value: number | undefined, language: string): string {
  if (value === undefined) return '–';
  if (!Number.isFinite(value)) return shortFigure(value);
  const size = Math.abs(value);
  const notation = size > 0 && (size < 0.0005 || size >= 1e7) ? 'scientific' : 'standard';
  return value.toLocaleString(language, { notation, maximumSignificantDigits: 3 });
}

/** A share of one as percent. A no-break space stands before the sign. */
export const percent = (share: number | undefined, language: string): string =>
  share === undefined
    ? '–'
    : `${(share * 100).toLocaleString(language, { maximumFractionDigits: share < 0.1 ? 1 : 0 })}\u00a0%`;
