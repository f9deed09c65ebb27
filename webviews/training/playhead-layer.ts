/**
 * The layer over all plots: the playhead, the line under the pointer, and what mouse, wheel and touch do to the time
 * axis. It changes nothing itself: each gesture becomes a message.
 */
import { select, zoom, type D3ZoomEvent, zoomIdentity, type ZoomBehavior } from 'd3';
import { element, setAttribute, setText } from '../common/elements';
import { formatCount, formatEpoch } from '../common/format';
import { t } from '../common/words';
import { stepScale } from './plot';
import { boundariesOf } from './stages';
import {
  epochAt,
  furthestStepOf,
  isGrowing,
  type PanelMessage,
  type PanelState,
  playheadStep,
  spanOf,
  visibleWindow,
  wholeOf,
} from './state';
import { HALF_STEP, NARROWEST_STEPS } from './time-window';

/** So near to the playhead a press takes hold of it. */
const GRAB_PX = 6;
/** A press that moves less than this is a click. */
const CLICK_PX = 4;

export class PlayheadLayer {
  readonly element: HTMLElement;
  private readonly line: HTMLElement;
  private readonly span: HTMLElement;
  private readonly pill: HTMLElement;
  /** Where one stage of the training ends and the next begins. */
  private readonly boundaries = element('div', { attributes: { 'aria-hidden': 'true' } });
  private readonly pointerLine: HTMLElement;
  private readonly pointerPill: HTMLElement;
  private readonly behaviour: ZoomBehavior<HTMLElement, unknown>;
  private state: PanelState | undefined;
  private widthPx = 0;
  private scrubbing = false;
  /** Where a span that is being dragged began, in steps; and on the screen. */
  private selecting: { readonly step: number; readonly clientX: number } | undefined;

  constructor(private readonly send: (message: PanelMessage) => void) {
    this.pill = element('span', { class: 'pill' });
    this.line = element(
      'div',
      {
        class: 'playhead',
        title: t(
          'Playhead: drag it, or move it by ← and → (with Shift by single steps); Shift and a drag select a span',
        ),
      },
      this.pill,
    );
    this.span = element('div', { class: 'selected-span', attributes: { 'aria-hidden': 'true' } });
    this.pointerPill = element('span', { class: 'pill' });
    this.pointerLine = element(
      'div',
      { class: 'pointer-line', attributes: { 'aria-hidden': 'true' } },
      this.pointerPill,
    );
    this.element = element(
      'div',
      {
        class: 'playhead-layer',
        attributes: {
          tabindex: '0',
          role: 'slider',
          'aria-label': t('Playhead'),
          'aria-keyshortcuts':
            'ArrowLeft ArrowRight Shift+ArrowLeft Shift+ArrowRight PageUp PageDown Home End + - A L S Z C Escape',
        },
      },
      this.boundaries,
      this.span,
      this.pointerLine,
      this.line,
    );
    this.pointerLine.hidden = true;
    this.behaviour = this.createZoom();
    select(this.element).call(this.behaviour).on('dblclick.zoom', null);
    this.listen();
  }

  update(state: PanelState, widthPx: number): void {
    this.state = state;
    this.widthPx = widthPx;
    const step = playheadStep(state);
    const at = this.scale()(step);
    const inside = at >= -0.5 && at <= widthPx + 0.5;
    this.line.hidden = !inside;
    this.line.style.transform = `translateX(${Math.round(at)}px)`;
    this.line.classList.toggle('live', state.playhead.kind === 'live' && isGrowing(state));
    setText(this.pill, formatCount(step));
    this.placeSpan(state);
    this.placeBoundaries(state);
    setAttribute(this.element, 'aria-valuemin', '0');
    setAttribute(this.element, 'aria-valuemax', String(furthestStepOf(state)));
    setAttribute(this.element, 'aria-valuenow', String(step));
    setAttribute(
      this.element,
      'aria-valuetext',
      t('step {step}, epoch {epoch}', { step: formatCount(step), epoch: formatEpoch(epochAt(state, step)) }),
    );
    this.element.classList.toggle('zoomed', state.zoom.kind === 'span');
    this.followState(state);
  }

  private placeBoundaries(state: PanelState): void {
    const places = boundariesOf(state);
    while (this.boundaries.children.length < places.length)
      this.boundaries.append(element('div', { class: 'stage-boundary' }));
    [...this.boundaries.children].forEach((line, index) => {
      const at = this.scale()(places[index] ?? NaN);
      const isSeen = at >= 0 && at <= this.widthPx;
      (line as HTMLElement).hidden = !isSeen;
      if (isSeen) (line as HTMLElement).style.transform = `translateX(${Math.round(at)}px)`;
    });
  }

  /** A step reaches half a step to either side, and the span over all of its first and last one. */
  private placeSpan(state: PanelState): void {
    const span = spanOf(state);
    const edge = (step: number) => Math.max(-2, Math.min(this.widthPx + 2, this.scale()(step)));
    const [left, right] = span ? [edge(span.from - HALF_STEP), edge(span.to + HALF_STEP)] : [0, 0];
    this.span.hidden = !span || right < 0 || left > this.widthPx;
    this.span.style.transform = `translateX(${left}px)`;
    this.span.style.width = `${Math.max(1, right - left)}px`;
  }

