/** What the panel says of an attack, in sentences. Pure. */
import { assertNever } from '../../src/base/assert-never';
import type { AttackedOne, AttacksDescription } from '../../src/protocol/attack-questions';
import { formatCount, formatPercent, formatRound, formatValue } from '../common/format';
import { t } from '../common/words';
import { attackTitle } from './attack-names';
import { curveName, normName } from './charts';
import { largestOf, type Perturbation } from './perturbation';
import { ENLARGED, type PictureName } from './pictures';
import { accuracyOf, type Curve, type Doubt } from './robustness';
import { MOST_CONFIDENCE } from './state';

export interface Told {
  readonly name: string;
  readonly probability: number;
}

export function toldOf(probabilities: Float32Array, { classNames }: AttacksDescription): Told {
  const index = largestOf(probabilities);
  return { name: classNames[index] ?? String(index), probability: probabilities[index] ?? NaN };
}

/** What became of it, in one line: `Sneaker 99.8 % → Sandal 99.0 %`. */
export function headline(seen: AttackedOne, description: AttacksDescription): { before: string; after: string } {
  const [before, after] = [toldOf(seen.clean, description), toldOf(finalOf(seen), description)];
  const words = ({ name, probability }: Told) => `${name} ${formatPercent(probability)}`;
  return { before: words(before), after: words(after) };
}

/** [classes], of the image as the attack leaves it. */
export function finalOf({ path }: AttackedOne): Float32Array {
  const [points = 1, classes = 0] = path.shape;
  return path.values.subarray((points - 1) * classes, points * classes);
}

/** How it went, what it took, and what as much noise does. */
export function explanation(
  seen: AttackedOne,
  { linf, l2, changedShare }: Perturbation,
  description: AttacksDescription,
): string[] {
  const { steps } = seen.options;
  const [points = 1] = seen.path.shape;
  const name = (index: number) => description.classNames[index] ?? String(index);
  const noisy = toldOf(seen.noisy, description);
  const [least, most] = description.range;
  const took = t(
    '{share} of the numbers are changed, by {linf} at most of a range of {range}; the change has a length of {l2}.',
    {
      share: formatPercent(changedShare),
      linf: formatValue(linf),
      range: formatRound(most - least),
      l2: formatValue(l2),
    },
  );
  const noise = t('Noise of the same size is taken for {name}, {share}.', {
    name: noisy.name,
    share: formatPercent(noisy.probability),
  });
  const own = toldOf(seen.clean, description);
  return [
    ...(own.name === name(seen.label)
      ? []
      : [t('The image was told wrong before: it is {name}.', { name: name(seen.label) })]),
    ...(steps > 1
      ? [t('It took {steps} of {all} steps.', { steps: formatCount(points - 1), all: formatCount(steps) })]
      : []),
    took,
    ...fallenShort(seen, name),
    ...(seen.isBlind
      ? [t('The gradient is 0 everywhere: the attack can’t see which way to go, and that it fails proves nothing.')]
      : []),
    noise,
  ];
}

/** That a target was not reached, and what to do. */
function fallenShort(seen: AttackedOne, name: (index: number) => string): string[] {
  const { target, steps, confidence } = seen.options;
  if (target === undefined) return [];
  const final = finalOf(seen);
  // A single step knows of no confidence to stop at.
  if (steps === 1)
    return largestOf(final) === target ? [] : [t('{name} was not reached: try another ε.', { name: name(target) })];
  return (final[target] ?? 0) >= Math.min(confidence, MOST_CONFIDENCE)
    ? []
    : [
        t('{name} did not reach {share}: allow a larger ε, or more steps.', {
          name: name(target),
          share: formatPercent(confidence),
        }),
      ];
}

export function pictureTitle(name: PictureName): string {
  switch (name) {
    case 'original':
      return t('Original');
    case 'difference':
      return t('Difference');
    case 'adversarial':
      return t('Adversarial');
    case 'enlarged':
      return t('Difference × {times}', { times: ENLARGED });
    case 'heat':
      return t('Difference as a heat map');
    default:
      return assertNever(name);
  }
}

/** Under a picture. */
export function pictureWords(
  name: PictureName,
  seen: AttackedOne,
  { linf }: Perturbation,
  description: AttacksDescription,
): string {
  const words = headline(seen, description);
  switch (name) {
    case 'original':
      return words.before;
    case 'adversarial':
      return words.after;
    case 'difference':
      return t('grey is no change');
    case 'enlarged':
      return t('grey is no change');
    case 'heat':
      return t('blue −{most}, red +{most}', { most: formatValue(linf) });
    default:
      return assertNever(name);
  }
}

export function doubtWords(
  { kind, curve, at }: Doubt,
  description: AttacksDescription,
  among: readonly Curve[],
): string {
  const values = {
    attack: curveName(curve, description, among),
    epsilon: formatRound(at.epsilon),
    share: formatPercent(accuracyOf(at)),
    blind: formatCount(at.blind),
    count: formatCount(at.count),
  };
  switch (kind) {
    case 'blind':
      return t(
        '{attack}: {blind} of {count} images have no gradient at all, so that the attack can’t see which way to go. For these its figure proves nothing.',
        values,
      );
    case 'stands':
      return t(
        '{attack}: {share} are told right at ε {epsilon}, where any image can be made grey. The attack fails by itself: its gradient may be masked.',
        values,
      );
    case 'rises':
      return t(
        '{attack}: more images are told right at ε {epsilon} than at a smaller one. A stronger attack would find what this one misses.',
        values,
      );
    case 'outdone':
      return t(
        '{attack}: one step does more harm than many at ε {epsilon}. The gradient may be masked, or the steps too few.',
        values,
      );
    default:
      return assertNever(kind);
  }
}

/** What was asked for, for captions: `Targeted descent to Sandal, ε 8 by L2, until 99.0 %`. */
export function attackWords({ attack, options }: AttackedOne, { attacks, classNames }: AttacksDescription): string {
  const { target, epsilon, norm, steps, confidence } = options;
  return [
    attackTitle(attacks.find(({ name }) => name === attack) ?? { name: attack, title: attack }),
    ...(target === undefined ? [] : [t('towards {name}', { name: classNames[target] ?? '' })]),
    t('ε {epsilon} by {norm}', { epsilon: formatRound(epsilon), norm: normName(norm) }),
    ...(steps > 1 ? [t('{count} steps', { count: formatCount(steps) })] : []),
    ...(target !== undefined && confidence < 1 ? [t('until {share}', { share: formatPercent(confidence) })] : []),
  ].join(' · ');
}
