/** What D gives as people read it. */
import { formatExact, formatProbability, formatValue } from '../common/format';
import type { BeliefScale } from './figures';

/** So near to 0 or to 1 a third digit counts, and a fourth. */
const NEAR = 0.1;
const SURE = 0.005;

/** Near 0 and 1 with as many digits as tell it from them: there it is decided what is left to learn. */
export function formatBelief(value: number, { gives }: Pick<BeliefScale, 'gives'>): string {
  if (gives === 'score' || (value > 0 && value < NEAR)) return formatValue(value);
  if (value < 1 && value > 1 - SURE) return formatExact(value);
  return value < 1 && value > 1 - NEAR ? formatValue(value) : formatProbability(value);
}
