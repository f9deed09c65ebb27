/**
 * All that the Training panel knows, as one immutable value, and how each message changes it. No DOM, no clock, no
 * requests: `requests.ts` derives from a state what to ask for, the views draw it.
 */
import { assertNever } from '../../src/base/assert-never';
import type { Problem } from '../../src/base/problem';
import type { TrackLayout } from '../../src/protocol/track-layout';
import type { Track } from '../../src/protocol/tracks';
import type { PanelRun, RunProgress, StepView } from '../../src/protocol/training-panel-messages';
import type { ColourRange } from '../common/colour-range';
import { type HeldCurves, type HeldHistograms, joinCurves, joinHistograms, layer, type Layered } from './held-data';
import {
  NOTHING_SELECTED,
  type ReadStatistics,
  select,
  selectedSpan,
  type SpanMessage,
  type SpanSelection,
} from './span-selection';
import { AS_THE_FAMILY_SAYS, inOrder, type LayoutMessage, rearrange } from './track-order';
import {
  asZoom,
  indexAtMost,
  panBy,
  revealing,
  type TimeWindow,
  WHOLE_RUN,
  wholeWindow,
  windowOf,
  type Zoom,
} from './time-window';
import { rowTrackOf } from './tracks/confusion-rows';
import { withRange } from './tracks/heat-cells';

/** Where the playhead stands: at the newest step, or at one that the user chose. */
export type Playhead = { readonly kind: 'live' } | { readonly kind: 'at'; readonly step: number };

export interface RecordedValue {
  readonly tag: string;
  readonly step: number;
  readonly value: number;
}

export interface ReadValues {
  readonly step: number;
  readonly values: readonly RecordedValue[];
  /** Whether what was not recorded at the step was computed again. */
  readonly computed: boolean;
}

export interface ReadHistogram {
  readonly step: number;
  readonly counts: Float32Array;
  readonly computed: boolean;
}

export type RunCommand = 'pause' | 'resume' | 'stop';

/** What the user arranged; it comes back after a reload. */
export interface Arrangement {
  readonly zoom: Zoom;
  readonly playhead: Playhead;
  /** Order, folds and heights of the tracks. */
  readonly layout: TrackLayout;
  readonly selection: SpanSelection;
  /** Folder of the run that is laid over this one. */
  readonly comparedWith: string | undefined;
  readonly tableShown: boolean;
}

/** The run that is laid over this one, with all that was read of it: `otherSide` shows it as this panel stands. */
export interface ComparedRun {
  /** Which comparison of this panel it is: answers to an earlier one are dropped. */
  readonly number: number;
  readonly runFolder: string;
  readonly side: PanelState;
}

export interface PanelState extends Arrangement {
  readonly run: PanelRun | undefined;
  /** Grows with every answer to readRun: what was read before belongs to another telling of the run. */
  readonly edition: number;
  /** How often the host said that the run is another, and which of these tellings was read. */
  readonly reading: { readonly wanted: number; readonly done: number };
  /** Why the run can't be shown. */
  readonly runProblem: Problem | undefined;
  /** The last request that failed, in words; gone with the next that succeeds. */
  readonly requestProblem: Problem | undefined;
  readonly pendingCommand: RunCommand | undefined;
  readonly hidden: boolean;
  /** Heat track's id → what its colours stand for in the run beside which this one is laid. */
  readonly sharedRanges?: ReadonlyMap<string, ColourRange>;
  /** Width of the tracks' plots. */
  readonly plotWidthPx: number;
  /** Track id → its curves. */
  readonly curves: ReadonlyMap<string, Layered<HeldCurves>>;
  /** Tag → its histograms over time. */
  readonly histograms: ReadonlyMap<string, Layered<HeldHistograms>>;
  /** Tag → every step at which a picture was recorded, and the newest step of the run when that was read. */
  readonly pictureSteps: ReadonlyMap<string, { readonly steps: Float64Array; readonly readUpTo: number }>;
  /** Values, and histograms by tag, at the playhead; they keep their own steps, since they may be late. */
  readonly valuesAtPlayhead: ReadValues | undefined;
  /** The same of the rows of heat tracks, which are many and change seldom. */
  readonly rowValuesAtPlayhead: ReadValues | undefined;
  readonly histogramsAtPlayhead: ReadonlyMap<string, ReadHistogram>;
  /** Of the selected span, or of the one before while the new ones are on their way. */
  readonly statistics: ReadStatistics | undefined;
  readonly other: ComparedRun | undefined;
  /** How many runs have been laid over this one so far. */
  readonly comparisons: number;
  /** Single steps around the playhead, for the table. */
  readonly table: ReadonlyMap<string, HeldCurves>;
  /** The layer, by role, whose line the cursor in the source stands on. */
  readonly selectedLayer: string | undefined;
  /** How the host shows the step at which this panel's playhead stood when it said so. */
  readonly stepView: StepView | undefined;
}

