/** Numbers as people read them: as many digits as say something, thousands as the locale writes them. */

const locale = typeof document === 'undefined' ? 'en' : document.documentElement.lang || navigator.language;

const whole = new Intl.NumberFormat(locale, { maximumFractionDigits: 0 });
const fixed = [0, 1, 2, 3].map(
  (digits) => new Intl.NumberFormat(locale, { minimumFractionDigits: digits, maximumFractionDigits: digits }),
);
const upToOne = new Intl.NumberFormat(locale, { maximumFractionDigits: 1 });
const upToTwo = new Intl.NumberFormat(locale, { maximumFractionDigits: 2 });
const scientific = new Intl.NumberFormat(locale, { notation: 'scientific', maximumFractionDigits: 1 });

const measured = new Intl.NumberFormat(locale, { minimumSignificantDigits: 3, maximumSignificantDigits: 3 });
const uncertain = new Intl.NumberFormat(locale, { minimumSignificantDigits: 2, maximumSignificantDigits: 2 });
const short = new Intl.NumberFormat(locale, { maximumSignificantDigits: 3 });

/** A count of things: 93,750. */
export const formatCount = (count: number): string => whole.format(count);

/** A measured value to about three digits that say something: 1,234 · 12.3 · 2.42 · 0.382 · 3.2E-4 · NaN · −∞. */
export function formatValue(value: number): string {
  if (Number.isNaN(value)) return 'NaN';
  if (!Number.isFinite(value)) return value > 0 ? '∞' : '−∞';
  const size = Math.abs(value);
  if (size === 0) return '0';
  if (size < 0.0005 || size >= 1e7) return scientific.format(value);
  const digits = size >= 100 ? 0 : size >= 10 ? 1 : size >= 1 ? 2 : 3;
  return (fixed[digits] ?? whole).format(value);
}

/** A round number with no more digits than it has: 0.01 · 3 · 2.5 · 1E-4. */
export const formatRound = (value: number): string =>
  value !== 0 && (Math.abs(value) < 0.0005 || Math.abs(value) >= 1e7) ? scientific.format(value) : short.format(value);

/** A probability to two digits: 0.98. */
export const formatProbability = (probability: number): string =>
  Number.isNaN(probability) ? '–' : (fixed[2] ?? whole).format(probability);

/** As `formatValue` with one digit more, where a single value is read for itself. */
export function formatExact(value: number): string {
  if (!Number.isFinite(value)) return formatValue(value);
  return new Intl.NumberFormat(locale, { minimumSignificantDigits: 4, maximumSignificantDigits: 4 }).format(value);
}

/** A mean of a few measured things: three digits, which is more than such a mean is worth. 0.00612 · 0.0150 */
export const formatMeasured = (value: number): string =>
  Number.isFinite(value) ? measured.format(value) : formatValue(value);

/** How far a value may be off: two digits say enough. 0.0012 · 0.0050 */
export const formatUncertainty = (value: number): string =>
  Number.isFinite(value) ? uncertain.format(value) : formatValue(value);

/** A difference or a slope: a figure with its sign, as people write it. */
export const formatSigned = (value: number, format: (value: number) => string = formatValue): string =>
  `${value > 0 ? '+' : ''}${format(value)}`.replace('-', '−');

/** With more of them a number no longer fits beside the axis. */
const MOST_TICK_DIGITS = 4;

/** A place on an axis, as many digits as the ticks' distance asks for; of very small ones with an exponent: 2.5e-5. */
export function formatTick(value: number, distance: number): string {
  const digits = Math.max(0, Math.min(6, -Math.floor(Math.log10(distance) + 1e-9)));
  if (value === 0) return '0';
  if (digits > MOST_TICK_DIGITS) {
    const significant = Math.max(0, digits + Math.floor(Math.log10(Math.abs(value)) + 1e-9));
    return value.toExponential(significant);
  }
  return new Intl.NumberFormat(locale, { minimumFractionDigits: digits, maximumFractionDigits: digits }).format(value);
}

/** A share of one as percent: 0.018 → 1.8 %. A no-break space stands before the sign. */
export const formatShare = (share: number): string => `${(share < 0.1 ? upToOne : whole).format(share * 100)}\u00a0%`;

/** A share of one as percent with a tenth, where small differences count: 0.9134 → 91.3 %. */
export const formatPercent = (share: number): string =>
  Number.isFinite(share) ? `${(fixed[1] ?? whole).format(share * 100)}\u00a0%` : formatValue(share);

/** Epochs with the tenth of the one under way: 4.8, 50. */
export const formatEpoch = (epoch: number): string => upToOne.format(Math.floor(epoch * 10 + 1e-9) / 10);

/** A time span in the unit that suits it: 2.4 ms · 3.1 s · 12 min · 3.4 h. */
export function formatDuration(ms: number): string {
  if (ms < 1) return `${upToTwo.format(ms)}\u00a0ms`;
  if (ms < 1000) return `${(ms < 100 ? upToOne : whole).format(ms)}\u00a0ms`;
  const seconds = ms / 1000;
  if (seconds < 90) return `${(seconds < 10 ? upToOne : whole).format(seconds)}\u00a0s`;
  if (seconds < 90 * 60) return `${whole.format(seconds / 60)}\u00a0min`;
  return `${upToOne.format(seconds / 3600)}\u00a0h`;
}
