/** Which classes count as drawn by a generator. Pure. */

/** A class is drawn when so large a share of the images falls to it. Source: the metric of this project's GANs. */
export const COVERED_SHARE = 0.01;

/** @param shares of all classes; undefined where none was recorded */
export const coveredClasses = (shares: readonly (number | undefined)[]): { covered: number; of: number } => ({
  covered: shares.filter((share) => share !== undefined && share >= COVERED_SHARE).length,
  of: shares.length,
});
