/** What the Adversarial panel knows, and how each message changes it. Pure: it asks nothing and draws nothing. */
import { assertNever } from '../../src/base/assert-never';
import type { Problem } from '../../src/base/problem';
import type {
  Attacked,
  AttackedOne,
  AttacksDescription,
  DescribedAttack,
  ShownImages,
} from '../../src/protocol/attack-questions';
import type { ShownMoment, ShownRun } from '../../src/protocol/run-panel-messages';
import type { MomentMessage } from '../common/moment-work';
import { sampleAt, sizeOf } from '../common/sample-picture';
import { largestOf } from './perturbation';
import { addedTo, type Curve, isSameCurve, type Norm } from './robustness';

/** Thumbnails that are seen at a time. */
export const PAGE = 12;
/** A wanted confidence of 1 is never reached by a softmax whose logits are finite. */
export const MOST_CONFIDENCE = 0.9999;
/** More keep the run's inspector from everybody else for long. */
export const MOST_STEPS = 500;

/** How the image is attacked, as the user's controls say. */
export interface Wish {
  readonly attack: string;
  readonly norm: Norm;
  readonly epsilon: number;
  readonly steps: number;
  /** Undefined: any class but the own. */
  readonly target: number | undefined;
  readonly confidence: number;
}

export interface AdversarialState {
  readonly run: ShownRun | undefined;
  readonly moment: ShownMoment | undefined;
  readonly description: AttacksDescription | undefined;
  /** Only images of this class are shown; undefined: all. */
  readonly label: number | undefined;
  /** Place of the first thumbnail among them. */
  readonly from: number;
  readonly shown: ShownImages | undefined;
  /** Number of the image that is attacked, among all that there are. */
  readonly image: number | undefined;
  /** Which of the next images to be shown is attacked where none is chosen: whoever goes back comes to the last. */
  readonly enters: 'first' | 'last';
  readonly wish: Wish | undefined;
  readonly seen: AttackedOne | undefined;
  readonly curves: readonly Curve[];
  /** Images a point of a curve is to be counted on. */
  readonly sampleSize: number;
  /** Images of the curve that is being counted: done, of all; undefined when none is. */
  readonly measured: { readonly done: number; readonly all: number } | undefined;
  /** The layer on whose line the cursor in the source rests. */
  readonly selectedLayer: string | undefined;
  readonly progress: { readonly done: number; readonly all: number } | undefined;
  readonly tableShown: boolean;
  readonly problem: Problem | undefined;
  readonly trouble: Problem | undefined;
}

export const initialState: AdversarialState = {
  run: undefined,
  moment: undefined,
  description: undefined,
  label: undefined,
  from: 0,
  shown: undefined,
  image: undefined,
  enters: 'first',
  wish: undefined,
  seen: undefined,
  curves: [],
  sampleSize: 200,
  measured: undefined,
  selectedLayer: undefined,
  progress: undefined,
  tableShown: false,
  problem: undefined,
  trouble: undefined,
};

export type AdversarialMessage =
  | MomentMessage
  | { readonly kind: 'described'; readonly description: AttacksDescription }
  | { readonly kind: 'progressed'; readonly progress: AdversarialState['progress'] }
  | { readonly kind: 'imagesShown'; readonly shown: ShownImages }
  | { readonly kind: 'labelChosen'; readonly label: number | undefined }
  | { readonly kind: 'paged'; readonly by: -1 | 1 }
  | { readonly kind: 'imageChosen'; readonly image: number }
  | { readonly kind: 'imageStepped'; readonly by: -1 | 1 }
  | { readonly kind: 'attackChosen'; readonly attack: string }
  | { readonly kind: 'wished'; readonly wish: Partial<Wish> }
  | { readonly kind: 'seen'; readonly seen: AttackedOne }
  | { readonly kind: 'sampleSizeChosen'; readonly sampleSize: number }
  | { readonly kind: 'measuringBegan'; readonly curve: Curve; readonly all: number }
  | { readonly kind: 'counted'; readonly curve: Curve; readonly attacked: Attacked; readonly done: number }
  | { readonly kind: 'measuringEnded' | 'curvesCleared' | 'tableToggled' }
  | { readonly kind: 'layerSelected'; readonly layer: string | undefined }
  | { readonly kind: 'troubled'; readonly trouble: Problem | undefined };