  /** Tells d3 where the state stands, since the state is what counts. */
  private followState(state: PanelState): void {
    const whole = wholeOf(state);
    const window = visibleWindow(state);
    const size: [number, number] = [this.widthPx, 1];
    const factor = (whole.to - whole.from) / (window.to - window.from);
    const scale = stepScale(whole, 0, this.widthPx);
    const margin = scale(whole.from + HALF_STEP);
    this.behaviour
      .extent([[0, 0], size])
      .translateExtent([
        [-margin, 0],
        [this.widthPx + margin, 1],
      ])
      .scaleExtent([1, Math.max(1, (whole.to - whole.from) / NARROWEST_STEPS)]);
    select(this.element).property('__zoom', zoomIdentity.scale(factor).translate(-scale(window.from), 0));
  }

  private createZoom(): ZoomBehavior<HTMLElement, unknown> {
    return zoom<HTMLElement, unknown>()
      .clickDistance(CLICK_PX)
      .filter((event: Event) => {
        if (event instanceof WheelEvent) return !event.shiftKey && Math.abs(event.deltaY) >= Math.abs(event.deltaX);
        if (event instanceof MouseEvent) return event.button === 0 && !this.isBusy && this.state?.zoom.kind === 'span';
        return !this.isBusy;
      })
      .on('zoom', (event: D3ZoomEvent<HTMLElement, unknown>) => {
        if (!this.state) return;
        const [from, to] = event.transform.rescaleX(stepScale(wholeOf(this.state), 0, this.widthPx)).domain() as [
          number,
          number,
        ];
        this.send({ kind: 'zoomed', window: { from, to } });
      });
  }

  private listen(): void {
    const layer = this.element;
    // Before d3 hears of a press, it must be known whether it takes hold of the playhead.
    layer.addEventListener('pointerdown', (event) => this.press(event), { capture: true });
    layer.addEventListener('pointermove', (event) => {
      if (this.scrubbing) this.moveTo(event);
      if (this.selecting) this.selectTo(event, this.selecting.step);
      this.point(event);
    });
    const release = (event: PointerEvent) => {
      // Shift and a click: nothing is selected any more.
      const began = this.selecting;
      if (began && Math.abs(event.clientX - began.clientX) < CLICK_PX) this.send({ kind: 'spanCleared' });
      this.selecting = undefined;
      this.scrubbing = false;
      layer.classList.remove('scrubbing');
    };
    layer.addEventListener('pointerup', release);
    layer.addEventListener('pointercancel', release);
    layer.addEventListener('pointerleave', () => (this.pointerLine.hidden = true));
    layer.addEventListener('click', (event) => {
      if (!event.shiftKey) this.moveTo(event);
    });
    layer.addEventListener('dblclick', () => this.send({ kind: 'wholeRunShown' }));
    layer.addEventListener(
      'wheel',
      (event) => {
        const sideways = event.shiftKey || Math.abs(event.deltaX) > Math.abs(event.deltaY);
        if (!sideways || !this.state) return;
        event.preventDefault();
        const window = visibleWindow(this.state);
        const px = Math.abs(event.deltaX) > Math.abs(event.deltaY) ? event.deltaX : event.deltaY;
        this.send({ kind: 'panned', steps: (px / Math.max(1, this.widthPx)) * (window.to - window.from) });
      },
      { passive: false },
    );
  }

  private press(event: PointerEvent): void {
    if (event.button !== 0 || !this.state) return;
    if (event.shiftKey) {
      this.selecting = { step: this.scale().invert(this.place(event)), clientX: event.clientX };
      this.element.setPointerCapture(event.pointerId);
      return;
    }
    const near = Math.abs(this.place(event) - this.scale()(playheadStep(this.state))) <= GRAB_PX;
    const onAxis = event.clientY > this.element.getBoundingClientRect().bottom - this.axisPx();
    this.scrubbing = near || onAxis || this.state.zoom.kind === 'all';
    if (!this.scrubbing) return;
    this.element.setPointerCapture(event.pointerId);
    this.element.classList.add('scrubbing');
    if (!near) this.moveTo(event);
  }

  private get isBusy(): boolean {
    return this.scrubbing || this.selecting !== undefined;
  }

  private selectTo(event: PointerEvent, from: number): void {
    this.send({ kind: 'spanSelected', from, to: this.scale().invert(this.place(event)) });
  }

  private moveTo(event: MouseEvent): void {
    this.send({ kind: 'playheadMoved', step: this.scale().invert(this.place(event)) });
  }

  /** The thin line under the pointer with the step that a click would take. */
  private point(event: PointerEvent): void {
    if (!this.state) return;
    const step = Math.round(this.scale().invert(this.place(event)));
    const known = step >= 0 && step <= furthestStepOf(this.state);
    this.pointerLine.hidden = !known || this.scrubbing || event.pointerType === 'touch';
    this.pointerLine.style.transform = `translateX(${Math.round(this.place(event))}px)`;
    setText(this.pointerPill, formatCount(step));
  }

  private scale() {
    return stepScale(this.state ? visibleWindow(this.state) : { from: 0, to: 1 }, 0, this.widthPx);
  }

  private place(event: MouseEvent): number {
    return event.clientX - this.element.getBoundingClientRect().left;
  }

  private axisPx(): number {
    return parseFloat(getComputedStyle(this.element).getPropertyValue('--axis-height')) || 0;
  }
}
