/** One track of the timeline: its title at the left, its plot beside it, redrawn only when something of it changed. */
import type { SourcePlace } from '../../src/protocol/manifest';
import type { Track } from '../../src/protocol/tracks';
import { element, setAttribute, setText } from '../common/elements';
import { icon } from '../common/icons';
import { Surface } from '../common/surface';
import type { Theme } from '../common/theme';
import { t } from '../common/words';
import { drawTrack, growOf, leastHeightPx, PADDING_PX, pointAt } from './draw-track';
import { createPlaceLink } from '../common/place-link';
import { type PanelState, isFolded, tracksOf, visibleWindow } from './state';
import type { TrackDrag } from './track-drag';
import { viewOf } from './tracks/registry';
import type { PanelTools, PlayheadPart, PointedAt } from './tracks/track-view';

/** Rows that are about to be scrolled into sight are drawn already. */
const NEARBY = '200px 0px';
/** By which one press of a key changes a height. */
const KEY_RESIZE_PX = 24;

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
  /** What the user has just changed of it. */
  private toTell: 'place' | 'height' | undefined;

  constructor(
    readonly track: Track,
    private readonly tools: PanelTools,
    reveal: (place: SourcePlace) => void,
    private readonly drag: TrackDrag,
  ) {
    this.fold = element(
      'button',
      {
        class: 'fold',
        attributes: {
          type: 'button',
          'aria-keyshortcuts': 'Alt+ArrowUp Alt+ArrowDown Alt+Shift+ArrowUp Alt+Shift+ArrowDown',
        },
      },
      icon('unfolded'),
      icon('folded'),
      element('span', { text: track.title }),
    );
    this.listenToTitle();
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
      element('h2', {}, this.fold),
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
      this.createEdge(),
    );
    new IntersectionObserver((entries) => this.see(entries.at(-1)?.isIntersecting ?? true), {
      rootMargin: NEARBY,
    }).observe(this.element);
  }

  /** A row that is scrolled away is drawn when it comes back, so that many tracks cost what those in sight do. */
  private see(isInSight: boolean): void {
    if (isInSight && !this.isInSight) this.tools.send({ kind: 'pictureReady' });
    this.isInSight = isInSight;
  }

  get id(): string {
    return this.track.id;
  }

  /** The part whose height the user chooses. */
  get plot(): HTMLElement {
    return this.holder;
  }

  /** One sentence for those who don't see the chart. */
  describe(sentence: string): void {
    setAttribute(this.surface.canvas, 'aria-label', sentence);
  }

  /** What lies at a height of the page, at a step; undefined when it is not in this track's plot. */
  pointAt(state: PanelState, step: number, clientY: number): PointedAt | undefined {
    const { top, bottom } = this.holder.getBoundingClientRect();
    return pointAt(this.track, state, step, clientY - top, bottom - top);
  }

  /** Height that the track asks for, and whether it shows at all. Before `draw`, so that the page is laid out once. */
  layOut(state: PanelState): void {
    const folded = isFolded(state, this.track.id);
    this.element.classList.toggle('folded', folded);
    this.element.classList.toggle('absent', viewOf(this.track).absence(this.track, state) !== undefined);
    setAttribute(this.fold, 'aria-expanded', String(!folded));
    const { title } = this.track;
    const does = folded ? t('Unfold {title}', { title }) : t('Fold {title}', { title });
    const moves = t(
      'drag it to another place, or press Alt+↑ and Alt+↓; Alt+Shift+↑ and Alt+Shift+↓ change its height',
    );
    setAttribute(this.fold, 'title', `${does}; ${moves}`);
    setText(this.legend, viewOf(this.track).legend(this.track, state));
    const chosen = state.layout.heights[this.track.id];
    const least = folded ? 0 : (chosen ?? leastHeightPx(this.track, state) + 2 * PADDING_PX);
    this.holder.style.minHeight = `${least}px`;
    this.element.style.flexGrow = chosen === undefined ? String(growOf(this.track, state)) : '0';
    this.tell(state);
  }

  draw(state: PanelState, theme: Theme, picturesCame: number): void {
    const { track } = this;
    if (isFolded(state, track.id) || !this.isInSight) return;
    for (const part of this.parts) part.update(state, theme);
    const { clientWidth: width, clientHeight: height } = this.holder;
    const { from, to } = visibleWindow(state);
    const pictures = track.kind === 'images' ? picturesCame : 0;
    const looks = [
      ...dataOf(state, track),
      ...(state.other ? [...dataOf(state.other.side, track), state.other.side.runProblem] : []),
      from,
      to,
      width,
      height,
      theme,
      devicePixelRatio,
      pictures,
      state.selectedLayer,
    ];
    if (looks.length === this.drawn.length && looks.every((look, at) => look === this.drawn[at])) return;
    this.drawn = looks;
    this.surface.draw(width, height, (context) =>
      drawTrack(track, state, this.tools.pictures, context, theme, width, height),
    );
  }

  private listenToTitle(): void {
    const { fold, track, tools } = this;
    let wasMoved = false;
    fold.addEventListener('click', () => {
      if (!wasMoved) tools.send({ kind: 'trackFolded', track: track.id });
      wasMoved = false;
    });
    fold.addEventListener('pointerdown', (event) => {
      wasMoved = false;
      if (event.button !== 0) return;
      this.drag.moveByTitle(this, event, () => {
        wasMoved = true;
        this.toTell = 'place';
      });
    });
    fold.addEventListener('keydown', (event) => {
      const direction = { ArrowUp: -1 as const, ArrowDown: 1 as const }[event.key];
      if (direction === undefined || !event.altKey || event.ctrlKey || event.metaKey) return;
      event.preventDefault();
      event.stopPropagation();
      this.toTell = event.shiftKey ? 'height' : 'place';
      if (!event.shiftKey) tools.send({ kind: 'trackMoved', track: track.id, by: direction });
      else {
        const heightPx = this.holder.clientHeight + direction * KEY_RESIZE_PX;
        tools.send({ kind: 'trackResized', track: track.id, heightPx });
      }
    });
  }

  /** The lower edge, to be dragged; by keyboard the title does the same. */
  private createEdge(): HTMLElement {
    const { track, tools } = this;
    const edge = element('div', {
      class: 'edge',
      title: t('Drag to change the height of {title}; double-click to give it its share again', { title: track.title }),
      attributes: { 'aria-hidden': 'true' },
    });
    edge.addEventListener('pointerdown', (event) => {
      if (event.button === 0) this.drag.resizeByEdge(this, event);
    });
    edge.addEventListener('dblclick', () => tools.send({ kind: 'trackResized', track: track.id, heightPx: undefined }));
    return edge;
  }

  /** What a key or a drag has just done, for those who don't see it. */
  private tell(state: PanelState): void {
    if (!this.toTell) return;
    const { title } = this.track;
    const tracks = tracksOf(state);
    const place = tracks.findIndex(({ id }) => id === this.track.id) + 1;
    const height = state.layout.heights[this.track.id];
    if (this.toTell === 'place')
      this.tools.announce(t('{title}: place {place} of {count}', { title, place, count: tracks.length }));
    else if (height !== undefined) this.tools.announce(t('{title}: {height} pixels high', { title, height }));
    this.toTell = undefined;
  }
}

/**
 * What of a run's state a track is drawn from. Each track of curves is answered by itself, and a whole panel of them would
 * be drawn anew for each.
 */
const dataOf = ({ curves, histograms, pictureSteps, run }: PanelState, { kind, id }: Track): readonly unknown[] => [
  kind === 'curves' ? curves.get(id) : curves,
  histograms,
  pictureSteps,
  run?.manifest,
];