export type PanelMessage =
  | { readonly kind: 'runRead'; readonly reading: number; readonly run: PanelRun }
  | { readonly kind: 'runUnreadable'; readonly reading: number; readonly problem: Problem }
  | { readonly kind: 'runChanged' }
  | { readonly kind: 'runAdvanced'; readonly progress: RunProgress }
  | { readonly kind: 'curvesRead'; readonly track: string; readonly read: HeldCurves }
  | { readonly kind: 'histogramsRead'; readonly tag: string; readonly read: HeldHistograms }
  | { readonly kind: 'pictureStepsRead'; readonly tag: string; readonly steps: Float64Array; readonly readUpTo: number }
  | { readonly kind: 'valuesRead' | 'rowValuesRead'; readonly read: ReadValues }
  | { readonly kind: 'stepViewed'; readonly view: StepView | undefined }
  | { readonly kind: 'playheadHistogramRead'; readonly tag: string; readonly read: ReadHistogram }
  | { readonly kind: 'tableRead'; readonly track: string; readonly read: HeldCurves }
  /** A picture came or was decoded: nothing of the state changes, but there is more to draw. */
  | { readonly kind: 'pictureReady' }
  | { readonly kind: 'requestFailed'; readonly problem: Problem }
  | { readonly kind: 'problemDismissed' }
  | { readonly kind: 'commandSent'; readonly command: RunCommand }
  | { readonly kind: 'commandDone' }
  | { readonly kind: 'visibilityChanged'; readonly hidden: boolean }
  | { readonly kind: 'plotResized'; readonly widthPx: number }
  | { readonly kind: 'zoomed'; readonly window: TimeWindow }
  | { readonly kind: 'panned'; readonly steps: number }
  | { readonly kind: 'wholeRunShown' }
  | { readonly kind: 'playheadMoved'; readonly step: number }
  /** To the next or previous recorded picture, or single step. */
  | { readonly kind: 'playheadStepped'; readonly by: 'picture' | 'step' | 'page'; readonly direction: 1 | -1 }
  | { readonly kind: 'wentLive' }
  | { readonly kind: 'layerSelected'; readonly layer: string | undefined }
  | LayoutMessage
  | SpanMessage
  | { readonly kind: 'spanShown' }
  | { readonly kind: 'comparisonBegun'; readonly runFolder: string }
  | { readonly kind: 'comparisonEnded' }
  /** A message about the other run. */
  | { readonly kind: 'otherTold'; readonly comparison: number; readonly message: PanelMessage }
  | { readonly kind: 'tableToggled' };

export function initialState(arrangement: Partial<Arrangement> = {}): PanelState {
  const { comparedWith } = arrangement;
  return {
    zoom: WHOLE_RUN,
    playhead: { kind: 'live' },
    layout: AS_THE_FAMILY_SAYS,
    selection: NOTHING_SELECTED,
    tableShown: false,
    ...arrangement,
    comparedWith,
    comparisons: 1,
    other: comparedWith === undefined ? undefined : newOther(1, comparedWith),
    run: undefined,
    edition: 0,
    reading: { wanted: 1, done: 0 },
    runProblem: undefined,
    requestProblem: undefined,
    pendingCommand: undefined,
    hidden: false,
    plotWidthPx: 0,
    selectedLayer: undefined,
    stepView: undefined,
    ...NOTHING_READ,
  };
}

const newOther = (number: number, runFolder: string): ComparedRun => ({ number, runFolder, side: initialState() });

const NOTHING_READ = {
  curves: new Map(),
  histograms: new Map(),
  pictureSteps: new Map(),
  valuesAtPlayhead: undefined,
  rowValuesAtPlayhead: undefined,
  histogramsAtPlayhead: new Map(),
  statistics: undefined,
  table: new Map(),
} satisfies Partial<PanelState>;

export const arrangementOf = (state: PanelState): Arrangement => {
  const { zoom, playhead, layout, selection, comparedWith, tableShown } = state;
  return { zoom, playhead, layout, selection, comparedWith, tableShown };
};

/** From top to bottom. */
export const tracksOf = (state: PanelState): readonly Track[] =>
  inOrder(state.run?.manifest.tracks ?? [], state.layout.order);

export const isFolded = (state: PanelState, track: string): boolean => state.layout.folded.includes(track);

/** Newest step with a record; 0 while there is none. */
export const lastStepOf = (state: PanelState): number => Math.max(0, state.run?.progress.lastStep ?? 0);

/** Newest step of either run: as far as the playhead and a selection reach. */
export const furthestStepOf = (state: PanelState): number =>
  Math.max(lastStepOf(state), state.other ? lastStepOf(state.other.side) : 0);

