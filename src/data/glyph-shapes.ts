/** The ten symbols as polylines. Made by arithmetic alone, without sines, so that every machine gets the same points. */

/** Points as x0, y0, x1, y1, …: x to the right, y down, both within [-1, 1]. */
export type Stroke = Float64Array;

export interface GlyphShape {
  readonly name: string;
  readonly strokes: readonly Stroke[];
}

/** Straight lines are cut into pieces at most so long, so that a bend of the plane bends them too. */
const MAX_PIECE = 0.4;

/** In the order of their class numbers. */
export const glyphShapes: readonly GlyphShape[] = [
  { name: 'circle', strokes: [turning(24, 1, (x, y) => [0.85 * x, 0.85 * y])] },
  { name: 'cross', strokes: [lines(-0.75, -0.75, 0.75, 0.75), lines(0.75, -0.75, -0.75, 0.75)] },
  { name: 'triangle', strokes: [lines(0, -0.85, 0.9, 0.7, -0.9, 0.7, 0, -0.85)] },
  { name: 'square', strokes: [lines(-0.75, -0.75, 0.75, -0.75, 0.75, 0.75, -0.75, 0.75, -0.75, -0.75)] },
  { name: 'arrow', strokes: [lines(0, 0.95, 0, -0.9), lines(-0.6, -0.3, 0, -0.95, 0.6, -0.3)] },
  { name: 'zigzag', strokes: [lines(-0.65, -0.95, 0.7, -0.6, -0.7, 0, 0.7, 0.5, -0.65, 0.95)] },
  { name: 'spiral', strokes: [turning(16, 1.75, (x, y, along) => [(0.03 + along) * x, (0.03 + along) * y])] },
  { name: 'star', strokes: [star(5, 1, 0.4)] },
  { name: 'wave', strokes: [turning(24, 1.5, (_, y, along) => [2 * along - 1, -0.6 * y])] },
  { name: 'letter H', strokes: [lines(-0.6, -0.9, -0.6, 0.9), lines(0.6, -0.9, 0.6, 0.9), lines(-0.6, 0, 0.6, 0)] },
];

function lines(...corners: readonly number[]): Stroke {
  const points: number[] = [corners[0]!, corners[1]!];
  for (let i = 2; i < corners.length; i += 2) {
    const [x0, y0, x1, y1] = [corners[i - 2]!, corners[i - 1]!, corners[i]!, corners[i + 1]!];
    const pieces = Math.ceil(Math.sqrt((x1 - x0) ** 2 + (y1 - y0) ** 2) / MAX_PIECE);
    for (let piece = 1; piece <= pieces; piece++) {
      const along = piece / pieces;
      points.push(x0 + along * (x1 - x0), y0 + along * (y1 - y0));
    }
  }
  return Float64Array.from(points);
}

/**
 * A point that goes round the unit circle from (1, 0), drawn where `place` puts it.
 * @param stepsPerTurn a multiple of 4
 * @param place of the point (x, y) on the circle, `along` in [0, 1] from the beginning to the end
 */
function turning(
  stepsPerTurn: number,
  turns: number,
  place: (x: number, y: number, along: number) => readonly [number, number],
): Stroke {
  const [cosStep, sinStep] = rotationBy(stepsPerTurn);
  const steps = Math.round(stepsPerTurn * turns);
  const points: number[] = [];
  let [x, y] = [1, 0];
  for (let step = 0; step <= steps; step++) {
    points.push(...place(x, y, step / steps));
    [x, y] = [x * cosStep - y * sinStep, x * sinStep + y * cosStep];
  }
  return Float64Array.from(points);
}

function star(tips: number, outer: number, inner: number): Stroke {
  const [cosStep, sinStep] = rotationBy(2 * tips);
  const corners: number[] = [];
  let [x, y] = [0, -1];
  for (let corner = 0; corner <= 2 * tips; corner++) {
    const radius = corner % 2 === 0 ? outer : inner;
    corners.push(radius * x, radius * y);
    [x, y] = [x * cosStep - y * sinStep, x * sinStep + y * cosStep];
  }
  return lines(...corners);
}

/** Cosine and sine of a full turn divided by 10, 16 or 24, as literals. */
function rotationBy(parts: number): readonly [cos: number, sin: number] {
  switch (parts) {
    case 10:
      return [0.8090169943749475, 0.5877852522924731];
    case 16:
      return [0.9238795325112867, 0.3826834323650898];
    case 24:
      return [0.9659258262890683, 0.25881904510252074];
    default:
      throw new RangeError(`No cosine stands here for 1/${parts} of a turn.`);
  }
}
