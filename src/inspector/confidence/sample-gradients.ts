/** What gradients on samples come to: how steep they are, and as bytes for many small pictures. Pure. */
import type { Judged } from '../../protocol/confidence-questions';

/** @param gradients row-major [samples, numbers] @param numbers of one sample */
export function steepness(gradients: Float32Array, numbers: number): Judged['gradient'] {
  const samples = gradients.length / numbers;
  let [sum, flat] = [0, 0];
  for (let sample = 0; sample < samples; sample++) {
    let own = 0;
    for (let at = 0; at < numbers; at++) own += Math.abs(gradients[sample * numbers + at]!);
    sum += own;
    if (own === 0) flat++;
  }
  return { samples, meanSize: sum / gradients.length, zeroShare: flat / samples };
}

/**
 * Each sample by its own scale, the size of its largest number.
 * @param values row-major [samples, numbers]
 * @returns bytes: 128 is 0, 1 and 255 are −1 and 1 times the scale, 0 is what is no number
 */
export function signedBytes(
  values: Float32Array,
  samples: number,
): { bytes: Uint8Array<ArrayBuffer>; scales: Float32Array } {
  const size = values.length / Math.max(1, samples);
  const scales = new Float32Array(samples);
  for (let at = 0; at < values.length; at++) {
    const [sample, value] = [Math.floor(at / size), Math.abs(values[at]!)];
    if (Number.isFinite(value) && value > scales[sample]!) scales[sample] = value;
  }
  const bytes = Uint8Array.from(values, (value, at) => {
    const scale = scales[Math.floor(at / size)]!;
    if (!Number.isFinite(value)) return 0;
    return 128 + (scale > 0 ? Math.round((127 * value) / scale) : 0);
  });
  return { bytes, scales };
}