export function reduce(state: AdversarialState, message: AdversarialMessage): AdversarialState {
  switch (message.kind) {
    case 'runRead':
      return { ...state, run: message.run, moment: message.run.moment };
    case 'described':
      return described(state, message.description);
    case 'momentMoved':
      return { ...state, moment: message.moment, problem: undefined };
    case 'progressed':
      return { ...state, progress: message.progress };
    case 'imagesShown':
      return withImages(state, message.shown);
    case 'labelChosen':
      return { ...state, label: message.label, from: 0, image: undefined, enters: 'first', problem: undefined };
    case 'paged':
      return { ...state, from: pagedFrom(state, message.by) };
    case 'imageChosen':
      return { ...state, image: message.image, problem: undefined };
    case 'imageStepped':
      return stepped(state, message.by);
    case 'attackChosen': {
      const attack = state.description?.attacks.find(({ name }) => name === message.attack);
      return attack ? { ...state, wish: usualWish(state, attack), problem: undefined } : state;
    }
    case 'wished':
      return state.wish
        ? { ...state, wish: checked(state, { ...state.wish, ...message.wish }), problem: undefined }
        : state;
    case 'seen':
      return { ...state, seen: message.seen, progress: undefined, problem: undefined };
    case 'sampleSizeChosen':
      return { ...state, sampleSize: message.sampleSize };
    case 'measuringBegan':
      return {
        ...state,
        curves: [...state.curves.filter((one) => !isSameCurve(one, message.curve)), message.curve],
        measured: { done: 0, all: message.all },
      };
    case 'counted':
      return {
        ...state,
        curves: state.curves.map((one) => (isSameCurve(one, message.curve) ? addedTo(one, message.attacked) : one)),
        measured: state.measured && { ...state.measured, done: message.done },
      };
    case 'measuringEnded':
      // A curve that was stopped before its first point is none.
      return { ...state, measured: undefined, curves: state.curves.filter(({ points }) => points.length > 0) };
    case 'curvesCleared':
      return { ...state, curves: [] };
    case 'tableToggled':
      return { ...state, tableShown: !state.tableShown };
    case 'layerSelected':
      return { ...state, selectedLayer: message.layer };
    case 'failed':
      return { ...state, problem: message.problem, progress: undefined };
    case 'troubled':
      return { ...state, trouble: message.trouble };
    default:
      return assertNever(message);
  }
}

/** What was wished for before a reload counts where it still makes sense. */
function described(state: AdversarialState, description: AttacksDescription): AdversarialState {
  const next = { ...state, description };
  const known = description.attacks.find(({ name }) => name === state.wish?.attack);
  const { classNames, images } = description;
  return {
    ...next,
    wish:
      state.wish && known
        ? checked(next, state.wish)
        : description.attacks[0] && usualWish(next, description.attacks[0]),
    label: state.label !== undefined && state.label < classNames.length ? state.label : undefined,
    image: state.image !== undefined && state.image < images ? state.image : undefined,
  };
}

/** The first image is attacked where none was chosen, or the last. */
function withImages(state: AdversarialState, shown: ShownImages): AdversarialState {
  const entered = shown.numbers.at(state.enters === 'last' ? -1 : 0);
  return { ...state, shown, image: state.image ?? entered, enters: 'first', progress: undefined };
}

function pagedFrom({ from, shown }: AdversarialState, by: -1 | 1): number {
  const next = from + by * PAGE;
  return next < 0 || next >= (shown?.all ?? 0) ? from : next;
}

/** The image after, or before, the one that is attacked; past the end of the thumbnails comes the next page. */
function stepped(state: AdversarialState, by: -1 | 1): AdversarialState {
  const { shown, image } = state;
  const at = shown?.numbers.indexOf(image ?? -1) ?? -1;
  const next = shown?.numbers[at + by];
  if (next !== undefined) return { ...state, image: next, problem: undefined };
  const from = pagedFrom(state, by);
  if (from === state.from) return state;
  const enters = by < 0 ? 'last' : 'first';
  return { ...state, from, image: undefined, enters, shown: undefined, problem: undefined };
}

