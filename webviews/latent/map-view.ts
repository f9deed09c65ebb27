/**
 * The map on the screen: its raster, the gestures on it, and what lies over it: thumbnails, pins, the line that is being drawn.
 * It decides nothing: what a gesture means, its owner is told.
 */
import { quadtree, type Quadtree, select, zoom, type D3ZoomEvent, type ZoomBehavior, zoomIdentity } from 'd3';
import type { PlainTensor } from '../../src/protocol/plain-tensor';
import { element } from '../common/elements';
import { Surface } from '../common/surface';
import type { Aim } from './work';
import type { Colouring } from './colouring';
import type { Corner } from './lasso';
import { between, drawRaster, mixedOrder, pointSizePx } from './raster';
import {
  type Extent,
  extentOf,
  FIRST_TURN,
  type Fit,
  fitTo,
  NOT_ZOOMED,
  toPlace,
  toScreen,
  type Turn,
  turned,
  type Zoomed,
  zoomedFit,
} from './view-box';

const MOVE_MS = 260;
const MOST_ZOOM = 400;
/** A sample so near to the pointer is meant. */
const NEAR_PX = 9;
/** A press that moves less than this is a click. */
const CLICK_PX = 4;
const TURN_PER_PX = 0.008;
/** Beyond so many points in sight thumbnails would hide one another. */
const MOST_GLYPHS = 260;

export interface MapGestures {
  readonly onHover: (aim: Aim | undefined) => void;
  readonly onPoint: (aim: Aim) => void;
  readonly onLasso: (corners: readonly Corner[], places: Float32Array) => void;
  /** Zoomed, moved or turned: what lies over the map has to be drawn again. */
  readonly onView: () => void;
}

/** What lies over the raster, in CSS pixels. */
export type DrawOver = (
  context: CanvasRenderingContext2D,
  toPx: (place: readonly number[]) => readonly [number, number] | undefined,
) => void;

export class MapView {
  readonly element: HTMLElement;
  private readonly raster = document.createElement('canvas');
  private readonly over = new Surface();
  private readonly behaviour: ZoomBehavior<HTMLElement, unknown>;
  private zoomed: Zoomed = NOT_ZOOMED;
  private turn: Turn = FIRST_TURN;
  private extent: Extent | undefined;
  private target: PlainTensor | undefined;
  /** Where the points are now, on their way to their target: [count, 2 or 3]. */
  private current: Float32Array = new Float32Array();
  private from: Float32Array | undefined;
  private movedAtMs = 0;
  /** [count, 2], as they are seen. */
  private seen: Float32Array = new Float32Array();
  private order: Uint32Array = new Uint32Array();
  private colouring: Colouring | undefined;
  private index: Quadtree<number> | undefined;
  private lasso: Corner[] | undefined;
  private isLassoing = false;
  private dragged: { readonly x: number; readonly y: number; readonly turn: Turn } | undefined;
  private frame = 0;
  private drawOver: DrawOver = () => undefined;

  constructor(
    label: string,
    private readonly gestures: MapGestures,
  ) {
    this.element = element('div', {
      class: 'map',
      attributes: { tabindex: '0', role: 'application', 'aria-label': label },
    });
    this.over.canvas.className = 'over';
    this.raster.className = 'raster data-colour';
    this.element.append(this.raster, this.over.canvas);
    this.behaviour = zoom<HTMLElement, unknown>()
      .scaleExtent([0.4, MOST_ZOOM])
      .filter((event: MouseEvent | WheelEvent) =>
        event.type === 'wheel' ? true : !this.draws(event) && !this.turns(event) && event.button === 0,
      )
      .on('zoom', ({ transform: { k, x, y } }: D3ZoomEvent<HTMLElement, unknown>) => {
        this.zoomed = { k, x, y };
        this.redraw();
        this.gestures.onView();
      });
    select(this.element).call(this.behaviour).on('dblclick.zoom', null);
    this.listen();
  }

  /** The points as they shall lie; those that were there before move on. */
  show(places: PlainTensor | undefined, colouring: Colouring | undefined): void {
    const isOther = places !== this.target;
    this.colouring = colouring;
    if (isOther && places) this.moveTo(places);
    else if (isOther) this.current = this.seen = new Float32Array();
    this.target = places;
    if (isOther) this.index = undefined;
    this.redraw();
  }

  setLassoing(isLassoing: boolean): void {
    this.isLassoing = isLassoing;
    this.element.classList.toggle('lassoing', isLassoing);
  }

  setOver(drawOver: DrawOver): void {
    this.drawOver = drawOver;
    this.redraw();
  }

  /** All of the map, from where it is seen at first. */
  fit(): void {
    this.turn = FIRST_TURN;
    this.extent = this.target && extentOf(this.flat());
    select(this.element).call((selection) => this.behaviour.transform(selection, zoomIdentity));
  }

