/** Where the cells of a confusion matrix stand, and the names of its classes: rows are true classes, columns classes told. Pure geometry. */

const LARGEST_CELL_PX = 36;
const SMALLEST_CELL_PX = 2;
/** From this size on there is room for a line of one pixel between cells. */
const GAP_FROM_PX = 7;
const LABEL_LINE_PX = 13;
const LABEL_GAP_PX = 7;
/** Of the width, that the names of the rows may take. */
const MOST_LABELS = 0.34;
/** Below the cells, what their colours stand for. */
const KEY_PX = 24;
/** Room for the key of a matrix of few classes. */
const LEAST_WIDTH_PX = 210;

export interface MatrixLayout {
  readonly left: number;
  readonly top: number;
  /** From one cell to the next. */
  readonly pitchPx: number;
  readonly cellPx: number;
  readonly classCount: number;
  /** Longest that a name may be. */
  readonly labelPx: number;
  /** Every so many classes has its name. */
  readonly labelEvery: number;
  readonly widthPx: number;
  readonly heightPx: number;
}

/** @param longestPx of the names, written out */
export function matrixLayout(classCount: number, roomPx: number, longestPx: number): MatrixLayout {
  const labelPx = Math.ceil(Math.min(longestPx, roomPx * MOST_LABELS));
  const [left, top] = [labelPx + LABEL_GAP_PX, labelPx + LABEL_GAP_PX];
  const fits = Math.floor((roomPx - left) / classCount);
  const pitchPx = Math.max(SMALLEST_CELL_PX, Math.min(LARGEST_CELL_PX, fits));
  return {
    left,
    top,
    pitchPx,
    cellPx: pitchPx >= GAP_FROM_PX ? pitchPx - 1 : pitchPx,
    classCount,
    labelPx,
    labelEvery: Math.ceil(LABEL_LINE_PX / pitchPx),
    widthPx: Math.max(left + classCount * pitchPx, Math.min(roomPx, LEAST_WIDTH_PX)),
    heightPx: top + classCount * pitchPx + KEY_PX,
  };
}

export const cellPlace = ({ left, top, pitchPx }: MatrixLayout, truth: number, told: number) => ({
  x: left + told * pitchPx,
  y: top + truth * pitchPx,
});

/** The cell at a place of the picture. */
export function cellAt(
  { left, top, pitchPx, classCount }: MatrixLayout,
  x: number,
  y: number,
): { readonly truth: number; readonly told: number } | undefined {
  const [told, truth] = [Math.floor((x - left) / pitchPx), Math.floor((y - top) / pitchPx)];
  const isInside = (index: number) => index >= 0 && index < classCount;
  return isInside(told) && isInside(truth) ? { truth, told } : undefined;
}
