/** Accuracy against epsilon: counts that add up image by image, their intervals, and what makes a curve doubtful. Pure. */
import { wilsonInterval } from '../../src/base/confidence-interval';
import type { Attacked } from '../../src/protocol/attack-questions';

export type Norm = Attacked['options']['norm'];

export interface CurvePoint {
  readonly epsilon: number;
  /** Images, and those of them that are told right after the attack. */
  readonly count: number;
  readonly right: number;
  /** Without a gradient. */
  readonly blind: number;
}

export interface Curve {
  readonly attack: string;
  readonly norm: Norm;
  readonly target: number | undefined;
  /** Steps of the attack. */
  readonly steps: number;
  /** The weights are those after so many steps of training. */
  readonly step: number;
  readonly points: readonly CurvePoint[];
}

export const isSameCurve = (one: Omit<Curve, 'points'>, other: Omit<Curve, 'points'>): boolean =>
  one.attack === other.attack &&
  one.norm === other.norm &&
  one.target === other.target &&
  one.steps === other.steps &&
  one.step === other.step;

/** Of a range of 1; a curve is nearly always steepest at its beginning. Half of the range can make any image grey. */
const LINF = [0.01, 0.025, 0.05, 0.1, 0.2, 0.3, 0.5];
/** Of a range of 1 and 784 numbers. */
const L2 = [0.25, 0.5, 1, 1.5, 2, 3, 5, 8];

/** Beside 0, where nothing is attacked. @param size numbers of a sample @param width of the data's range */
export const epsilonsFor = (norm: Norm, size: number, width: number): number[] =>
  norm === 'linf' ? LINF.map((one) => one * width) : L2.map((one) => one * width * Math.sqrt(size / 784));

/** The same images before the attack: what is told right at an epsilon of 0. */
export const withoutAttack = (attacked: Attacked): Attacked => ({
  ...attacked,
  options: { ...attacked.options, epsilon: 0 },
  attackedRight: attacked.cleanRight,
  blind: 0,
});

/** With more images. */
export function addedTo(curve: Curve, { options, count, attackedRight, blind }: Attacked): Curve {
  const known = curve.points.find(({ epsilon }) => epsilon === options.epsilon);
  const point = {
    epsilon: options.epsilon,
    count: (known?.count ?? 0) + count,
    right: (known?.right ?? 0) + attackedRight,
    blind: (known?.blind ?? 0) + blind,
  };
  const others = curve.points.filter((one) => one !== known);
  return { ...curve, points: [...others, point].sort((a, b) => a.epsilon - b.epsilon) };
}

export const accuracyOf = ({ right, count }: CurvePoint): number => right / count;
export const intervalOf = ({ right, count }: CurvePoint) => wilsonInterval(right / count, count);

/**
 * Why a curve may show less than an attacker could do.
 * - blind: images without a gradient, so that the attack can't see which way to go
 * - stands: half of the range makes any image grey, and yet an attack without a target leaves more right than by chance
 * - rises: more is told right at a larger epsilon
 * - outdone: one step does more harm than many
 * Source: Athalye, Carlini, Wagner, "Obfuscated Gradients Give a False Sense of Security", 2018, section 3.1; Carlini et al.,
 * "On Evaluating Adversarial Robustness", 2019
 */
export interface Doubt {
  readonly kind: 'blind' | 'stands' | 'rises' | 'outdone';
  readonly curve: Curve;
  readonly at: CurvePoint;
}

/** Beyond what chance explains: 95 % intervals that don't touch. */
const isAbove = (one: CurvePoint, other: CurvePoint): boolean => intervalOf(one).low > intervalOf(other).high;

export function doubtsOf(curves: readonly Curve[], classes: number, width: number): Doubt[] {
  return curves.flatMap((curve): Doubt[] => {
    const { points } = curve;
    const doubts: (Doubt | undefined)[] = [];
    const blind = points.findLast((point) => point.blind > 0);
    doubts.push(blind && { kind: 'blind', curve, at: blind });
    const last = points.at(-1);
    const makesGrey = curve.norm === 'linf' && last !== undefined && last.epsilon >= 0.5 * width;
    const isUntargeted = curve.target === undefined;
    const stands = makesGrey && isUntargeted && curve.steps > 1 && intervalOf(last).low > 1 / classes;
    doubts.push(stands ? { kind: 'stands', curve, at: last } : undefined);
    const rises = points.find((point, at) => points.slice(0, at).some((before) => isAbove(point, before)));
    doubts.push(rises && { kind: 'rises', curve, at: rises });
    const single = curves.find((one) => one.steps === 1 && isOfSameWish(one, curve));
    const outdone = curve.steps > 1 ? points.find((point) => isOutdone(point, single)) : undefined;
    doubts.push(outdone && { kind: 'outdone', curve, at: outdone });
    return doubts.filter((doubt) => doubt !== undefined);
  });
}

/** The same weights, brought to the same by the same measure. */
const isOfSameWish = (one: Curve, other: Curve): boolean =>
  one.step === other.step && one.norm === other.norm && one.target === other.target;

function isOutdone(point: CurvePoint, single: Curve | undefined): boolean {
  const other = single?.points.find(({ epsilon }) => epsilon === point.epsilon);
  return other !== undefined && isAbove(point, other);
}
