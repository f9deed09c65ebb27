/** What a linear autoencoder has learnt beside PCA: the samples on both, or, of three numbers a sample, both planes among them. */
import type { Encoded } from '../../src/protocol/latent-questions';
import type { PlainTensor } from '../../src/protocol/plain-tensor';
import { toCss } from '../common/colour';
import { formatValue } from '../common/format';
import type { Theme } from '../common/theme';
import { t } from '../common/words';
import type { DrawOver } from './map-view';

type Pca = NonNullable<Encoded['pca']>;
type Subspace = Pca['learnt'];

export const angleWords = ({ angleDegrees }: Pca): string =>
  t('{angle}° between the learnt subspace and that of PCA', { angle: formatValue(angleDegrees) });

/** The samples themselves, where these are points in space. @param samples [count, 3] */
export const isInSpace = ({ learnt }: Pca): boolean => learnt.origin.length === 3 && learnt.directions.length === 6;

/** Both planes as frames about the samples, PCA's dashed. */
export function planesOver({ learnt, components }: Pca, samples: PlainTensor, theme: Theme): DrawOver {
  const reach = reachOf(samples, components);
  return (context, toPx) => {
    for (const [plane, colour, dash] of [
      [components, theme.readable.real, [5, 4]],
      [learnt, theme.readable.generated, []],
    ] as const) {
      const corners = [
        [-1, -1],
        [1, -1],
        [1, 1],
        [-1, 1],
      ].map(([a = 0, b = 0]) => toPx(pointOn(plane, samples, a * reach, b * reach)));
      context.beginPath();
      corners.forEach((corner, at) => {
        if (!corner) return;
        if (at === 0) context.moveTo(corner[0], corner[1]);
        else context.lineTo(corner[0], corner[1]);
      });
      context.closePath();
      context.globalAlpha = 0.1;
      context.fillStyle = toCss(colour);
      context.fill();
      context.globalAlpha = 1;
      context.strokeStyle = toCss(colour);
      context.lineWidth = 1.5;
      context.setLineDash([...dash]);
      context.stroke();
      context.setLineDash([]);
    }
  };
}

/** Of a plane the point that lies so far along its directions from where the middle of the samples falls onto it. */
function pointOn({ origin, directions }: Subspace, samples: PlainTensor, a: number, b: number): number[] {
  const middle = middleOf(samples);
  const along = [0, 1].map((at) => {
    const direction = directions.subarray(at * 3, at * 3 + 3);
    return direction.reduce((sum, value, i) => sum + value * (middle[i]! - origin[i]!), 0) + (at === 0 ? a : b);
  });
  return Array.from(origin, (value, i) => value + along[0]! * directions[i]! + along[1]! * directions[3 + i]!);
}

function middleOf({ shape: [count = 0], values }: PlainTensor): number[] {
  const sums = [0, 0, 0];
  for (let i = 0; i < count * 3; i++) sums[i % 3]! += values[i]! / count;
  return sums;
}

/** As far as nearly all samples lie. */
function reachOf(samples: PlainTensor, { directions }: Subspace): number {
  const middle = middleOf(samples);
  let reach = 0;
  for (let i = 0; i < (samples.shape[0] ?? 0); i++)
    for (const at of [0, 1]) {
      let along = 0;
      for (let axis = 0; axis < 3; axis++)
        along += (samples.values[i * 3 + axis]! - middle[axis]!) * directions[at * 3 + axis]!;
      reach = Math.max(reach, Math.abs(along));
    }
  return 0.85 * reach;
}
