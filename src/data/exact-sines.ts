/** Sines and cosines of which every machine computes the same bits: sums and products alone, as IEEE 754 rounds them. */

/** With so many terms, what is left out is below the rounding for angles up to π. */
const TERMS = 14;

/** @param radians any finite angle; exact to 1e-13 up to some thousand turns */
export function sineAndCosine(radians: number): readonly [sine: number, cosine: number] {
  const turn = 2 * Math.PI;
  const angle = radians - turn * Math.round(radians / turn);
  const squared = angle * angle;
  let [sine, cosine] = [1, 1];
  // Horner's rule over the Taylor series, from the smallest term on.
  for (let term = TERMS; term >= 1; term--) {
    sine = 1 - (squared / (2 * term * (2 * term + 1))) * sine;
    cosine = 1 - (squared / ((2 * term - 1) * 2 * term)) * cosine;
  }
  return [angle * sine, cosine];
}
