/** Draws one glyph: a shape, moved and bent by chance, as anti-aliased strokes. No I/O; all chance is handed in. */
import type { NoiseGenerator } from '../noise/noise-generator';

import type { GlyphShape } from './glyph-shapes';

export const GLYPH_SIDE_PX = 28;
export const GLYPH_PIXELS = GLYPH_SIDE_PX * GLYPH_SIDE_PX;

/** Half of the drawn square's side, at scale 1. */
const RADIUS_PX = 9.8;
const MAX_SHIFT_PX = 2;
/** Of tan(angle / 2): 15° either way. */
const MAX_HALF_TANGENT = 0.1317;
const MAX_SHEAR = 0.18;
const MAX_BEND = 0.14;
const MEAN_HALF_WIDTH_PX = 1.1;
const HALF_WIDTH_JITTER_PX = 0.4;
/** Greatest change of a pixel, as a share of the ink there: the ground stays black, as Fashion-MNIST's. */
const GRAIN = 0.1;

/** Keeps the working memory between glyphs, so that drawing one allocates nothing. */
export class GlyphPen {
  private readonly chance = new Float32Array(12);
  private readonly grain = new Uint32Array(GLYPH_PIXELS / 4);
  private readonly grainBytes = new Uint8Array(this.grain.buffer);
  /** Squared distance of each pixel's middle to the nearest stroke, where that is near enough to matter. */
  private readonly distances = new Float64Array(GLYPH_PIXELS);

  /**
   * Draws `shape` over the 28 × 28 bytes of `pixels` from `offset` on, 0 for the ground and up to 255 for ink.
   * @param noise advanced by the same number of blocks whatever is drawn
   */
  draw(shape: GlyphShape, noise: NoiseGenerator, pixels: Uint8Array, offset: number): void {
    const c = noise.uniform(this.chance, -1, 1);
    noise.bits(this.grain);

    const t = MAX_HALF_TANGENT * c[0]!;
    const cos = (1 - t * t) / (1 + t * t);
    const sin = (2 * t) / (1 + t * t);
    const scale = RADIUS_PX * (0.93 + 0.12 * c[1]!);
    const width = scale * (1 + 0.12 * c[2]!);
    const height = scale * (1 - 0.12 * c[2]!);
    const shear = MAX_SHEAR * c[3]!;
    const [bendX, bendY] = [MAX_BEND * c[4]!, MAX_BEND * c[5]!];
    const centreX = (GLYPH_SIDE_PX - 1) / 2 + MAX_SHIFT_PX * c[6]!;
    const centreY = (GLYPH_SIDE_PX - 1) / 2 + MAX_SHIFT_PX * c[7]!;
    const halfWidth = MEAN_HALF_WIDTH_PX + HALF_WIDTH_JITTER_PX * c[8]!;
    const ink = 0.9 + 0.1 * c[9]!;

    const reach = halfWidth + 0.5;
    this.distances.fill(reach * reach);
    for (const stroke of shape.strokes) {
      let fromX = 0;
      let fromY = 0;
      for (let i = 0; i < stroke.length; i += 2) {
        const x = stroke[i]! + bendX * (stroke[i + 1]! * stroke[i + 1]! - 0.5);
        const y = stroke[i + 1]! + bendY * (stroke[i]! * stroke[i]! - 0.5);
        const u = width * (x + shear * y);
        const v = height * y;
        const toX = centreX + cos * u - sin * v;
        const toY = centreY + sin * u + cos * v;
        if (i > 0) this.measure(fromX, fromY, toX, toY, reach);
        fromX = toX;
        fromY = toY;
      }
    }

    for (let i = 0; i < GLYPH_PIXELS; i++) {
      // A pixel is inked by how far the stroke's edge lies beyond its middle, from half a pixel out to half one in.
      const cover = Math.min(1, reach - Math.sqrt(this.distances[i]!));
      const grain = 1 + GRAIN * (this.grainBytes[i]! / 127.5 - 1);
      pixels[offset + i] = cover <= 0 ? 0 : Math.min(255, Math.round(255 * ink * cover * grain));
    }
  }

  /** Lowers the distances of the pixels near the line from (x0, y0) to (x1, y1), in pixels. */
  private measure(x0: number, y0: number, x1: number, y1: number, reach: number): void {
    const last = GLYPH_SIDE_PX - 1;
    const left = Math.max(0, Math.ceil(Math.min(x0, x1) - reach));
    const right = Math.min(last, Math.floor(Math.max(x0, x1) + reach));
    const top = Math.max(0, Math.ceil(Math.min(y0, y1) - reach));
    const bottom = Math.min(last, Math.floor(Math.max(y0, y1) + reach));
    const dx = x1 - x0;
    const dy = y1 - y0;
    const perLength = 1 / (dx * dx + dy * dy + 1e-12);
    for (let y = top; y <= bottom; y++) {
      for (let x = left; x <= right; x++) {
        const along = Math.max(0, Math.min(1, ((x - x0) * dx + (y - y0) * dy) * perLength));
        const ex = x0 + along * dx - x;
        const ey = y0 + along * dy - y;
        const distance = ex * ex + ey * ey;
        const at = y * GLYPH_SIDE_PX + x;
        if (distance < this.distances[at]!) this.distances[at] = distance;
      }
    }
  }
}
