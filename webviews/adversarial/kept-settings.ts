/** What the panel keeps through a reload of the window: which image, and how it is attacked. What is kept may be anything. */
import { fieldsOf } from '../common/kept-boot';
import type { AdversarialState, Wish } from './state';

export const settingsOf = ({ label, from, image, wish, sampleSize }: AdversarialState) => ({
  label,
  from,
  image,
  wish,
  sampleSize,
});

const countFrom = (value: unknown): number | undefined =>
  typeof value === 'number' && Number.isInteger(value) && value >= 0 ? value : undefined;

export function withSettings(state: AdversarialState, kept: Readonly<Record<string, unknown>>): AdversarialState {
  return {
    ...state,
    label: countFrom(kept['label']),
    from: countFrom(kept['from']) ?? 0,
    image: countFrom(kept['image']),
    wish: wishFrom(fieldsOf(kept['wish'])),
    sampleSize: countFrom(kept['sampleSize']) ?? state.sampleSize,
  };
}

function wishFrom(fields: Readonly<Record<string, unknown>>): Wish | undefined {
  const { attack, norm, epsilon, steps, target, confidence } = fields;
  const isWhole = typeof epsilon === 'number' && epsilon >= 0 && typeof confidence === 'number';
  if (typeof attack !== 'string' || (norm !== 'linf' && norm !== 'l2') || !isWhole) return undefined;
  return { attack, norm, epsilon, steps: countFrom(steps) ?? 1, target: countFrom(target), confidence };
}
