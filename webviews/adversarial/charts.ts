/** The two charts of an attack: what the image is taken for step by step, and accuracy against epsilon. */
import type { AttackedOne, AttacksDescription } from '../../src/protocol/attack-questions';
import { formatCount, formatPercent, formatRound } from '../common/format';
import { classColour, type Theme } from '../common/theme';
import { t } from '../common/words';
import { attackTitle } from './attack-names';
import type { Chart, ChartLine } from './chart';
import { largestOf } from './perturbation';
import { accuracyOf, type Curve, intervalOf } from './robustness';
import type { AdversarialState } from './state';

/** Undefined of a single step, which has no way. */
export function pathChart(seen: AttackedOne, { classNames }: AttacksDescription, theme: Theme): Chart | undefined {
  const [points = 0, classes = 0] = seen.path.shape;
  if (points <= 2) return undefined;
  const { values } = seen.path;
  const last = values.subarray((points - 1) * classes);
  const told = seen.options.target ?? largestOf(last);
  const ofClass = (index: number) =>
    Array.from({ length: points }, (_, step) => ({ x: step, y: values[step * classes + index]! }));
  const named = (index: number) => `${classNames[index] ?? index} ${formatPercent(last[index] ?? 0)}`;
  const lines: ChartLine[] = [
    {
      label: named(seen.label),
      colour: theme.roles.real,
      textColour: theme.readable.real,
      points: ofClass(seen.label),
    },
  ];
  if (told !== seen.label)
    lines.push({
      label: named(told),
      colour: theme.roles.generated,
      textColour: theme.readable.generated,
      points: ofClass(told),
    });
  const mostX = points - 1;
  return {
    mostX,
    xTicks: ticksTo(mostX).map((at) => ({ at, text: formatCount(at) })),
    xTitle: t('step of the attack; probability in %'),
    lines,
  };
}

const ticksTo = (most: number): number[] =>
  most < 5 ? Array.from({ length: most + 1 }, (_, at) => at) : [0, Math.round(most / 2), most];

/** Undefined where nothing was counted. */
export function curveChart({ curves, description, wish }: AdversarialState, theme: Theme): Chart | undefined {
  const norm = curves.at(-1)?.norm;
  const shown = curves.filter((curve) => curve.norm === norm && curve.points.length > 0);
  if (!description || shown.length === 0) return undefined;
  const mostX = Math.max(...shown.flatMap(({ points }) => points.map(({ epsilon }) => epsilon)));
  const { classNames } = description;
  return {
    mostX,
    xTicks: [0, 0.2, 0.4, 0.6, 0.8, 1].map((share) => ({ at: share * mostX, text: formatRound(share * mostX) })),
    xTitle: t('ε by {norm}; % told right, with its 95 % interval', { norm: normName(norm ?? 'linf') }),
    lines: shown.map((curve, at) => ({
      label: curveName(curve, description, shown),
      colour: classColour(theme.readableClasses, at),
      textColour: classColour(theme.readableClasses, at),
      points: curve.points.map((point) => ({ x: point.epsilon, y: accuracyOf(point), ...intervalOf(point) })),
      dots: true,
    })),
    at: wish?.norm === norm && wish ? { x: wish.epsilon, text: 'ε' } : undefined,
    level: { y: 1 / classNames.length, text: t('by chance') },
  };
}

export const normName = (norm: 'linf' | 'l2'): string => (norm === 'linf' ? 'L∞' : 'L2');

/** With its target, steps and moment where another one differs in nothing else. */
export function curveName(curve: Curve, { attacks, classNames }: AttacksDescription, among: readonly Curve[]): string {
  const title = attackTitle(
    attacks.find(({ name }) => name === curve.attack) ?? { name: curve.attack, title: curve.attack },
  );
  const alike = among.filter(({ attack }) => attack === curve.attack);
  const differ = <K extends keyof Curve>(key: K) => alike.some((one) => one[key] !== curve[key]);
  return [
    curve.steps > 1 ? `${title}-${curve.steps}` : title,
    ...(curve.target === undefined ? [] : [`→ ${classNames[curve.target] ?? ''}`]),
    ...(differ('step') ? [t('step {step}', { step: formatCount(curve.step) })] : []),
  ].join(' ');
}
