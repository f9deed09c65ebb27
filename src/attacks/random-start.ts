/** Where an attack begins that begins by chance. Pure. */
import type { NoiseGenerator } from '../noise/noise-generator';
import type { AttackOptions } from './attack';

/**
 * Points drawn evenly from all within epsilon of the originals, brought back into the data's range.
 * @param originals row-major [count, size]
 */
export function startInBall(
  originals: Float32Array,
  size: number,
  { epsilon, norm }: Pick<AttackOptions, 'epsilon' | 'norm'>,
  [least, most]: readonly [number, number],
  noise: NoiseGenerator,
): Float32Array {
  const offsets = new Float32Array(originals.length);
  if (norm === 'linf') noise.uniform(offsets, -epsilon, epsilon);
  else {
    noise.normal(offsets);
    const radii = noise.uniform(new Float32Array(originals.length / size));
    for (let at = 0; at < offsets.length; at += size) {
      const offset = offsets.subarray(at, at + size);
      const length = Math.sqrt(offset.reduce((sum, value) => sum + value * value, 0));
      // Of a ball in many dimensions nearly all lies near its surface.
      const scale = (epsilon * Math.pow(radii[at / size] ?? 0, 1 / size)) / Math.max(length, Number.MIN_VALUE);
      for (let i = 0; i < size; i++) offset[i]! *= scale;
    }
  }
  return originals.map((value, i) => Math.min(most, Math.max(least, value + offsets[i]!)));
}
