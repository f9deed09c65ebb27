/**
 * Shows a run at any step: where the playhead rests on one at which not all was recorded, the step is computed again by
 * the run's inspector. Nothing is started for a playhead that moves, or that nobody sees.
 */
import { type Disposable, Emitter } from '../../base/disposable';
import { toProblem } from '../../base/problem';
import type { Moment } from '../../protocol/inspector-messages';
import type { RunManifest } from '../../protocol/manifest';
import type { Playhead, StepView } from '../../protocol/training-panel-messages';
import type { RunReader } from '../../store/run-reader';
import { type RunFigures, withMoment } from './moment-reader';
import type { RunInspection } from './run-inspection';

/** Whoever drags the playhead, or steps through the run, has come to rest. */
const REST_MS = 250;
/** A moment takes some 100 kB: mostly pictures. */
const MOST_MOMENTS = 32;

/** The run, as its session has it. */
export interface InspectedRun {
  readonly manifest: RunManifest;
  readonly reader: RunReader;
  readonly playhead: Playhead;
  readonly playheadStep: number;
  /** Whether anybody shows the run. */
  readonly isWatched: boolean;
}

export class StepInspector implements Disposable {
  private readonly changed = new Emitter<void>();
  private readonly moments = new Map<number, Moment>();
  private current: StepView | undefined;
  private resting: NodeJS.Timeout | undefined;

  /** The step under the playhead is shown in another way: being computed, computed, not to be had. */
  readonly onDidChange = this.changed.event;

  constructor(
    private readonly run: InspectedRun,
    private readonly inspection: RunInspection,
  ) {}

  /** How the step under the playhead is shown; undefined while it rides at the end, and for what nobody wants computed. */
  get view(): StepView | undefined {
    return this.current;
  }

  /** What the run shows, with what was computed of the step under the playhead. */
  get figures(): RunFigures {
    const moment = this.current?.kind === 'computed' ? this.moments.get(this.current.step) : undefined;
    return moment ? withMoment(this.run.reader, moment) : this.run.reader;
  }

  /** The playhead has moved, or somebody began or ceased to show the run. */
  follow(): void {
    const { playhead, playheadStep: step, isWatched } = this.run;
    if (playhead.kind === 'live' || !isWatched || !this.inspection.source.isWanted()) return this.rest(undefined);
    if (this.current?.step === step && this.current.kind !== 'failed') return;
    if (isWhole(this.run, step)) return this.rest({ kind: 'recorded', step });
    if (this.moments.has(step)) return this.rest(this.viewOf(step));
    const { source } = this.inspection;
    const problem = source.obstacle() ?? source.obstacleToReplay(this.run.manifest);
    if (problem) return this.rest({ kind: 'failed', step, problem });
    this.rest({ kind: 'recorded', step });
    this.resting = setTimeout(() => void this.compute(step), REST_MS);
  }

  dispose(): void {
    clearTimeout(this.resting);
    this.changed.dispose();
  }

  private rest(view: StepView | undefined): void {
    clearTimeout(this.resting);
    this.show(view);
  }

  private show(view: StepView | undefined): void {
    if (view === this.current) return;
    this.current = view;
    this.changed.fire();
  }

  private async compute(step: number): Promise<void> {
    this.show({ kind: 'computing', step, done: 0, all: 0 });
    const isAwaited = () => this.current?.kind === 'computing' && this.current.step === step;
    try {
      const looked = await this.inspection.wake().lookAt(step, (done, all) => {
        if (isAwaited()) this.show({ kind: 'computing', step, done, all });
      });
      if (!looked.ok) {
        if (isAwaited()) this.show({ kind: 'failed', step, problem: looked.problem });
      } else if (looked.value) {
        this.keep(looked.value);
        if (isAwaited()) this.show(this.viewOf(step));
      }
    } catch (error) {
      if (isAwaited()) this.show({ kind: 'failed', step, problem: toProblem(error, 'environment') });
    }
  }

  private viewOf(step: number): StepView {
    const moment = this.moments.get(step);
    if (moment?.isAsRecorded === false) return { kind: 'differs', step };
    return { kind: 'computed', step, images: moment?.images.map(({ tag }) => tag) ?? [] };
  }

  private keep(moment: Moment): void {
    this.moments.set(moment.step, moment);
    const [oldest] = this.moments.keys();
    if (this.moments.size > MOST_MOMENTS && oldest !== undefined) this.moments.delete(oldest);
  }
}

/** Whether all that is recorded now and then was recorded at just this step. */
function isWhole({ manifest, reader }: InspectedRun, step: number): boolean {
  return manifest.tracks.every((track) => {
    if (track.kind === 'images') return reader.hasImage(track.tag, step);
    // Before the first step there is nothing that a layer could have shown. Rows are recorded together.
    if (track.kind !== 'heat' || step === 0) return true;
    const tags = track.rows.map(({ tag }) => tag);
    return reader.values(tags, step).some((value) => value.step === step);
  });
}
