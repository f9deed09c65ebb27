/** When a layer's figures are out of what is healthy. Pure. */
import type { RecordedFigures } from '../../src/protocol/layers-panel-messages';
import { t } from '../common/words';

export type Ailment = 'vanishing' | 'exploding' | 'still' | 'wild' | 'dead';

/** Of an update to its weights about a thousandth is usual. Source: Karpathy, CS231n notes, "Ratio of weights:updates" */
const LEAST_UPDATE = 1e-5;
const MOST_UPDATE = 1e-1;
/** Of the largest gradient norm among the layers of the same model. */
const VANISHED = 1e-4;
const EXPLODED = 1e3;
const MOST_DEAD = 0.5;

export interface Healthiness {
  readonly gradientNorm?: Ailment;
  readonly updateRatio?: Ailment;
  readonly deadShare?: Ailment;
}

/** @param ofModel the figures of all layers of the same model */
export function healthOf({ figures }: RecordedFigures, ofModel: readonly RecordedFigures[]): Healthiness {
  const { gradientNorm, updateRatio, deadShare } = figures;
  const norms = ofModel.flatMap((one) => one.figures.gradientNorm ?? []);
  const largest = Math.max(0, ...norms.filter(Number.isFinite));
  return {
    ...(gradientNorm !== undefined && isVanished(gradientNorm, largest) && { gradientNorm: 'vanishing' as const }),
    ...(gradientNorm !== undefined && !(gradientNorm < EXPLODED) && { gradientNorm: 'exploding' as const }),
    ...(updateRatio !== undefined && updateRatio < LEAST_UPDATE && { updateRatio: 'still' as const }),
    ...(updateRatio !== undefined && !(updateRatio <= MOST_UPDATE) && { updateRatio: 'wild' as const }),
    ...(deadShare !== undefined && deadShare > MOST_DEAD && { deadShare: 'dead' as const }),
  };
}

const isVanished = (norm: number, largest: number): boolean => norm <= VANISHED * largest;

export function ailmentWords(ailment: Ailment): string {
  switch (ailment) {
    case 'vanishing':
      return t('vanishing: less than 0.01 % of the largest gradient of this model');
    case 'exploding':
      return t('exploding: a gradient above 1,000, or no number');
    case 'still':
      return t('hardly moves: an update below 0.001 % of its weights (0.1 % is usual; CS231n)');
    case 'wild':
      return t('moves wildly: an update above 10 % of its weights (0.1 % is usual; CS231n)');
    case 'dead':
      return t('more than half of its units give 0 for a whole batch');
  }
}
