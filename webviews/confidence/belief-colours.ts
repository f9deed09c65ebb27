/** What D believes as a colour: orange is the generator's, blue is real, and between them there is the page. */
import { type Colour, mix } from '../common/colour';
import type { Theme } from '../common/theme';
import type { BeliefScale } from './figures';

const SHADES = 256;
/** Also beside the middle it is to be seen on which side a place is, and what lies on the field is to be seen everywhere. */
const LEAST_SHARE = 0.12;
const MOST_SHARE = 0.72;

/** Of each value, a colour; as many as a field of many cells needs, looked up and not mixed. */
export function beliefColours(theme: Theme, { least, most, middle }: BeliefScale): (value: number) => Colour {
  const shades = Array.from({ length: SHADES }, (_, at): Colour => {
    const side = (at / (SHADES - 1)) * 2 - 1;
    const strength = LEAST_SHARE + (MOST_SHARE - LEAST_SHARE) * Math.abs(side);
    return mix(theme.background, side < 0 ? theme.roles.generated : theme.roles.real, strength);
  });
  return (value) => {
    if (Number.isNaN(value)) return theme.background;
    const side = value < middle ? (value - middle) / (middle - least) : (value - middle) / (most - middle);
    return shades[Math.round(((Math.max(-1, Math.min(1, side)) + 1) / 2) * (SHADES - 1))] ?? theme.background;
  };
}
