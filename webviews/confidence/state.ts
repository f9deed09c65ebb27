/** What the Confidence panel knows, and how each message changes it. Pure: it asks nothing and draws nothing. */
import { assertNever } from '../../src/base/assert-never';
import type { Problem } from '../../src/base/problem';
import {
  type CloseLook,
  type ConfidenceDescription,
  type DrawnOnSlice,
  type Judged,
  type JudgedGroup,
  type Plane,
  type Rivals,
  type Slice,
  type SliceAnswer,
  type Wall,
  type Whose,
} from '../../src/protocol/confidence-questions';
import type { ShownMoment, ShownRun } from '../../src/protocol/run-panel-messages';
import type { MomentMessage } from '../common/moment-work';

/** Which samples stand on the wall, always from the most to the least convincing one. */
export type Selection = 'spread' | 'most' | 'least';
export const SELECTIONS: readonly Selection[] = ['spread', 'most', 'least'];
export const WHOSE: readonly Whose[] = ['generated', 'real', 'heldOut'];
/** Samples on the wall. */
export const ON_WALL = 64;
/** A plane goes through so many. */
export const MOST_PINS = 3;

export type Place = readonly [x: number, y: number];

export interface ConfidenceState {
  readonly run: ShownRun | undefined;
  readonly moment: ShownMoment | undefined;
  readonly description: ConfidenceDescription | undefined;
  readonly judged: Judged | undefined;
  /** Of the generated samples of a step, where the reference classifier tells them. */
  readonly classes: { readonly step: number; readonly of: Int32Array } | undefined;
  readonly wall: Wall | undefined;
  readonly close: CloseLook | undefined;
  readonly slice: SliceAnswer | undefined;
  readonly drawn: DrawnOnSlice | undefined;
  readonly plane: Plane | undefined;
  readonly whose: Whose;
  readonly selection: Selection;
  /** Over each sample of the wall its gradient. */
  readonly isHeatShown: boolean;
  /** Of the samples on the wall; the first of them until one is chosen. */
  readonly chosen: number | undefined;
  /** Generated samples that the slice of codings goes through, once there are three. */
  readonly pins: readonly number[];
  /** Which pair of directions by chance. */
  readonly turn: number;
  /** Where it is looked at, on the slice or on the plane of the data. */
  readonly aim: Place | undefined;
  readonly progress: { readonly done: number; readonly all: number } | undefined;
  readonly tableShown: boolean;
  readonly problem: Problem | undefined;
  readonly trouble: Problem | undefined;
}

export const initialState: ConfidenceState = {
  run: undefined,
  moment: undefined,
  description: undefined,
  judged: undefined,
  classes: undefined,
  wall: undefined,
  close: undefined,
  slice: undefined,
  drawn: undefined,
  plane: undefined,
  whose: 'generated',
  selection: 'spread',
  isHeatShown: false,
  chosen: undefined,
  pins: [],
  turn: 0,
  aim: undefined,
  progress: undefined,
  tableShown: false,
  problem: undefined,
  trouble: undefined,
};

export type ConfidenceMessage =
  | MomentMessage
  | { readonly kind: 'described'; readonly description: ConfidenceDescription }
  | { readonly kind: 'progressed'; readonly progress: ConfidenceState['progress'] }
  | { readonly kind: 'judged'; readonly judged: Judged }
  | { readonly kind: 'classified'; readonly step: number; readonly classes: Int32Array }
  | { readonly kind: 'wallRead'; readonly wall: Wall }
  | { readonly kind: 'lookedClosely'; readonly close: CloseLook }
  | { readonly kind: 'sliced'; readonly slice: SliceAnswer }
  | { readonly kind: 'drawnOnSlice'; readonly drawn: DrawnOnSlice }
  | { readonly kind: 'planeRead'; readonly plane: Plane }
  | { readonly kind: 'whoseChosen'; readonly whose: Whose }
  | { readonly kind: 'selectionChosen'; readonly selection: Selection }
  | { readonly kind: 'heatToggled' | 'tableToggled' | 'turned' | 'pinToggled' | 'pinsCleared' }
  | { readonly kind: 'sampleChosen'; readonly sample: number | undefined }
  | { readonly kind: 'aimed'; readonly aim: Place | undefined }
  | { readonly kind: 'settingsKept'; readonly settings: Readonly<Record<string, unknown>> }
  | { readonly kind: 'troubled'; readonly trouble: Problem | undefined };

