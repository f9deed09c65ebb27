/** How the two stand against each other, in a line of plain words with its figures. Pure. */
import { wilsonInterval } from '../../src/base/confidence-interval';
import type { Judged, Rivals } from '../../src/protocol/confidence-questions';
import { formatPercent, formatShare, formatValue } from '../common/format';
import { t } from '../common/words';
import { formatBelief } from './belief-format';
import { beliefScale, figuresOf, pairsRight } from './figures';

/** Of scores there is none that D has won by: that it tells all pairs right is as it should be. */
export type Standing = 'won' | 'ahead' | 'even' | 'shifted' | 'fooled' | 'blind' | 'broken';

export interface Verdict {
  readonly standing: Standing;
  /** What the standing is told by, of the samples or of pairs of them: 0.5 is chance. */
  readonly right: number;
  readonly figure: string;
  readonly headline: string;
  /** Sentences with the figures behind it. */
  readonly details: readonly string[];
}

/** Shares of the samples that are told right, from which on D is ahead, and has won. */
const AHEAD = 0.8;
const WON = 0.95;
const FOOLED = 0.55;
/** Of pairs of a real and a generated sample: with more told right, D knows them apart, wherever its values lie. */
const APART = 0.8;
/** All probabilities within so little of one another say nothing of the samples; of scores, so little of their size. */
const SAME = { probability: 1e-3, score: 1e-6 } as const;

export type Judging = Pick<Rivals, 'gives' | 'sampleShape' | 'isLossKnown'>;

/** The loss that gradients are of: of a step of the user's own the usual one for what D gives. */
export const lossName = ({ gives, isLossKnown }: Pick<Rivals, 'gives' | 'isLossKnown'>): string =>
  isLossKnown ? 'gLoss' : gives === 'probability' ? '(−ln D)' : '(−D)';

export function verdictOf(judged: Judged, rivals: Judging): Verdict {
  const { gives, sampleShape } = rivals;
  const { real, generated, heldOut } = judged;
  const scale = beliefScale(gives, judged);
  const [ofReal, ofGenerated] = [
    figuresOf(real.values, 'real', scale),
    figuresOf(generated.values, 'generated', scale),
  ];
  const isProbability = gives === 'probability';
  const pairs = pairsRight(real.values, generated.values);
  const right = isProbability ? 1 - (ofReal.wrongShare + ofGenerated.wrongShare) / 2 : pairs;
  const isBroken = [real, generated].some(({ values }) => values.some(Number.isNaN));
  const { least, most } = extentOf([real.values, generated.values]);
  const unit = isProbability ? 1 : Math.max(Math.abs(least), Math.abs(most));
  const isBlind = most - least <= SAME[gives] * unit;
  const standing = isBroken ? 'broken' : isBlind ? 'blind' : standingOf(right, pairs, isProbability);
  const details = [
    isProbability
      ? t('Real {real}, generated {generated} right, and {pairs} of all pairs; the median fake gets {median}.', {
          pairs: formatPercent(pairs),
          real: formatPercent(1 - ofReal.wrongShare),
          generated: formatPercent(1 - ofGenerated.wrongShare),
          median: formatBelief(ofGenerated.median, scale),
        })
      : t('Median score of real samples {real}, of generated ones {generated}.', {
          real: formatValue(ofReal.median),
          generated: formatValue(ofGenerated.median),
        }),
    gradientWords(judged.gradient, standing, rivals, sampleShape.length === 3),
    ...(heldOut && isProbability ? [overfitWords(real.values, heldOut.values, judged)] : []),
  ];
  const headline = headlineOf(standing, isProbability);
  // Of what is no number no share is right, nor wrong.
  if (isBroken) return { standing, right: NaN, figure: 'NaN', headline, details: [] };
  return { standing, right, figure: formatPercent(right), headline, details };
}

function standingOf(right: number, pairs: number, isProbability: boolean): Standing {
  if (right >= AHEAD) return right >= WON && isProbability ? 'won' : 'ahead';
  if (right >= FOOLED) return 'even';
  return pairs >= APART ? 'shifted' : 'fooled';
}

function headlineOf(standing: Standing, isProbability: boolean): string {
  switch (standing) {
    case 'won':
      return t('D has won: it tells nearly every sample right.');
    case 'ahead':
      return isProbability
        ? t('D is ahead: it tells most samples right.')
        : t('D scores most real samples above the generated ones, as a critic should.');
    case 'shifted':
      return t('D tells real from generated, but its ½ lies elsewhere: it has not settled yet.');
    case 'even':
      return t('D and G are in balance: each has something to learn from the other.');
    case 'fooled':
      return t('D hardly tells real from generated: G is good, or D is too weak. The samples show which.');
    case 'broken':
      return t(
        'D gives what is no number: the training has broken down. Go back to where its losses still were numbers.',
      );
    case 'blind':
      return t('D gives every sample the same: nobody learns from it.');
  }
}

/**
 * A gradient of −ln D vanishes only where D is sure to the last digit: so figures say how large it is, and no rule of thumb.
 * Source: Arjovsky, Bottou, "Towards Principled Methods for Training Generative Adversarial Networks", 2017, theorem 2.6
 */
function gradientWords(
  { samples, meanSize, zeroShare }: Judged['gradient'],
  standing: Standing,
  rivals: Judging,
  isImage: boolean,
): string {
  const values = { size: formatValue(meanSize), count: samples, loss: lossName(rivals) };
  const size = isImage
    ? t('G gets a gradient of {size} on each pixel on average (|∂{loss}/∂pixel| of {count} fakes)', values)
    : t('G gets a gradient of {size} on each number of a sample on average (|∂{loss}/∂x| of {count} fakes)', values);
  if (zeroShare > 0) return `${size}; ${t('on {share} of them none at all', { share: formatShare(zeroShare) })}.`;
  return standing === 'won' && rivals.isLossKnown
    ? `${size}; ${t('it does not vanish with this loss, but against so sure a D it grows unsteady (Arjovsky, Bottou 2017)')}.`
    : `${size}.`;
}

/** Where D tells images that it was trained on better than others, by more than chance would have it. */
function overfitWords(real: Float32Array, heldOut: Float32Array, judged: Judged): string {
  const scale = beliefScale('probability', judged);
  const [known, fresh] = [figuresOf(real, 'real', scale), figuresOf(heldOut, 'heldOut', scale)];
  const knownRight = wilsonInterval(1 - known.wrongShare, known.count);
  const freshRight = wilsonInterval(1 - fresh.wrongShare, fresh.count);
  const values = { known: formatPercent(1 - known.wrongShare), fresh: formatPercent(1 - fresh.wrongShare) };
  return knownRight.low > freshRight.high
    ? t(
        'D knows its training samples by heart: {known} of them taken for real, and {fresh} of those it has never seen.',
        values,
      )
    : t('Samples that D has never seen fare alike: {fresh} taken for real, {known} of the training ones.', values);
}

function extentOf(groups: readonly Float32Array[]): { least: number; most: number } {
  let [least, most] = [Infinity, -Infinity];
  for (const values of groups)
    for (const value of values) {
      if (value < least) least = value;
      if (value > most) most = value;
    }
  return { least, most };
}
