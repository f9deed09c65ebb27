/**
 * What the Training panel asks of the extension host, and what the host tells it. The panel pulls: the host only says
 * that the run has grown, and the panel asks for what it can draw, so that a slow or hidden panel costs nothing.
 */
import * as v from 'valibot';
import type { Problem } from '../base/problem';
import type { RunManifest, RunState } from './manifest';
import { type Finding } from './findings';
import { type PanelServiceAnswers, panelServiceRequests } from './panel-services';
import { LEAST_TRACK_PX, MOST_TRACK_PX, type TrackLayout } from './track-layout';
import { validator } from './validate';

const step = v.pipe(v.number(), v.finite(), v.minValue(0));
const columns = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(8192));
/** Which run a question is about: the panel's own, which is meant where nothing is said, or the one it is compared with. */
const of = v.optional(v.picklist(['run', 'other']));

const trackLayoutSchema: v.GenericSchema<unknown, TrackLayout> = v.object({
  order: v.array(v.string()),
  folded: v.array(v.string()),
  heights: v.record(v.string(), v.pipe(v.number(), v.minValue(LEAST_TRACK_PX), v.maxValue(MOST_TRACK_PX))),
});
export const readTrackLayout = validator('How tracks are arranged', trackLayoutSchema);

/** Panel → host. */
const panelRequestSchema = v.variant('kind', [
  /** The panel is ready to draw. */
  v.object({ kind: v.literal('readRun') }),
  /** Curves over the steps [fromStep, toStep], thinned to at most `columns` buckets of min, mean and max each. */
  v.object({ kind: v.literal('readCurves'), tags: v.array(v.string()), fromStep: step, toStep: step, columns, of }),
  /** Histograms over [fromStep, toStep], added up within each of `columns` equal spans of steps. */
  v.object({ kind: v.literal('readHistograms'), tag: v.string(), fromStep: step, toStep: step, columns, of }),
  /** Exact scalar values at the newest recorded step ≤ `step`, tag by tag. */
  v.object({ kind: v.literal('readValues'), tags: v.array(v.string()), step, of }),
  /** Exact statistics of every number recorded in [fromStep, toStep], tag by tag. */
  v.object({ kind: v.literal('readStatistics'), tags: v.array(v.string()), fromStep: step, toStep: step, of }),
  /** The image recorded nearest before `step` (the first one when there is none before). */
  v.object({ kind: v.literal('readImage'), tag: v.string(), step, of }),
  /** Every step at which `tag` has a record. */
  v.object({ kind: v.literal('readSteps'), tag: v.string(), of }),
  /** Asks the user which run to lay over this one. */
  v.object({ kind: v.literal('chooseOther') }),
  /** Opens the run that this one is compared with, and tells what it is; from then on questions may be `of` it. */
  v.object({ kind: v.literal('readOther'), runFolder: v.string() }),
  v.object({ kind: v.literal('stopComparing') }),
  /** Keeps how the user arranged the tracks of this family of models. */
  v.object({ kind: v.literal('saveLayout'), layout: trackLayoutSchema }),
  v.object({ kind: v.literal('pause') }),
  v.object({ kind: v.literal('resume') }),
  v.object({ kind: v.literal('stop') }),
  ...panelServiceRequests,
]);
export type PanelRequest = v.InferOutput<typeof panelRequestSchema>;
export const readPanelRequest = validator('A request of a panel', panelRequestSchema);

/** Where a run's playhead stands, for all that show the run: at its newest step, or at one that the user chose. */
export const playheadSchema = v.variant('kind', [
  v.object({ kind: v.literal('live') }),
  v.object({ kind: v.literal('at'), step }),
]);
export type Playhead = v.InferOutput<typeof playheadSchema>;

/** Panel → host, one way. */
const fromPanelEventSchema = v.variant('kind', [
  /** The user moved the playhead, or let it ride; at most 10 a second. */
  v.object({ kind: v.literal('playheadMoved'), playhead: playheadSchema }),
]);
export type FromPanelEvent = v.InferOutput<typeof fromPanelEventSchema>;
export const readFromPanelEvent = validator('An event of a panel', fromPanelEventSchema);

/** What a panel keeps through a reload of the window; the rest of it is the panel's own affair. */
export const readPanelBoot = validator('The state of a panel', v.object({ boot: v.object({ runFolder: v.string() }) }));

/**
 * One tag's curve: parallel arrays, one entry a bucket (a single step where there are few). A bucket with a NaN or an
 * infinity has its number of them in `nonFinite`, and min, mean and max over the finite rest (NaN when there is none).
 */
export interface Curve {
  readonly tag: string;
  readonly firstStep: Float64Array;
  readonly lastStep: Float64Array;
  readonly min: Float32Array;
  readonly mean: Float32Array;
  readonly max: Float32Array;
  readonly nonFinite: Uint32Array;
}

