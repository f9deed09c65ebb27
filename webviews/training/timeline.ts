/** All tracks over one time axis, with the playhead over them. */
import { element } from '../common/elements';
import type { SourcePlace } from '../../src/protocol/manifest';
import { Surface } from '../common/surface';
import type { Theme } from '../common/theme';
import { t } from '../common/words';
import { AXIS_PX, drawAxis } from './axis';
import { createFindingsLane, type FindingsLane } from './findings-lane';
import { PlayheadLayer } from './playhead-layer';
import { labelsPx, type Plot, stepScale, TICKS_PX } from './plot';
import { PointedTip } from './pointed-tip';
import { type PanelState, playheadStep, tracksOf, visibleWindow } from './state';
import { TrackDrag } from './track-drag';
import { TrackRow } from './track-row';
import type { PanelTools, PointedAt } from './tracks/track-view';

export class Timeline {
  readonly element: HTMLElement;
  private readonly rowsHolder = element('div', { class: 'tracks' });
  private readonly axisHolder: HTMLElement;
  private readonly axis = new Surface();
  private readonly layer: PlayheadLayer;
  private rows: readonly TrackRow[] = [];
  private readonly findings: FindingsLane;
  private readonly drag: TrackDrag;
  private axisDrawn: readonly unknown[] = [];
  private readonly tip: PointedTip;
  private state: PanelState | undefined;

  constructor(
    private readonly tools: PanelTools,
    private readonly reveal: (place: SourcePlace) => void,
  ) {
    this.layer = new PlayheadLayer(tools.send);
    this.findings = createFindingsLane(tools.send);
    this.drag = new TrackDrag(this.rowsHolder, () => this.rows, tools.send);
    this.axis.canvas.setAttribute('aria-hidden', 'true');
    this.axisHolder = element('div', { class: 'axis' }, this.axis.canvas);
    this.element = element(
      'main',
      { class: 'timeline', attributes: { 'aria-label': t('Timeline') } },
      this.findings.element,
      this.rowsHolder,
      this.axisHolder,
      this.layer.element,
    );
    this.tip = new PointedTip(this.element, (x, y) => this.pointAt(x, y), reveal);
    this.element.append(this.tip.element);
    this.element.style.setProperty('--axis-height', `${AXIS_PX}px`);
    this.element.style.setProperty('--ticks-width', `${TICKS_PX}px`);
    // A frame later: what resizes the page in answer to a resize would make the browser complain.
    const observer = new ResizeObserver(() => requestAnimationFrame(() => this.measure()));
    observer.observe(this.axisHolder);
    observer.observe(this.rowsHolder);
  }

  /** Width of the plots, without ticks and labels. */
  get plotWidthPx(): number {
    return Math.max(0, this.chartWidthPx - TICKS_PX - labelsPx(this.chartWidthPx));
  }

  /** Width of the plots with ticks and labels. */
  get chartWidthPx(): number {
    return this.axisHolder.clientWidth;
  }

  describe(track: string, sentence: string): void {
    this.rows.find((row) => row.track.id === track)?.describe(sentence);
  }

  /** Height of each track that is not folded, for a picture of them. */
  heights(): ReadonlyMap<string, number> {
    return new Map(this.rows.map((row) => [row.track.id, row.element.clientHeight]));
  }

  update(state: PanelState, theme: Theme, picturesCame: number): void {
    this.makeRows(state);
    this.findings.update(state, this.plotWidthPx);
    for (const row of this.rows) row.layOut(state);
    for (const row of this.rows) row.draw(state, theme, picturesCame);
    this.drawAxis(state, theme);
    this.layer.update(state, this.plotWidthPx);
    this.state = state;
    this.tip.refresh();
  }

  private pointAt(clientX: number, clientY: number): PointedAt | undefined {
    const { left, right } = this.layer.element.getBoundingClientRect();
    if (!this.state || clientX < left || clientX >= right) return undefined;
    const step = Math.round(stepScale(visibleWindow(this.state), left, left + this.plotWidthPx).invert(clientX));
    for (const row of this.rows) {
      const found = row.pointAt(this.state, step, clientY);
      if (found) return found;
    }
    return undefined;
  }

  /** A row of a track that is still there is kept, with what has the focus in it. */
  private makeRows(state: PanelState): void {
    const known = new Map(this.rows.map((row) => [row.id, row]));
    const rows = tracksOf(state).map((track) => {
      const row = known.get(track.id);
      const isSame = row && JSON.stringify(row.track) === JSON.stringify(track);
      return isSame ? row : new TrackRow(track, this.tools, this.reveal, this.drag);
    });
    if (rows.length === this.rows.length && rows.every((row, at) => row === this.rows[at])) return;
    this.rows = rows;
    const focused = document.activeElement;
    this.rowsHolder.replaceChildren(...rows.map((row) => row.element));
    if (focused instanceof HTMLElement && this.rowsHolder.contains(focused)) focused.focus();
  }

  private drawAxis(state: PanelState, theme: Theme): void {
    const width = this.chartWidthPx;
    const { from, to } = visibleWindow(state);
    const looks = [
      from,
      to,
      width,
      theme,
      devicePixelRatio,
      state.run?.progress.lastStep,
      state.other?.side.run?.progress.lastStep,
      playheadStep(state),
      state.run?.manifest.stepsPerEpoch,
    ];
    if (looks.every((look, at) => look === this.axisDrawn[at])) return;
    this.axisDrawn = looks;
    this.axis.draw(width, AXIS_PX, (context) => {
      const left = TICKS_PX;
      const right = Math.max(left + 1, width - labelsPx(width));
      const plot: Plot = {
        context,
        theme,
        left,
        right,
        width,
        top: 0,
        bottom: AXIS_PX,
        x: stepScale({ from, to }, left, right),
      };
      drawAxis(state, plot);
    });
  }

  /** Heights are the views' own business, but the width decides how much data is worth asking for. */
  private measure(): void {
    this.element.style.setProperty('--labels-width', `${labelsPx(this.chartWidthPx)}px`);
    this.tools.send({ kind: 'plotResized', widthPx: this.plotWidthPx });
    this.tools.send({ kind: 'pictureReady' });
  }
}
