/** Where the name of each class stands on a map: at the middle of its samples, moved apart where names would touch. Pure. */
import type { PlainTensor } from '../../src/protocol/plain-tensor';

export interface ClassLabel {
  readonly index: number;
  /** Of its samples the median along each axis. */
  readonly place: readonly number[];
}

/** More names than that would hide the map. */
const MOST_LABELS = 20;
/** So many samples tell where the middle is. */
const LOOKED_AT = 400;

export function classLabels({ shape: [count = 0, axes = 2], values }: PlainTensor, classes: Int32Array): ClassLabel[] {
  const samples = new Map<number, number[]>();
  for (let i = 0; i < count; i++) {
    const own = samples.get(classes[i]!) ?? [];
    if (own.length < LOOKED_AT && Number.isFinite(values[i * axes])) own.push(i);
    samples.set(classes[i]!, own);
  }
  if (samples.size > MOST_LABELS) return [];
  return [...samples]
    .filter(([, own]) => own.length > 0)
    .map(([index, own]) => ({
      index,
      place: Array.from({ length: axes }, (_, axis) => {
        const along = own.map((i) => values[i * axes + axis]!).sort((a, b) => a - b);
        return along[Math.floor(along.length / 2)]!;
      }),
    }));
}

export interface Box {
  readonly x: number;
  readonly y: number;
  readonly widthPx: number;
}

/** The same boxes further down, as far as it takes that none touches one before it. @param heightPx of each */
export function apart(boxes: readonly Box[], heightPx: number): Box[] {
  const order = boxes.map((_, at) => at).sort((a, b) => boxes[a]!.y - boxes[b]!.y);
  const placed: Box[] = [];
  const moved = new Array<Box>(boxes.length);
  for (const at of order) {
    const box = boxes[at]!;
    let { y } = box;
    const touches = (other: Box) =>
      Math.abs(other.x - box.x) < (other.widthPx + box.widthPx) / 2 && Math.abs(other.y - y) < heightPx;
    for (let other = placed.find(touches); other; other = placed.find(touches)) y = other.y + heightPx;
    moved[at] = { ...box, y };
    placed.push(moved[at]);
  }
  return moved;
}
