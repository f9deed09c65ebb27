/** Which files a picture can be saved as, and which steps a picture over time shows. No DOM. */
import type { PictureFormat } from '../../src/protocol/panel-services';
import type { SavedPicture } from './tracks/track-view';

export const formatsOf = ({ isVector, overTime }: SavedPicture): PictureFormat[] => [
  'png',
  ...(isVector ? (['svg'] as const) : []),
  ...(overTime && overTime.steps.length > 1 ? (['gif'] as const) : []),
];

/** At most so many of them, the first and the last among them. */
export function evenlyChosen<T>(all: readonly T[], most: number): T[] {
  if (all.length <= most) return [...all];
  return Array.from({ length: most }, (_, at) => all[Math.round((at * (all.length - 1)) / (most - 1))]).filter(
    (one) => one !== undefined,
  );
}
