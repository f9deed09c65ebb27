/**
 * What every panel about a moment of a run asks of the extension host beside its own questions, and what the host tells it.
 * Such a panel follows the playhead of its run; the Training panel, which has the timeline, has messages of its own.
 */
import * as v from 'valibot';
import type { RunManifest, RunState } from './manifest';
import { type PanelServiceAnswers, panelServiceRequests } from './panel-services';
import { type Playhead, playheadSchema } from './training-panel-messages';
import { validator } from './validate';

/** Panel → host. */
export const runPanelRequests = [
  /** The panel is ready to draw. */
  v.object({ kind: v.literal('readRun') }),
  /**
   * The moment that is to be shown, now, or, where `after` is given and the run trains, as soon as there is a newer state
   * than that of step `after`: its trainer is asked to keep one, a few times a minute at most.
   */
  v.object({ kind: v.literal('readMoment'), after: v.optional(v.number()) }),
  ...panelServiceRequests,
] as const;
export type RunPanelRequest = v.InferOutput<(typeof runPanelRequests)[number]>;

/** The moment of its run that a panel shows. */
export interface ShownMoment {
  /** The state after so many steps: 0 is before the first. While the run trains, the newest that was kept. */
  readonly step: number;
  readonly playhead: Playhead;
  /** The run trains on, and the moment rides along. */
  readonly isMoving: boolean;
}

export interface ShownRun {
  readonly manifest: RunManifest;
  readonly state: RunState;
  /** Newest step with a record. */
  readonly lastStep: number;
  /** Steps of which a state is kept, ascending: these are shown at once, others after replaying from the one before. */
  readonly keptSteps: readonly number[];
  readonly moment: ShownMoment;
}

export interface RunPanelAnswers extends PanelServiceAnswers {
  readonly readRun: ShownRun;
  readonly readMoment: ShownMoment;
}

/** Panel → host, one way. */
const fromRunPanelEventSchema = v.variant('kind', [
  /** The user moved the playhead, or let it ride; at most 10 a second. */
  v.object({ kind: v.literal('playheadMoved'), playhead: playheadSchema }),
]);
export type FromRunPanelEvent = v.InferOutput<typeof fromRunPanelEventSchema>;
export const readFromRunPanelEvent = validator('An event of a panel', fromRunPanelEventSchema);

/** Host → panel. */
export type RunPanelEvent =
  /** The playhead stands elsewhere, or the run began or ceased to train: another moment is to be shown. */
  | { readonly kind: 'momentMoved'; readonly moment: ShownMoment }
  /** The manifest changed (resumed, renamed, ended): read the run again. */
  | { readonly kind: 'runChanged' }
  /** The cursor in the source rests on a line that made this layer; on none when it is undefined. */
  | { readonly kind: 'layerSelected'; readonly layer: string | undefined }
  /** On the way to the moment that was asked about: `done` of `all` steps were trained again. */
  | { readonly kind: 'replaying'; readonly done: number; readonly all: number };