export function reduce(state: ConfidenceState, message: ConfidenceMessage): ConfidenceState {
  switch (message.kind) {
    case 'runRead':
      return { ...state, run: message.run, moment: message.run.moment };
    case 'described':
      return { ...state, description: message.description, whose: fitting(state.whose, message.description) };
    case 'momentMoved':
      return { ...state, moment: message.moment, problem: undefined, trouble: undefined };
    case 'progressed':
      return { ...state, progress: message.progress };
    case 'judged':
      return { ...state, judged: message.judged, progress: undefined, problem: undefined };
    case 'classified':
      return { ...state, classes: { step: message.step, of: message.classes } };
    case 'wallRead':
      return { ...state, wall: message.wall };
    case 'lookedClosely':
      return { ...state, close: message.close };
    case 'sliced':
      // What was drawn there belongs to another plane.
      return {
        ...state,
        slice: message.slice,
        drawn: isSamePlane(state.slice, message.slice) ? state.drawn : undefined,
      };
    case 'drawnOnSlice':
      return { ...state, drawn: message.drawn };
    case 'planeRead':
      return { ...state, plane: message.plane };
    case 'whoseChosen':
      return { ...state, whose: message.whose, chosen: undefined };
    case 'selectionChosen':
      return { ...state, selection: message.selection, chosen: undefined };
    case 'heatToggled':
      return { ...state, isHeatShown: !state.isHeatShown };
    case 'tableToggled':
      return { ...state, tableShown: !state.tableShown };
    case 'turned':
      return { ...state, turn: state.turn + 1, pins: [], aim: undefined, trouble: undefined };
    case 'pinToggled':
      return { ...state, pins: withPin(state), aim: undefined, trouble: undefined };
    case 'pinsCleared':
      return { ...state, pins: [], aim: undefined, trouble: undefined };
    case 'sampleChosen':
      return { ...state, chosen: message.sample };
    case 'aimed':
      return { ...state, aim: message.aim };
    case 'settingsKept':
      return withSettings(state, message.settings);
    case 'failed':
      return { ...state, problem: message.problem, progress: undefined };
    case 'troubled':
      return { ...state, trouble: message.trouble };
    default:
      return assertNever(message);
  }
}

export const rivalsIn = ({ description }: ConfidenceState): Rivals | undefined =>
  description?.kind === 'rivals' ? description : undefined;

export const groupIn = (judged: Judged, whose: Whose): JudgedGroup | undefined => judged[whose];

/** The samples that stand on the wall, by their numbers, from the most to the least convincing one. */
export function onWall({ judged, whose, selection }: ConfidenceState): number[] {
  const values = judged && groupIn(judged, whose)?.values;
  if (!values) return [];
  // Of equal ones the order stays, and what is no number is the least convincing.
  const rank = (at: number) => (Number.isNaN(values[at]) ? -Infinity : values[at]!);
  const order = Array.from(values, (_, at) => at).sort((a, b) => rank(b) - rank(a) || a - b);
  const count = Math.min(ON_WALL, order.length);
  if (selection === 'most') return order.slice(0, count);
  if (selection === 'least') return order.slice(order.length - count);
  const last = Math.max(1, count - 1);
  return Array.from({ length: count }, (_, at) => order[Math.round((at * (order.length - 1)) / last)]!);
}

/** The sample that is seen closely. */
export function chosenIn({ wall, chosen }: ConfidenceState): number | undefined {
  if (!wall) return undefined;
  return chosen !== undefined && wall.indices.includes(chosen) ? chosen : wall.indices[0];
}

/** The next sample on the wall, in a direction; stays at the ends. */
export function steppedOnWall(state: ConfidenceState, by: number): number | undefined {
  const indices = state.wall?.indices ?? [];
  const at = indices.indexOf(chosenIn(state) ?? -1);
  return at < 0 ? undefined : indices[Math.max(0, Math.min(indices.length - 1, at + by))];
}

/** Through the three pins, or in two directions by chance through the generated sample that is chosen. */
export function sliceIn(state: ConfidenceState): Slice | undefined {
  const { pins, turn, wall, slice } = state;
  if (pins.length === MOST_PINS) return { through: [...pins], turn: 0 };
  if (wall?.whose !== 'generated') return slice && { through: slice.slice.through, turn };
  const chosen = chosenIn(state);
  return chosen === undefined ? undefined : { through: [chosen], turn };
}

export const isSamePlane = (one: SliceAnswer | undefined, other: SliceAnswer | undefined): boolean =>
  one?.slice.through.join() === other?.slice.through.join() && one?.slice.turn === other?.slice.turn;

/** The chosen sample as a pin more, or, where it is one, no more. A fourth takes the place of the first. */
function withPin(state: ConfidenceState): readonly number[] {
  const chosen = chosenIn(state);
  const { pins, whose } = state;
  if (chosen === undefined || whose !== 'generated') return pins;
  return pins.includes(chosen) ? pins.filter((pin) => pin !== chosen) : [...pins, chosen].slice(-MOST_PINS);
}

/** Where there are none that no training has seen, the generated ones. */
const fitting = (whose: Whose, description: ConfidenceDescription): Whose =>
  description.kind === 'rivals' && description.counts[whose] === 0 ? 'generated' : whose;

/** What is kept over a reload. */
export const settingsOf = ({ whose, selection, isHeatShown }: ConfidenceState) => ({ whose, selection, isHeatShown });

function withSettings(state: ConfidenceState, kept: Readonly<Record<string, unknown>>): ConfidenceState {
  const { whose, selection, isHeatShown } = kept;
  return {
    ...state,
    whose: WHOSE.find((one) => one === whose) ?? state.whose,
    selection: SELECTIONS.find((one) => one === selection) ?? state.selection,
    isHeatShown: typeof isHeatShown === 'boolean' ? isHeatShown : state.isHeatShown,
  };
}
