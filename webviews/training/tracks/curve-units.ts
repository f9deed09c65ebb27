/** How the numbers of a curves track are written: as they are, or shares in percent. No DOM. */
import type { CurvesTrack } from '../../../src/protocol/tracks';
import { formatExact, formatPercent, formatTick, formatValue } from '../../common/format';

export interface NumberFormats {
  /** At the end of a line. */
  readonly value: (value: number) => string;
  /** Where it is read for itself. */
  readonly exact: (value: number) => string;
  /** At the axis. @param distance between two ticks */
  readonly tick: (value: number, distance: number) => string;
}

const PLAIN: NumberFormats = { value: formatValue, exact: formatExact, tick: formatTick };
const PERCENT: NumberFormats = {
  value: formatPercent,
  exact: formatPercent,
  // The title says of what; a sign at each would not have room.
  tick: (value, distance) => formatTick(value * 100, distance * 100),
};

export const numberFormats = ({ unit }: Pick<CurvesTrack, 'unit'>): NumberFormats =>
  unit === 'share' ? PERCENT : PLAIN;