/** Whether new records may still come. */
export const isGrowing = (state: PanelState): boolean => {
  const runState = state.run?.state;
  return runState === 'training' || runState === 'paused' || runState === 'starting';
};

export const wholeOf = (state: PanelState): TimeWindow =>
  wholeWindow(furthestStepOf(state), state.run?.manifest.totalSteps ?? 0, isGrowing(state));

export const visibleWindow = (state: PanelState): TimeWindow => windowOf(state.zoom, wholeOf(state));

export const playheadStep = (state: PanelState): number =>
  state.playhead.kind === 'live' ? lastStepOf(state) : Math.min(state.playhead.step, furthestStepOf(state));

export const spanOf = (state: PanelState): TimeWindow | undefined => selectedSpan(state.selection, playheadStep(state));

export const epochAt = (state: PanelState, step: number): number =>
  step / Math.max(1, state.run?.manifest.stepsPerEpoch ?? 1);

/** How the step under the playhead is shown, as far as the host has said. */
export const viewAtPlayhead = (state: PanelState): StepView | undefined =>
  state.playhead.kind === 'at' && state.stepView?.step === playheadStep(state) ? state.stepView : undefined;

/** Whether all that a run shows of the step under the playhead is of just this step. */
export const isComputed = (state: PanelState): boolean => viewAtPlayhead(state)?.kind === 'computed';

/** The step of the picture that belongs to `step`: the newest one recorded by then, or the first of all. */
export function pictureStepAt(state: PanelState, tag: string, step: number): number | undefined {
  const { stepView } = state;
  if (stepView?.kind === 'computed' && stepView.step === step && stepView.images.includes(tag)) return step;
  const steps = state.pictureSteps.get(tag)?.steps;
  return steps && steps.length > 0 ? steps[Math.max(0, indexAtMost(steps, step))] : undefined;
}

export function reduce(state: PanelState, message: PanelMessage): PanelState {
  switch (message.kind) {
    case 'runRead':
      return runRead(state, message.reading, message.run);
    case 'runUnreadable':
      return { ...state, reading: { ...state.reading, done: message.reading }, runProblem: message.problem };
    case 'runChanged':
      return { ...state, reading: { ...state.reading, wanted: state.reading.wanted + 1 } };
    case 'runAdvanced':
      return runAdvanced(state, message.progress);
    case 'curvesRead': {
      const before = state.curves.get(message.track);
      const joined = joinCurves(before?.detail, message.read);
      const track = tracksOf(state).find(({ id }) => id === message.track);
      const rows = track && rowTrackOf(track);
      const held = layer(before, rows ? withRange(rows, before?.detail, joined) : joined);
      return { ...state, curves: withEntry(state.curves, message.track, held) };
    }
    case 'histogramsRead': {
      const before = state.histograms.get(message.tag);
      const held = layer(before, joinHistograms(before?.detail, message.read));
      return { ...state, histograms: withEntry(state.histograms, message.tag, held) };
    }
    case 'pictureStepsRead': {
      const { tag, steps, readUpTo } = message;
      return { ...state, pictureSteps: withEntry(state.pictureSteps, tag, { steps, readUpTo }) };
    }
    case 'valuesRead':
      return { ...state, valuesAtPlayhead: message.read };
    case 'rowValuesRead':
      return { ...state, rowValuesAtPlayhead: message.read };
    case 'stepViewed':
      return { ...state, stepView: message.view };
    case 'layerSelected':
      return message.layer === state.selectedLayer ? state : { ...state, selectedLayer: message.layer };
    case 'playheadHistogramRead': {
      const { tag, read } = message;
      return { ...state, histogramsAtPlayhead: withEntry(state.histogramsAtPlayhead, tag, read) };
    }
    case 'tableRead':
      return { ...state, table: withEntry(state.table, message.track, message.read) };
    case 'pictureReady':
      return state;
    case 'requestFailed':
      return { ...state, requestProblem: message.problem };
    case 'problemDismissed':
      return { ...state, requestProblem: undefined };
    case 'commandSent':
      return { ...state, pendingCommand: message.command, requestProblem: undefined };
    case 'commandDone':
      return { ...state, pendingCommand: undefined };
    case 'visibilityChanged':
      return { ...state, hidden: message.hidden };
    case 'plotResized':
      return message.widthPx === state.plotWidthPx ? state : { ...state, plotWidthPx: message.widthPx };
    case 'zoomed':
      return { ...state, zoom: asZoom(message.window, wholeOf(state)) };
    case 'panned':
      return { ...state, zoom: asZoom(panBy(visibleWindow(state), message.steps), wholeOf(state)) };
    case 'wholeRunShown':
      return { ...state, zoom: WHOLE_RUN };
    case 'playheadMoved':
      return movePlayhead(state, message.step);
    case 'playheadStepped':
      return movePlayhead(state, steppedFrom(state, message.by, message.direction));
    case 'wentLive':
      return goLive(state);
    case 'trackFolded':
    case 'trackMoved':
    case 'trackPlaced':
    case 'trackResized': {
      const ids = tracksOf(state).map(({ id }) => id);
      return { ...state, layout: rearrange(state.layout, message, ids) };
    }
    case 'spanSelected':
    case 'spanMarked':
    case 'spanCleared': {
      const selection = select(state.selection, message, playheadStep(state), furthestStepOf(state));
      return { ...state, selection };
    }
    case 'statisticsRead':
      return { ...state, statistics: message.read };
    case 'spanShown': {
      const span = spanOf(state);
      return span ? { ...state, zoom: asZoom(span, wholeOf(state)) } : state;
    }
    case 'comparisonBegun': {
      const { runFolder } = message;
      const number = state.comparisons + 1;
      return { ...state, comparedWith: runFolder, comparisons: number, other: newOther(number, runFolder) };
    }
    case 'comparisonEnded':
      return withoutOther(state);
    case 'otherTold': {
      const { other } = state;
      if (other?.number !== message.comparison) return state;
      return { ...state, other: { ...other, side: reduce(other.side, message.message) } };
    }
    case 'tableToggled':
      return { ...state, tableShown: !state.tableShown };
    default:
      return assertNever(message);
  }
}

