/** What lies over the raster: thumbnails where there is room, pins, the point that is held, chosen samples. */
import { toCss } from '../common/colour';
import { classColour, type Theme } from '../common/theme';
import { apart, type ClassLabel } from './class-labels';
import type { Made } from './made';
import type { DrawOver, MapView } from './map-view';
import { drawSample, isImage, type SampleKind } from '../common/sample-picture';
import { type LatentState, PIN_NAMES, placeOf } from './state';

const GLYPH_PX = 28;
const HOVER_PX = 56;
/** So many chosen samples are ringed; more would hide the map. */
const MOST_RINGS = 2000;

/** Samples whose pictures there is room for, so that none covers another: of those in sight the middle ones first. */
export function glyphsOf(map: MapView, kind: SampleKind): { point: number; x: number; y: number }[] {
  if (!isImage(kind)) return [];
  const taken: { x: number; y: number }[] = [];
  return map.glyphs.filter(({ x, y }) => {
    const isFree = taken.every(
      (other) => Math.abs(other.x - x) >= GLYPH_PX + 1 || Math.abs(other.y - y) >= GLYPH_PX + 1,
    );
    if (isFree) taken.push({ x, y });
    return isFree;
  });
}

export function overlayOf(
  state: LatentState,
  map: MapView,
  made: Made,
  labels: readonly ClassLabel[],
  kind: SampleKind,
  theme: Theme,
): DrawOver {
  return (context, toPx) => {
    const { encoded, chosen, here, hovered, pins, places } = state;
    if (!encoded || !places) return;
    const glyphs = glyphsOf(map, kind);
    // Where there is room for pictures these say what a class is.
    if (glyphs.length === 0) nameClasses(context, toPx, labels, state, theme);
    const colourOf = (sample: number) =>
      encoded.classes ? classColour(theme.classes, encoded.classes[sample] ?? 0) : theme.readable.real;
    for (const { point, x, y } of glyphs) {
      const sample = made.samples.get(point);
      if (!sample) continue;
      const [left, top] = [Math.round(x - GLYPH_PX / 2), Math.round(y - GLYPH_PX / 2)];
      context.fillStyle = toCss(colourOf(point));
      context.fillRect(left - 1, top - 1, GLYPH_PX + 2, GLYPH_PX + 2);
      drawSample(context, sample, kind, left, top, GLYPH_PX, theme);
    }
    if (chosen && chosen.length <= MOST_RINGS) {
      context.strokeStyle = toCss(theme.foreground, 0.8);
      context.lineWidth = 1;
      const [, axes = 2] = places.shape;
      for (const sample of chosen) {
        const at = toPx([...places.values.subarray(sample * axes, (sample + 1) * axes)]);
        if (!at) continue;
        context.beginPath();
        context.arc(at[0], at[1], 4, 0, 2 * Math.PI);
        context.stroke();
      }
    }
    const placed = PIN_NAMES.map((name) => ({ name, at: pins[name] && placeOf(state, pins[name]) }));
    const points = placed.map(({ at }) => at && toPx(at));
    if (points[0] && points[1]) {
      context.strokeStyle = toCss(theme.foreground, 0.6);
      context.lineWidth = 1.5;
      context.setLineDash([3, 3]);
      context.beginPath();
      context.moveTo(points[0][0], points[0][1]);
      context.lineTo(points[1][0], points[1][1]);
      context.stroke();
      context.setLineDash([]);
    }
    const herePx = here && toPx(placeOf(state, here) ?? []);
    if (herePx) ring(context, herePx, theme);
    placed.forEach(({ name }, at) => {
      const px = points[at];
      if (px) badge(context, px, name.toUpperCase(), theme);
    });
    const hoverPx = hovered && toPx(placeOf(state, hovered) ?? []);
    const sample = hovered?.sample === undefined ? undefined : made.samples.get(hovered.sample);
    if (hoverPx && sample && hovered?.sample !== undefined) {
      const [x, y] = [Math.round(hoverPx[0] + 12), Math.round(hoverPx[1] - HOVER_PX - 12)];
      const left = Math.min(map.size.widthPx - HOVER_PX - 4, x);
      const top = Math.max(4, y);
      context.fillStyle = toCss(colourOf(hovered.sample));
      context.fillRect(left - 2, top - 2, HOVER_PX + 4, HOVER_PX + 4);
      context.fillStyle = toCss(theme.background);
      context.fillRect(left, top, HOVER_PX, HOVER_PX);
      drawSample(context, sample, kind, left, top, HOVER_PX, theme);
    }
    if (hoverPx) ring(context, hoverPx, theme, 4);
  };
}

function nameClasses(
  context: CanvasRenderingContext2D,
  toPx: Parameters<DrawOver>[1],
  labels: readonly ClassLabel[],
  { description, colourBy, onlyClass }: LatentState,
  theme: Theme,
): void {
  if (colourBy !== 'class') return;
  context.font = `600 ${theme.fontSizePx - 1}px ${theme.fontFamily}`;
  context.textAlign = 'center';
  context.textBaseline = 'middle';
  const named = labels.flatMap(({ index, place }) => {
    const at = toPx(place);
    const name = description?.classNames[index] ?? '';
    if (!at || (onlyClass !== undefined && onlyClass !== index)) return [];
    return [{ name, index, x: at[0], y: at[1], widthPx: context.measureText(name).width + 8 }];
  });
  apart(named, theme.fontSizePx + 4).forEach(({ x, y }, at) => {
    const { name = '', index = 0 } = named[at] ?? {};
    context.lineJoin = 'round';
    context.lineWidth = 4;
    context.strokeStyle = toCss(theme.background, 0.85);
    context.strokeText(name, x, y);
    context.fillStyle = toCss(classColour(theme.readableClasses, index));
    context.fillText(name, x, y);
  });
}

function ring(context: CanvasRenderingContext2D, [x, y]: readonly [number, number], theme: Theme, radius = 7): void {
  for (const [colour, width] of [
    [theme.background, 4],
    [theme.foreground, 1.5],
  ] as const) {
    context.strokeStyle = toCss(colour);
    context.lineWidth = width;
    context.beginPath();
    context.arc(x, y, radius, 0, 2 * Math.PI);
    context.stroke();
  }
}

function badge(context: CanvasRenderingContext2D, [x, y]: readonly [number, number], text: string, theme: Theme): void {
  context.fillStyle = toCss(theme.foreground);
  context.beginPath();
  context.arc(x, y, 9, 0, 2 * Math.PI);
  context.fill();
  context.fillStyle = toCss(theme.background);
  context.font = `600 11px ${theme.fontFamily}`;
  context.textAlign = 'center';
  context.textBaseline = 'middle';
  context.fillText(text, x, y + 0.5);
}