export const attackOf = ({ description, wish }: AdversarialState): DescribedAttack | undefined =>
  description?.attacks.find(({ name }) => name === wish?.attack);

const widthOf = ({ range: [least, most] }: AttacksDescription): number => most - least;

/** The largest epsilon that a slider offers: half of the range, and for a length as much of most numbers. */
export function mostEpsilon({ description }: AdversarialState, norm: Norm): number {
  if (!description) return 1;
  const width = widthOf(description);
  return norm === 'linf' ? width / 2 : Math.ceil(0.4 * width * Math.sqrt(sizeOf(description.sampleShape)));
}

/** Of an attack that was not made yet. */
function usualWish(state: AdversarialState, attack: DescribedAttack, norm = attack.norms[0] ?? 'linf'): Wish {
  const width = state.description ? widthOf(state.description) : 1;
  // What goes on until a class is reached needs room; what makes one step needs little to do harm.
  const epsilon =
    norm === 'l2' ? Math.min(8 * width, mostEpsilon(state, norm)) : attack.steps > 100 ? 0.3 * width : 0.1 * width;
  return {
    attack: attack.name,
    norm,
    epsilon,
    steps: attack.steps,
    confidence: attack.confidence,
    target: attack.targeted === 'always' ? (state.wish?.target ?? runnerUp(state)) : undefined,
  };
}

/** The class that the image is most likely to be taken for beside its own. */
function runnerUp({ shown, image, description }: AdversarialState): number {
  const at = shown?.numbers.indexOf(image ?? -1) ?? -1;
  const classes = description?.classNames.length ?? 0;
  if (!shown || at < 0) return classes > 1 ? 1 : 0;
  const probabilities = shown.probabilities.values.slice(at * classes, (at + 1) * classes);
  probabilities[shown.labels[at] ?? 0] = -1;
  return largestOf(probabilities);
}

/** As the attack allows it: another norm has another epsilon, and what has no target has none. */
function checked(state: AdversarialState, wish: Wish): Wish {
  const attack = state.description?.attacks.find(({ name }) => name === wish.attack);
  if (!attack) return wish;
  const norm = attack.norms.includes(wish.norm) ? wish.norm : (attack.norms[0] ?? 'linf');
  const isOther = state.wish !== undefined && norm !== state.wish.norm;
  const { classNames } = state.description ?? { classNames: [] };
  const asked = wish.target !== undefined && wish.target < classNames.length ? wish.target : undefined;
  return {
    attack: attack.name,
    norm,
    epsilon: isOther ? usualWish(state, attack, norm).epsilon : wish.epsilon,
    steps: attack.steps === 1 ? 1 : Math.min(MOST_STEPS, Math.max(1, Math.round(wish.steps))),
    confidence: Math.min(MOST_CONFIDENCE, Math.max(0.01, wish.confidence)),
    target:
      attack.targeted === 'never' ? undefined : (asked ?? (attack.targeted === 'always' ? runnerUp(state) : undefined)),
  };
}

/** Whether what is seen is what the controls say, at the moment that is shown. */
export function isCurrent({ seen, wish, image, moment }: AdversarialState): boolean {
  if (!seen || !wish || seen.image !== image || seen.step !== moment?.step || seen.attack !== wish.attack) return false;
  const { norm, epsilon, steps, target } = seen.options;
  const isAsWished = norm === wish.norm && epsilon === wish.epsilon && steps === wish.steps && target === wish.target;
  return isAsWished && (target === undefined || seen.options.confidence === wish.confidence);
}

/** As few as this are told right by chance, of a page of images of ten classes. */
const BY_CHANCE = 0.2;

/** How many of the thumbnails are told right, where these are so few that something must be wrong. */
export function toldByChance({
  shown,
}: AdversarialState): { readonly count: number; readonly right: number } | undefined {
  const count = shown?.numbers.length ?? 0;
  if (!shown || count < PAGE) return undefined;
  const right = shown.labels.filter((label, at) => largestOf(sampleAt(shown.probabilities, at)) === label).length;
  return right <= BY_CHANCE * count ? { count, right } : undefined;
}

/** What the inspector is asked to do for a wish. */
export function optionsOf({ norm, epsilon, steps, target, confidence }: Wish) {
  return { norm, epsilon, steps, ...(target !== undefined && { target, confidence }) };
}