function runRead(state: PanelState, reading: number, run: PanelRun): PanelState {
  const before = state.run;
  const retold =
    before !== undefined &&
    (before.manifest.id !== run.manifest.id ||
      before.manifest.segments.length !== run.manifest.segments.length ||
      run.progress.lastStep < before.progress.lastStep);
  const next: PanelState = {
    ...state,
    ...(retold ? NOTHING_READ : {}),
    run,
    // What the user arranged in the panel of another run since then is newer than what this panel kept.
    layout: before === undefined ? (run.layout ?? state.layout) : state.layout,
    stepView: run.stepView,
    reading: { ...state.reading, done: reading },
    edition: state.edition + (retold ? 1 : 0),
    runProblem: undefined,
  };
  // A span kept from before may lie outside of what the run has now.
  return next.zoom.kind === 'all' ? next : { ...next, zoom: asZoom(next.zoom, wholeOf(next)) };
}

function runAdvanced(state: PanelState, progress: RunProgress): PanelState {
  if (!state.run) return state;
  const window = visibleWindow(state);
  const rode = state.playhead.kind === 'live' && lastStepOf(state) <= window.to;
  const next = { ...state, run: { ...state.run, state: progress.state, progress } };
  // Zoomed in and riding at the end, the window follows by a quarter of its width at a time.
  if (!rode || state.zoom.kind === 'all' || progress.lastStep <= window.to) return next;
  const width = window.to - window.from;
  const to = progress.lastStep + width / 4;
  return { ...next, zoom: { kind: 'span', from: to - width, to } };
}

function withoutOther(state: PanelState): PanelState {
  const next = { ...state, comparedWith: undefined, other: undefined };
  // The other run may have been the longer one.
  const zoom = next.zoom.kind === 'all' ? next.zoom : asZoom(next.zoom, wholeOf(next));
  return { ...next, zoom };
}

function movePlayhead(state: PanelState, step: number): PanelState {
  const whole = Math.round(Math.max(0, Math.min(furthestStepOf(state), step)));
  const zoom = state.zoom.kind === 'all' ? state.zoom : asZoom(revealing(state.zoom, whole), wholeOf(state));
  return { ...state, zoom, playhead: { kind: 'at', step: whole } };
}

function goLive(state: PanelState): PanelState {
  const zoom =
    state.zoom.kind === 'all' ? state.zoom : asZoom(revealing(state.zoom, lastStepOf(state)), wholeOf(state));
  return { ...state, zoom, playhead: { kind: 'live' } };
}

function steppedFrom(state: PanelState, by: 'picture' | 'step' | 'page', direction: 1 | -1): number {
  const at = playheadStep(state);
  const window = visibleWindow(state);
  if (by === 'page') return at + direction * Math.max(1, Math.round((window.to - window.from) / 10));
  if (by === 'step') return at + direction;
  const pictures = tracksOf(state).find((track) => track.kind === 'images');
  const steps = pictures && state.pictureSteps.get(pictures.tag)?.steps;
  if (!steps || steps.length === 0) return at + direction;
  const index = indexAtMost(steps, at);
  if (direction === 1) return steps[index + 1] ?? lastStepOf(state);
  return steps[index] === at ? (steps[index - 1] ?? 0) : (steps[index] ?? 0);
}

function withEntry<K, V>(map: ReadonlyMap<K, V>, key: K, value: V): ReadonlyMap<K, V> {
  return new Map(map).set(key, value);
}
