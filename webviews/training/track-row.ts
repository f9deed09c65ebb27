/** One track of the timeline: its title at the left, its plot beside it, redrawn only when something of it changed. */
import type { SourcePlace } from '../../src/protocol/manifest';
import type { Track } from '../../src/protocol/tracks';
import { element, setAttribute, setText } from '../common/elements';
import { icon } from '../common/icons';
import { Surface } from '../common/surface';
import type { Theme } from '../common/theme';
import { t } from '../common/words';
import { createPlaceLink } from './notices';
import { labelsPx, type Plot, stepScale, TICKS_PX } from './plot';
import { type PanelState, visibleWindow } from './state';
import { viewOf } from './tracks/registry';
import type { PanelTools, PlayheadPart, PointedAt } from './tracks/track-view';

const PADDING_PX = 8;
/** Rows that are about to be scrolled into sight are drawn already. */
const NEARBY = '200px 0px';

export class TrackRow {
  readonly element: HTMLElement;
  private readonly surface = new Surface();
  private readonly holder: HTMLElement;
  private readonly legend = element('p', { class: 'dim legend' });
  private readonly fold: HTMLButtonElement;
  /** Key and labels, of tracks that have them. */
  private readonly parts: readonly PlayheadPart[];
  private drawn: readonly unknown[] = [];
  private isInSight = true;

  constructor(
    readonly track: Track,
    private readonly tools: PanelTools,
    reveal: (place: SourcePlace) => void,
  ) {
    this.fold = element(
      'button',
      { class: 'fold', attributes: { type: 'button' } },
      icon('unfolded'),
      icon('folded'),
      element('span', { text: track.title }),
    );
    this.fold.addEventListener('click', () => tools.send({ kind: 'trackFolded', track: track.id }));
    this.surface.canvas.setAttribute('role', 'img');
    this.surface.canvas.setAttribute('aria-label', track.title);
    const key = viewOf(track).createKey?.(track);
    const labels = viewOf(track).createLabels?.(track, reveal);
    this.parts = [key, labels].filter((part) => part !== undefined);
    // What the key shows, the legend says.
    if (key) this.legend.classList.add('heard-only');
    this.holder = element('div', { class: 'plot-holder' }, this.surface.canvas, ...(labels ? [labels.element] : []));
    const gutter = element(
      'div',
      { class: 'gutter' },
      element('h3', {}, this.fold),
      element('p', { class: 'dim subtitle', text: track.subtitle }),
      this.legend,
      ...(key ? [key.element] : []),
      ...(track.place ? [createPlaceLink(track.place, reveal)] : []),
    );
    this.element = element(
      'section',
      { class: 'track', attributes: { 'data-track': track.id, 'aria-label': track.title } },
      gutter,
      this.holder,
    );
    const { grow } = viewOf(track);
    this.element.style.flexGrow = String(typeof grow === 'number' ? grow : grow(track));
    new IntersectionObserver((entries) => this.see(entries.at(-1)?.isIntersecting ?? true), {
      rootMargin: NEARBY,
    }).observe(this.element);
  }

  /** A row that is scrolled away is drawn when it comes back, so that many tracks cost what those in sight do. */
  private see(isInSight: boolean): void {
    if (isInSight && !this.isInSight) this.tools.send({ kind: 'pictureReady' });
    this.isInSight = isInSight;
  }

  /** One sentence for those who don't see the chart. */
  describe(sentence: string): void {
    setAttribute(this.surface.canvas, 'aria-label', sentence);
  }

  /** What lies at a height of the page, at a step; undefined when it is not in this track's plot. */
  pointAt(state: PanelState, step: number, clientY: number): PointedAt | undefined {
    const { top, bottom } = this.holder.getBoundingClientRect();
    const share = (clientY - top - PADDING_PX) / Math.max(1, bottom - top - 2 * PADDING_PX);
    return share >= 0 && share < 1 ? viewOf(this.track).pointAt?.(this.track, state, step, share) : undefined;
  }

  /** Height that the track asks for, and whether it shows at all. Before `draw`, so that the page is laid out once. */
  layOut(state: PanelState): void {
    const folded = state.folded.includes(this.track.id);
    this.element.classList.toggle('folded', folded);
    setAttribute(this.fold, 'aria-expanded', String(!folded));
    setAttribute(
      this.fold,
      'title',
      folded ? t('Unfold {title}', { title: this.track.title }) : t('Fold {title}', { title: this.track.title }),
    );
    setText(this.legend, viewOf(this.track).legend(this.track, state));
    const least = folded ? 0 : viewOf(this.track).minHeightPx(this.track, state.plotWidthPx) + 2 * PADDING_PX;
    this.holder.style.minHeight = `${least}px`;
  }

  draw(state: PanelState, theme: Theme, picturesCame: number): void {
    const { track } = this;
    if (state.folded.includes(track.id) || !this.isInSight) return;
    for (const part of this.parts) part.update(state, theme);
    const { clientWidth: width, clientHeight: height } = this.holder;
    const { from, to } = visibleWindow(state);
    const pictures = track.kind === 'images' ? picturesCame : 0;
    const looks = [
      // Each track of curves is answered by itself, and a whole panel of them would be drawn anew for each.
      track.kind === 'curves' ? state.curves.get(track.id) : state.curves,
      state.histograms,
      state.pictureSteps,
      from,
      to,
      width,
      height,
      theme,
      devicePixelRatio,
      pictures,
      state.selectedLayer,
    ];
    if (looks.every((look, at) => look === this.drawn[at])) return;
    this.drawn = looks;
    this.surface.draw(width, height, (context) => drawTrack(track, state, this.tools, context, theme, width, height));
  }
}

/** Draws a track into a canvas of its own, or into a picture to be saved. @param withKey where nothing stands beside it */
export function drawTrack(
  track: Track,
  state: PanelState,
  { pictures }: Pick<PanelTools, 'pictures'>,
  context: CanvasRenderingContext2D,
  theme: Theme,
  width: number,
  height: number,
  withKey = false,
): void {
  const left = TICKS_PX;
  const right = Math.max(left + 1, width - labelsPx(width));
  const x = stepScale(visibleWindow(state), left, right);
  const plot: Plot = { context, theme, left, right, width, top: PADDING_PX, bottom: height - PADDING_PX, x };
  viewOf(track).draw(track, state, plot, pictures);
  if (withKey) viewOf(track).drawKey?.(track, plot);
}