  zoomBy(factor: number): void {
    select(this.element).call((selection) => this.behaviour.scaleBy(selection, factor));
  }

  panBy(acrossPx: number, downPx: number): void {
    select(this.element).call((selection) =>
      this.behaviour.translateBy(selection, acrossPx / this.zoomed.k, downPx / this.zoomed.k),
    );
  }

  /** What lies in sight, when it is so little that there is room for its pictures; the nearest to the middle first. */
  get glyphs(): readonly { readonly point: number; readonly x: number; readonly y: number }[] {
    const { widthPx, heightPx } = this.size;
    const fit = this.fitNow();
    if (!fit || !this.colouring) return [];
    const found: { point: number; x: number; y: number }[] = [];
    for (let point = 0; point * 2 < this.seen.length; point++) {
      const [x, y] = toScreen(fit, this.seen[point * 2]!, this.seen[point * 2 + 1]!);
      if (!(x >= 0 && y >= 0 && x <= widthPx && y <= heightPx)) continue;
      if (found.length === MOST_GLYPHS) return [];
      found.push({ point, x, y });
    }
    const middle = ({ x, y }: { x: number; y: number }) => Math.hypot(x - widthPx / 2, y - heightPx / 2);
    return found.sort((a, b) => middle(a) - middle(b));
  }

  /** The raster alone, and what lies over it, for a file. */
  paint(context: CanvasRenderingContext2D): void {
    const { widthPx, heightPx } = this.size;
    context.drawImage(this.raster, 0, 0, widthPx, heightPx);
    context.drawImage(this.over.canvas, 0, 0, widthPx, heightPx);
  }

  get size(): { readonly widthPx: number; readonly heightPx: number } {
    return { widthPx: this.element.clientWidth, heightPx: this.element.clientHeight };
  }

  redraw(): void {
    if (this.frame) return;
    this.frame = requestAnimationFrame(() => {
      this.frame = 0;
      this.draw();
    });
  }

  private moveTo(places: PlainTensor): void {
    const [count = 0] = places.shape;
    const isSame = this.target?.shape.join() === places.shape.join();
    if (this.order.length !== count) this.order = mixedOrder(count);
    this.extent = undefined;
    if (!isSame || isStill()) {
      this.from = undefined;
      this.current = places.values;
    } else {
      this.from = this.current.slice();
      this.current = new Float32Array(places.values.length);
      this.movedAtMs = performance.now();
    }
  }

  private draw(): void {
    const { widthPx, heightPx } = this.size;
    if (widthPx === 0 || heightPx === 0) return;
    this.advance();
    const ratio = window.devicePixelRatio || 1;
    const [width, height] = [Math.round(widthPx * ratio), Math.round(heightPx * ratio)];
    if (this.raster.width !== width || this.raster.height !== height)
      [this.raster.width, this.raster.height] = [width, height];
    const context = this.raster.getContext('2d');
    const fit = this.fitNow();
    if (context && fit && this.colouring && this.colouring.shades.length * 2 === this.seen.length) {
      const image = context.createImageData(width, height);
      const scaled = { scale: fit.scale * ratio, offsetX: fit.offsetX * ratio, offsetY: fit.offsetY * ratio };
      const size = Math.max(
        1,
        Math.round(
          pointSizePx(this.order.length) * ratio * Math.min(2, Math.sqrt(Math.max(1, this.zoomed.k) / 4 + 0.75)),
        ),
      );
      const { shades, palette } = this.colouring;
      drawRaster(
        new Uint32Array(image.data.buffer),
        width,
        height,
        { places: this.seen, order: this.order, shades, palette },
        scaled,
        size,
      );
      context.putImageData(image, 0, 0);
    } else context?.clearRect(0, 0, width, height);
    this.over.draw(widthPx, heightPx, (over) => {
      if (fit) this.drawOver(over, (place) => this.toPx(fit, place));
      this.drawLasso(over);
    });
    if (this.from) this.redraw();
  }

  /** One step on the way of points that move. */
  private advance(): void {
    const { target } = this;
    if (!target) return;
    if (this.from) {
      const share = Math.min(1, (performance.now() - this.movedAtMs) / MOVE_MS);
      // Slow at both ends.
      between(this.from, target.values, share * share * (3 - 2 * share), this.current);
      if (share === 1) {
        this.from = undefined;
        this.current = target.values;
      }
      this.index = undefined;
    }
    this.seen = this.flat().values;
    this.extent ??= extentOf(turnedOrFlat(target, this.turn));
  }

  /** [count, 2] as they are now. */
  private flat(): PlainTensor {
    const shape = this.target?.shape ?? [0, 2];
    return turnedOrFlat({ shape, values: this.current }, this.turn);
  }

  private fitNow(): Fit | undefined {
    const { widthPx, heightPx } = this.size;
    return this.extent && zoomedFit(fitTo(this.extent, widthPx, heightPx), this.zoomed);
  }

