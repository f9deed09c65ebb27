/** The colour of a curve: that of its class where it is of one, else that of its side. */
import type { CurvesTrack } from '../../../src/protocol/tracks';
import type { Colour } from '../../common/colour';
import { classColour, type Theme } from '../../common/theme';

export function seriesColours(
  { role, classIndex }: CurvesTrack['series'][number],
  theme: Theme,
): { readonly colour: Colour; readonly readable: Colour } {
  if (classIndex === undefined) return { colour: theme.roles[role], readable: theme.readable[role] };
  return { colour: classColour(theme.classes, classIndex), readable: classColour(theme.readableClasses, classIndex) };
}
