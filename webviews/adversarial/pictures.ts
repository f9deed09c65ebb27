/** The pictures of an attack: the image, what was added, what it became, and the change enlarged and as a heat map. */
import { blueWhiteRed } from '../../src/base/blue-white-red';
import { drawSample, isImage, type SampleKind, scaleIn } from '../common/sample-picture';
import type { Theme } from '../common/theme';
import { differenceRange, enlarged, perPixel, type Perturbation } from './perturbation';

export const ENLARGED = 10;

export const PICTURES = ['original', 'difference', 'adversarial', 'enlarged', 'heat'] as const;
export type PictureName = (typeof PICTURES)[number];

export interface AttackPictures {
  readonly original: Float32Array;
  readonly adversarial: Float32Array;
  readonly perturbation: Perturbation;
  readonly kind: SampleKind;
}

/** Into a square of so many CSS pixels. */
export function drawPicture(
  context: CanvasRenderingContext2D,
  name: PictureName,
  { original, adversarial, perturbation, kind }: AttackPictures,
  x: number,
  y: number,
  sidePx: number,
  theme: Theme,
): void {
  const ofChange: SampleKind = { shape: kind.shape, range: differenceRange(kind.range) };
  switch (name) {
    case 'original':
      return drawSample(context, original, kind, x, y, sidePx, theme);
    case 'adversarial':
      return drawSample(context, adversarial, kind, x, y, sidePx, theme);
    case 'difference':
      return drawSample(context, perturbation.values, ofChange, x, y, sidePx, theme);
    case 'enlarged':
      return drawSample(context, enlarged(perturbation.values, ENLARGED), ofChange, x, y, sidePx, theme);
    case 'heat':
      return drawHeat(context, perturbation, kind, x, y, sidePx, theme);
  }
}

/** Blue where it was lowered, red where it was raised; the largest change is the darkest. */
function drawHeat(
  context: CanvasRenderingContext2D,
  { values, linf }: Perturbation,
  kind: SampleKind,
  x: number,
  y: number,
  sidePx: number,
  theme: Theme,
): void {
  const most = Math.max(linf, Number.MIN_VALUE);
  if (!isImage(kind))
    return drawSample(context, values, { shape: kind.shape, range: [-most, most] }, x, y, sidePx, theme);
  const [height = 1, width = 1] = kind.shape;
  const colours = new Float32Array(width * height * 3);
  perPixel(values, kind.shape).forEach((value, pixel) => colours.set(blueWhiteRed(value / most), pixel * 3));
  drawSample(context, colours, { shape: [height, width, 3], range: [0, 255] }, x, y, sidePx, theme);
}

/** The pixel of a picture that lies under a place in it. @returns undefined beside it, and of what is no image */
export function pixelAt(
  { shape }: SampleKind,
  sidePx: number,
  x: number,
  y: number,
): { x: number; y: number } | undefined {
  const [height = 0, width = 0] = shape;
  if (shape.length !== 3 || width * height === 0) return undefined;
  const scale = scaleIn(shape, sidePx);
  const [column, row] = [
    Math.floor((x - (sidePx - width * scale) / 2) / scale),
    Math.floor((y - (sidePx - height * scale) / 2) / scale),
  ];
  return column >= 0 && column < width && row >= 0 && row < height ? { x: column, y: row } : undefined;
}