  private toPx(fit: Fit, place: readonly number[]): readonly [number, number] | undefined {
    const { values } = turnedOrFlat({ shape: [1, place.length], values: Float32Array.from(place) }, this.turn);
    const [x = NaN, y = NaN] = values;
    return Number.isFinite(x) && Number.isFinite(y) ? toScreen(fit, x, y) : undefined;
  }

  private get isInSpace(): boolean {
    return this.target?.shape[1] === 3;
  }

  private draws(event: MouseEvent): boolean {
    return this.isLassoing || event.shiftKey;
  }

  private turns(event: MouseEvent): boolean {
    return this.isInSpace && !event.ctrlKey;
  }

  private listen(): void {
    const at = (event: MouseEvent): readonly [number, number] => {
      const { left, top } = this.element.getBoundingClientRect();
      return [event.clientX - left, event.clientY - top];
    };
    let pressed: readonly [number, number] | undefined;
    this.element.addEventListener('pointerdown', (event) => {
      if (event.button !== 0) return;
      pressed = at(event);
      const [x, y] = pressed;
      if (this.draws(event)) this.lasso = [pressed];
      else if (this.turns(event)) this.dragged = { x, y, turn: this.turn };
      if (this.lasso ?? this.dragged) this.element.setPointerCapture(event.pointerId);
    });
    this.element.addEventListener('pointermove', (event) => {
      const [x, y] = at(event);
      if (this.lasso) {
        this.lasso.push([x, y]);
        return this.redraw();
      }
      if (this.dragged) {
        const { yaw, pitch } = this.dragged.turn;
        const up = pitch + (y - this.dragged.y) * TURN_PER_PX;
        this.turn = { yaw: yaw + (x - this.dragged.x) * TURN_PER_PX, pitch: Math.max(-1.5, Math.min(1.5, up)) };
        this.index = undefined;
        this.redraw();
        return this.gestures.onView();
      }
      if (event.buttons === 0) this.gestures.onHover(this.aimAt(x, y));
    });
    this.element.addEventListener('pointerup', (event) => {
      const [x, y] = at(event);
      const moved = pressed ? Math.hypot(x - pressed[0], y - pressed[1]) : Infinity;
      pressed = undefined;
      this.dragged = undefined;
      const { lasso } = this;
      this.lasso = undefined;
      if (lasso && moved >= CLICK_PX) this.finishLasso(lasso);
      else if (moved < CLICK_PX) {
        const aim = this.aimAt(x, y);
        if (aim) this.gestures.onPoint(aim);
      }
      this.redraw();
    });
    this.element.addEventListener('pointerleave', () => this.gestures.onHover(undefined));
    new ResizeObserver(() => this.redraw()).observe(this.element);
  }

  private finishLasso(lasso: readonly Corner[]): void {
    const fit = this.fitNow();
    if (fit)
      this.gestures.onLasso(
        lasso.map(([x, y]) => toPlace(fit, x, y)),
        this.seen,
      );
  }

  /** The sample there, or, on a flat map, the place. */
  private aimAt(x: number, y: number): Aim | undefined {
    const fit = this.fitNow();
    if (!fit || !this.target) return undefined;
    const [right, up] = toPlace(fit, x, y);
    this.index ??= quadtree<number>(
      [...this.order].filter((point) => this.seen[point * 2] === this.seen[point * 2]),
      (point) => this.seen[point * 2]!,
      (point) => this.seen[point * 2 + 1]!,
    );
    const sample = this.index.find(right, up, NEAR_PX / fit.scale);
    const axes = this.target.shape[1] ?? 2;
    if (sample !== undefined)
      return { sample, place: Array.from(this.current.subarray(sample * axes, (sample + 1) * axes)) };
    return this.isInSpace ? undefined : { place: [right, up], sample: undefined };
  }

  private drawLasso(context: CanvasRenderingContext2D): void {
    if (!this.lasso) return;
    context.beginPath();
    this.lasso.forEach(([x, y], at) => (at === 0 ? context.moveTo(x, y) : context.lineTo(x, y)));
    context.closePath();
    const colour = getComputedStyle(this.element).color;
    context.strokeStyle = colour;
    context.setLineDash([4, 3]);
    context.stroke();
    context.setLineDash([]);
    context.globalAlpha = 0.08;
    context.fillStyle = colour;
    context.fill();
    context.globalAlpha = 1;
  }
}

/** Whoever asked for less motion sees points at their new places at once. */
const isStill = (): boolean =>
  document.body.classList.contains('vscode-reduce-motion') || matchMedia('(prefers-reduced-motion: reduce)').matches;

const turnedOrFlat = (places: PlainTensor, turn: Turn): PlainTensor =>
  places.shape[1] === 3 ? turned(places, turn) : places;
