/**
 * Which shape to show at which place of a file. The line that makes a layer shows its shape, or all of them when it is a
 * helper's and makes layers of several; a line that has layers made by others shows the shape that comes out at its end.
 */
import type { SourcePlace } from '../protocol/manifest';

export interface PlacedLayer {
  readonly outputShape: readonly (number | null)[];
  readonly frames: readonly SourcePlace[];
}

/** Lines and columns from 1, as in frames. */
export interface PlacedShapes {
  readonly line: number;
  readonly column: number;
  /** Different ones, in the order of the layers. */
  readonly shapes: readonly (readonly (number | null)[])[];
}

/** @param layers of all models, in source order @param file the one that is looked at */
export function placeShapes(layers: readonly PlacedLayer[], file: string): PlacedShapes[] {
  const placed = new Map<string, { line: number; column: number; shapes: Map<string, readonly (number | null)[]> }>();
  for (const { outputShape, frames } of layers) {
    frames
      .filter((frame) => frame.file === file)
      .forEach(({ line, column }, index) => {
        const key = `${line}:${column}`;
        const place = placed.get(key) ?? { line, column, shapes: new Map() };
        // The line that calls a helper: what counts is what it ends with.
        if (index > 0 || frames[0]?.file !== file) place.shapes.clear();
        place.shapes.set(outputShape.join(), outputShape);
        placed.set(key, place);
      });
  }
  return [...placed.values()]
    .map(({ line, column, shapes }) => ({ line, column, shapes: [...shapes.values()] }))
    .sort((a, b) => a.line - b.line || a.column - b.column);
}