/** Row-major counts [columns, bins]; column c spans steps fromStep + c·(toStep − fromStep)/columns onward. An empty column is all 0. */
export interface HistogramMatrix {
  readonly tag: string;
  readonly bins: number;
  readonly columns: number;
  readonly counts: Float32Array;
}

/** The newest histogram at or before the playhead, for the pane on the right, is a HistogramMatrix of one column. */
export interface RecordedImage {
  readonly tag: string;
  readonly step: number;
  readonly png: Uint8Array;
}

/**
 * How the step under a playhead that the user placed is shown:
 * - recorded: by the newest records at or before it
 * - computing: the same, while it is computed again from a checkpoint; `done` of `all` steps of the way, 0 of 0 before that
 * - computed: with all that would have been recorded of it, to the bit; `images` are the tags of its pictures
 * - differs: computed again, its losses are not those recorded, so that nothing of it is shown
 * - failed: why it can't be computed again
 */
export type StepView =
  | { readonly kind: 'recorded' | 'differs'; readonly step: number }
  | { readonly kind: 'computing'; readonly step: number; readonly done: number; readonly all: number }
  | { readonly kind: 'computed'; readonly step: number; readonly images: readonly string[] }
  | { readonly kind: 'failed'; readonly step: number; readonly problem: Problem };

/** What the panel's header and axis show. `state` is derived: a run whose writer died is 'crashed'. */
export interface PanelRun {
  readonly manifest: RunManifest;
  readonly state: RunState;
  readonly progress: RunProgress;
  readonly problem?: Problem;
  /** What could not be read of the run, one sentence each. */
  readonly damage: readonly string[];
  /** What was diagnosed so far, in the order in which it was noticed. */
  readonly findings?: readonly Finding[];
  /** Absent while the playhead rides at the end. */
  readonly stepView?: StepView;
  /** How this user arranged the tracks of this family the last time. */
  readonly layout?: TrackLayout;
}

/**
 * One tag's numbers over a span of steps, from every record. All but `records`, `nonFinite`, `first` and `last` are over
 * the finite ones, and NaN where there is none.
 */
export interface SpanStatistics {
  readonly tag: string;
  readonly records: number;
  /** How many were NaN or infinite. */
  readonly nonFinite: number;
  readonly mean: number;
  /** Standard deviation of these numbers: the root of their mean squared distance from the mean. */
  readonly spread: number;
  readonly min: number;
  readonly max: number;
  /** The first and the last number as recorded, finite or not, and their steps. */
  readonly first: number;
  readonly last: number;
  readonly firstStep: number;
  readonly lastStep: number;
  /** Of the straight line that fits best (least squares), per 1,000 steps; NaN below two finite numbers. */
  readonly slopePer1000: number;
}

export interface RunProgress {
  readonly state: RunState;
  readonly activity: string;
  /** Newest step with a record. */
  readonly lastStep: number;
  readonly epoch: number;
  /** 0 when nothing is training. */
  readonly stepsPerSecond: number;
  readonly stepMsMedian: number;
  readonly lookingShare: number;
  readonly problem?: Problem;
}

export interface FromPanel {
  readonly request: PanelRequest;
  readonly answers: PanelServiceAnswers & {
    readonly readRun: PanelRun;
    readonly readCurves: { readonly curves: readonly Curve[] };
    readonly readHistograms: HistogramMatrix;
    readonly readValues: {
      readonly values: readonly { readonly tag: string; readonly step: number; readonly value: number }[];
    };
    readonly readStatistics: {
      readonly statistics: readonly SpanStatistics[];
      /** From the first record of the span to its last, pauses included; null where no record tells the time. */
      readonly wallMs: number | null;
    };
    readonly readImage: RecordedImage | null;
    readonly readSteps: { readonly steps: Float64Array };
    /** null when the user chose none. */
    readonly chooseOther: { readonly runFolder: string | null };
    readonly readOther: PanelRun;
    readonly stopComparing: null;
    readonly saveLayout: null;
    readonly pause: null;
    readonly resume: null;
    readonly stop: null;
  };
  readonly event: FromPanelEvent;
}

/** Host → panel. */
export type PanelEvent =
  /** The run has new records or a new state; at most 30 a second, none while the panel is hidden. */
  | { readonly kind: 'runAdvanced'; readonly progress: RunProgress; readonly of?: 'run' | 'other' }
  /** The manifest changed (resumed, renamed): read the run again. */
  | { readonly kind: 'runChanged'; readonly of?: 'run' | 'other' }
  /** The cursor in the source rests on a line that made this layer; on none when it is undefined. */
  | { readonly kind: 'layerSelected'; readonly layer: string | undefined }
  /** The step under the playhead of the panel's own run is shown in another way. */
  | { readonly kind: 'stepViewed'; readonly view: StepView | undefined };

export interface ToPanel {
  readonly request: { readonly kind: 'nothing' };
  readonly answers: { readonly nothing: undefined };
  readonly event: PanelEvent;
}
