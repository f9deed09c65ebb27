/** Data that lie in a plane: the discriminator everywhere in it, the points, where generated ones are pushed, covered modes. */
import type { Modes } from '../../data/dataset';
import { coveredModes, NEAR_DEVIATIONS } from '../../looking/covered-modes';
import type { Plane } from '../../protocol/confidence-questions';
import { gridOf } from './coding-planes';
import type { Judge } from './judge';

/** Generated points that the gradient is shown of. */
const ARROWS = 200;
const SIDE = 81;
/** Of the range of the real points, beyond it. */
const AIR = 0.15;

/**
 * @param real and generated row-major [points, 2]
 * @param modes of the data, where these are known
 */
export function dataPlane(
  step: number,
  judge: Judge,
  real: Float32Array,
  generated: Float32Array,
  modes: Modes | undefined,
): Plane {
  const [across, up] = [extent(real, 0), extent(real, 1)];
  const plane = {
    step,
    across,
    up,
    side: SIDE,
    values: judge.believe(Float32Array.from(gridOf(across, up, SIDE).flat())),
    real,
    generated,
    gradients: judge.convince(generated.slice(0, 2 * ARROWS)).gradients,
  };
  if (!modes) return plane;
  const { covered, highQualityShare, counts } = coveredModes(generated, modes, 2);
  return {
    ...plane,
    modes: {
      all: counts.length,
      covered,
      highQualityShare,
      of: generated.length / 2,
      counts: [...counts],
      centres: modes.centres,
      reach: NEAR_DEVIATIONS * modes.deviation,
    },
  };
}

/** Of one coordinate, with air beyond. */
function extent(points: Float32Array, axis: 0 | 1): [number, number] {
  let [least, most] = [Infinity, -Infinity];
  for (let at = axis; at < points.length; at += 2) {
    least = Math.min(least, points[at]!);
    most = Math.max(most, points[at]!);
  }
  const air = AIR * Math.max(most - least, 1e-6);
  return [least - air, most + air];
}
