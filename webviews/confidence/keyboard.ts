/** What each key does. Pure. */
import { formatCount } from '../common/format';
import { t } from '../common/words';
import { formatBelief } from './belief-format';
import {
  type ConfidenceMessage,
  type ConfidenceState,
  type Place,
  rivalsIn,
  SELECTIONS,
  steppedOnWall,
  WHOSE,
} from './state';

export type KeyAction =
  | { readonly kind: 'live' }
  /** One kept step on, or back. */
  | { readonly kind: 'step'; readonly by: -1 | 1 }
  /** With what a screen reader says of it. */
  | { readonly kind: 'message'; readonly message: ConfidenceMessage; readonly heard?: string | undefined };

export interface KeyContext {
  /** Samples that stand beside one another on the wall. */
  readonly columns: number;
  /** The plane of codings has the focus. */
  readonly isFieldFocused: boolean;
}

/** Of the width of a plane. */
const CROSS_STEP = 1 / 32;

type Way = readonly [right: number, up: number];
const WAYS: Readonly<Record<string, Way>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, 1],
  ArrowDown: [0, -1],
};

/** @returns nothing where the key is not the panel's */
export function actionOf(key: string, state: ConfidenceState, context: KeyContext): KeyAction | undefined {
  const way = WAYS[key];
  if (way) return arrowed(way, state, context);
  const said = (message: ConfidenceMessage): KeyAction => ({ kind: 'message', message });
  const rivals = rivalsIn(state);
  switch (key.length === 1 ? key.toLowerCase() : key) {
    case 'g':
      return said({ kind: 'heatToggled' });
    case 't':
      return said({ kind: 'tableToggled' });
    case 'n':
      return said({ kind: 'turned' });
    case 'p':
      return said({ kind: 'pinToggled' });
    case 'r': {
      const there = WHOSE.filter((one) => (rivals?.counts[one] ?? 0) > 0);
      return said({ kind: 'whoseChosen', whose: after(there, state.whose) });
    }
    case 'o':
      return said({ kind: 'selectionChosen', selection: after(SELECTIONS, state.selection) });
    case 'Escape':
      return said(state.aim ? { kind: 'aimed', aim: undefined } : { kind: 'pinsCleared' });
    case 'l':
      return { kind: 'live' };
    case ',':
    case '.':
      return { kind: 'step', by: key === ',' ? -1 : 1 };
    default:
      return undefined;
  }
}

function arrowed(way: Way, state: ConfidenceState, { columns, isFieldFocused }: KeyContext): KeyAction | undefined {
  const plane = rivalsIn(state)?.isPlane ? state.plane : isFieldFocused ? state.slice : undefined;
  if (plane) return { kind: 'message', message: { kind: 'aimed', aim: moved(plane, state.aim, way) } };
  const sample = steppedOnWall(state, way[0] - way[1] * columns);
  if (sample === undefined) return undefined;
  const { wall, description } = state;
  const value = wall?.values[wall.indices.indexOf(sample)];
  const heard =
    value !== undefined && description?.kind === 'rivals'
      ? t('Sample {index}: D gives {value}', { index: formatCount(sample), value: formatBelief(value, description) })
      : undefined;
  return { kind: 'message', message: { kind: 'sampleChosen', sample }, heard };
}

/** From the middle, where it is nowhere yet; never beyond the edge. */
function moved(
  { across, up }: { readonly across: Place; readonly up: Place },
  aim: Place | undefined,
  [right, upward]: Way,
): Place {
  const along = ([least, most]: Place, from: number | undefined, way: number): number =>
    Math.max(least, Math.min(most, (from ?? (least + most) / 2) + way * (most - least) * CROSS_STEP));
  return [along(across, aim?.[0], right), along(up, aim?.[1], upward)];
}

function after<Value>(all: readonly Value[], one: Value): Value {
  return all[(all.indexOf(one) + 1) % all.length] ?? one;
}
