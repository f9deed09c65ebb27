/** Which curves are of classes: recorded now and then, one a class. Pure. */
import type { CurvesTrack } from '../../../src/protocol/tracks';

/** Whether each series is of another class: then bars say more than a list of numbers. */
export const isOfClasses = ({ series }: CurvesTrack): boolean =>
  series.length > 1 && series.every(({ classIndex }) => classIndex !== undefined);
