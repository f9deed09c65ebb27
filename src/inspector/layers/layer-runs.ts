/** What a layer gave out for some samples, laid out as people look at it, and its figures. Pure. */
import type { LayerLayout, LayerRun } from '../../protocol/layer-questions';

/** Pictures or cells of one layer that are looked at; the rest is counted. */
const MOST_MAPS = 32;
const MOST_UNITS = 256;
const MOST_STEPS = 128;

export interface LaidOut {
  readonly layout: LayerLayout;
  /** Of one sample. */
  readonly shape: readonly number[];
}

/**
 * @param shape of one sample, as a layer gives it out; the channels last
 * @param image of the data, [height, width, channels], where samples are images: as many numbers in a row are one, too
 */
export function layoutOf(shape: readonly number[], isSequence: boolean, image: readonly number[]): LaidOut {
  const size = shape.reduce((product, one) => product * one, 1);
  if (shape.length === 3) return { layout: 'maps', shape };
  if (shape.length === 2 && isSequence) return { layout: 'sequence', shape };
  if (!isSequence && image.length === 3 && size === image.reduce((product, one) => product * one, 1))
    return { layout: 'maps', shape: image };
  // A picture without channels, and a series of pictures, are seen as numbers.
  return { layout: 'units', shape: [size] };
}

/**
 * @param values row-major [samples, …shape]
 * @param apart of all numbers of each sample from those of the first
 */
export function layerRun(
  name: string,
  call: number,
  { layout, shape }: LaidOut,
  values: Float32Array,
  samples: number,
): Omit<LayerRun, 'calls'> {
  const all = shape.at(-1) ?? 1;
  const rows = shape.slice(0, -1).reduce((product, size) => product * size, 1);
  const shown = Math.min(all, layout === 'maps' ? MOST_MAPS : MOST_UNITS);
  const steps = layout === 'sequence' ? Math.min(rows, MOST_STEPS) : rows;
  const cut = new Float32Array(samples * steps * shown);
  for (let sample = 0; sample < samples; sample++)
    for (let row = 0; row < steps; row++) {
      const from = (sample * rows + row) * all;
      cut.set(values.subarray(from, from + shown), (sample * steps + row) * shown);
    }
  const size = rows * all;
  const of = (sample: number) => values.subarray(sample * size, (sample + 1) * size);
  return {
    name,
    call,
    layout,
    shape: layout === 'sequence' ? [steps, shown] : [...shape.slice(0, -1), shown],
    shown,
    all,
    values: cut,
    figures: Array.from({ length: samples }, (_, sample) => figuresOf(of(sample))),
    apart: relativeDistances(values, samples),
  };
}

/**
 * How far each sample lies from the first, over the length of the first.
 * @param values row-major [samples, …] @returns [samples]
 */
export function relativeDistances(values: Float32Array, samples: number): Float32Array {
  const size = values.length / samples;
  const of = (sample: number) => values.subarray(sample * size, (sample + 1) * size);
  const norm = Math.max(lengthOf(of(0)), 1e-12);
  return Float32Array.from({ length: samples }, (_, sample) => distance(of(0), of(sample)) / norm);
}

function figuresOf(values: Float32Array): LayerRun['figures'][number] {
  let [least, most, zeros] = [Infinity, -Infinity, 0];
  for (const value of values) {
    if (value < least) least = value;
    if (value > most) most = value;
    if (value === 0) zeros++;
  }
  return { least, most, zeroShare: zeros / Math.max(1, values.length), norm: lengthOf(values) };
}

const lengthOf = (values: Float32Array): number => Math.sqrt(values.reduce((sum, value) => sum + value * value, 0));

const distance = (one: Float32Array, other: Float32Array): number =>
  Math.sqrt(one.reduce((sum, value, i) => sum + (value - other[i]!) ** 2, 0));
