/** What the Layers panel knows, and how each message changes it. Pure: it asks nothing and draws nothing. */
import { assertNever } from '../../src/base/assert-never';
import type { Problem } from '../../src/base/problem';
import type { LayerSummary } from '../../src/protocol/manifest';
import type {
  Largest,
  LayerRun,
  LayersDescription,
  LayersRun,
  WeightPictures,
} from '../../src/protocol/layer-questions';
import { MOST_SAMPLES } from '../../src/protocol/layer-questions';
import type { RecordedFigures } from '../../src/protocol/layers-panel-messages';
import type { PlainTensor } from '../../src/protocol/plain-tensor';
import type { ShownMoment, ShownRun } from '../../src/protocol/run-panel-messages';
import type { MomentMessage } from '../common/moment-work';

/** A unit or a channel of one call of a layer. */
export interface Unit {
  readonly layer: string;
  readonly call: number;
  readonly unit: number;
}

/** What is known of the unit that is chosen, beside what it gives out. */
export interface UnitFacts {
  readonly of: Unit;
  readonly step: number;
  readonly weights?: WeightPictures;
  readonly largest?: Largest;
  /** The samples that make it largest. */
  readonly samples?: PlainTensor;
  readonly painted?: PlainTensor;
}

export interface LayersState {
  readonly run: ShownRun | undefined;
  readonly moment: ShownMoment | undefined;
  readonly description: LayersDescription | undefined;
  readonly seen: LayersRun | undefined;
  /** The samples that were seen, as they are. */
  readonly inputs: PlainTensor | undefined;
  readonly figures: readonly RecordedFigures[];
  readonly samples: readonly number[];
  /** The second sample less the first, in each layer. */
  readonly isDifference: boolean;
  readonly chosen: Unit | undefined;
  readonly facts: UnitFacts | undefined;
  /** The layer on whose line the cursor in the source rests. */
  readonly selectedLayer: string | undefined;
  readonly progress: { readonly done: number; readonly all: number } | undefined;
  readonly tableShown: boolean;
  readonly problem: Problem | undefined;
  readonly trouble: Problem | undefined;
}

export const initialState: LayersState = {
  run: undefined,
  moment: undefined,
  description: undefined,
  seen: undefined,
  inputs: undefined,
  figures: [],
  samples: [0],
  isDifference: false,
  chosen: undefined,
  facts: undefined,
  selectedLayer: undefined,
  progress: undefined,
  tableShown: false,
  problem: undefined,
  trouble: undefined,
};

export type LayersMessage =
  | MomentMessage
  | { readonly kind: 'described'; readonly description: LayersDescription }
  | { readonly kind: 'progressed'; readonly progress: LayersState['progress'] }
  | { readonly kind: 'seen'; readonly seen: LayersRun; readonly inputs: PlainTensor }
  | { readonly kind: 'figuresRead'; readonly figures: readonly RecordedFigures[] }
  | { readonly kind: 'sampleChosen'; readonly at: number; readonly sample: number }
  | { readonly kind: 'sampleAdded' }
  | { readonly kind: 'sampleRemoved'; readonly at: number }
  | { readonly kind: 'differenceToggled' | 'tableToggled' }
  | { readonly kind: 'unitChosen'; readonly unit: Unit | undefined }
  | { readonly kind: 'factsCame'; readonly facts: UnitFacts }
  | { readonly kind: 'layerSelected'; readonly layer: string | undefined }
  | { readonly kind: 'troubled'; readonly trouble: Problem | undefined };

export function reduce(state: LayersState, message: LayersMessage): LayersState {
  switch (message.kind) {
    case 'runRead':
      return { ...state, run: message.run, moment: message.run.moment };
    case 'described':
      return { ...state, description: message.description };
    case 'momentMoved':
      return { ...state, moment: message.moment, problem: undefined };
    case 'progressed':
      return { ...state, progress: message.progress };
    case 'seen':
      return { ...state, seen: message.seen, inputs: message.inputs, progress: undefined, problem: undefined };
    case 'figuresRead':
      return { ...state, figures: message.figures };
    case 'sampleChosen':
      return {
        ...state,
        samples: state.samples.map((sample, at) => (at === message.at ? wrapped(state, message.sample) : sample)),
      };
    case 'sampleAdded':
      if (state.samples.length >= MOST_SAMPLES) return state;
      return { ...state, samples: [...state.samples, wrapped(state, (state.samples.at(-1) ?? -1) + 1)] };
    case 'sampleRemoved': {
      const samples = state.samples.filter((_, at) => at !== message.at);
      if (samples.length === 0) return state;
      return { ...state, samples, isDifference: state.isDifference && samples.length > 1 };
    }
    case 'differenceToggled':
      return {
        ...state,
        isDifference: !state.isDifference,
        samples:
          state.samples.length > 1 ? state.samples : [...state.samples, wrapped(state, (state.samples[0] ?? 0) + 1)],
      };
    case 'tableToggled':
      return { ...state, tableShown: !state.tableShown };
    case 'unitChosen':
      return { ...state, chosen: message.unit, facts: isSame(message.unit, state.chosen) ? state.facts : undefined };
    case 'factsCame':
      return isSame(message.facts.of, state.chosen) ? { ...state, facts: message.facts } : state;
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

export const isSame = (one: Unit | undefined, other: Unit | undefined): boolean =>
  one?.layer === other?.layer && one?.call === other?.call && one?.unit === other?.unit;

/** Past the last comes the first. */
function wrapped({ description }: LayersState, sample: number): number {
  const all = Math.max(1, description?.samples ?? 1);
  return ((Math.floor(sample) % all) + all) % all;
}

/** One row of the panel: a layer, and what it gave out, once a call; nothing where its model is not fed. */
export interface Row {
  readonly role: string;
  readonly layer: LayerSummary;
  readonly run: LayerRun | undefined;
  readonly figures: RecordedFigures | undefined;
}

/** All layers in source order; one that is called twice has two rows. */
export const rowsOf = ({ run, seen, figures }: LayersState): Row[] =>
  (run?.manifest.models ?? []).flatMap(({ role, layers }) =>
    layers.flatMap((layer): Row[] => {
      const recorded = figures.find((one) => one.layer === layer.name);
      const runs = seen?.layers.filter(({ name }) => name === layer.name) ?? [];
      return (runs.length > 0 ? runs : [undefined]).map((one) => ({ role, layer, run: one, figures: recorded }));
    }),
  );

/** The unit after, or before, the chosen one in its layer. */
export function steppedUnit({ chosen, seen }: LayersState, by: -1 | 1): Unit | undefined {
  const run = chosen && seen?.layers.find(({ name, call }) => name === chosen.layer && call === chosen.call);
  if (!chosen || !run) return undefined;
  return { ...chosen, unit: (chosen.unit + by + run.shown) % run.shown };
}

/** The same unit's number in the row after, or before: as near as there is one. */
export function steppedRow(state: LayersState, by: -1 | 1): Unit | undefined {
  const runs = rowsOf(state).flatMap(({ run }) => run ?? []);
  const { chosen } = state;
  const at = runs.findIndex(({ name, call }) => name === chosen?.layer && call === chosen.call);
  const next = runs[at < 0 ? 0 : Math.max(0, Math.min(runs.length - 1, at + by))];
  return next && { layer: next.name, call: next.call, unit: Math.min(chosen?.unit ?? 0, next.shown - 1) };
}
