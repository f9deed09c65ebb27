/**
 * How far each coding of an autoencoder spreads over a batch: a coding that hardly moves carries nothing. Read from the
 * activation of the encoder's last layer, which is probed anyway.
 */
import type { layers, LayersModel } from '@tensorflow/tfjs-layers';
import type { Experiment } from '../authoring/experiment';
import { namedLayers } from '../loading/model-roles';

/** So many rows are recorded at most. */
const MOST_ROWS = 64;

/** Tag of a row: codings/1/spread. @param row from 0 */
export const codingTag = (row: number): string => `codings/${row + 1}/spread`;

export class CodingsSpread {
  private constructor(
    /** Gives out the codings; its name by role. */
    readonly layer: string,
    /** Numbers in one image's coding. */
    readonly count: number,
  ) {}

  /** undefined for an experiment without codings, or with codings of no fixed number. */
  static of({ encoder: role, models }: Experiment): CodingsSpread | undefined {
    const model = role === undefined ? undefined : models[role];
    const output = model && outputLayer(model);
    const layer = model && role && namedLayers(role, model).find((named) => named.layer === output)?.name;
    const shape = model?.outputs[0]?.shape.slice(1) ?? [];
    if (!layer || shape.some((size) => size === null)) return undefined;
    const count = shape.reduce<number>((product, size) => product * (size ?? 1), 1);
    return count > 0 ? new CodingsSpread(layer, count) : undefined;
  }

  /** Whether there are more codings than rows: then the rows are ranks, widest first, evenly spaced from first to last. */
  get isSorted(): boolean {
    return this.count > MOST_ROWS;
  }

  get rows(): number {
    return Math.min(MOST_ROWS, this.count);
  }

  /**
   * One number a row: the standard deviation of a coding over the batch, in its own units.
   * @param values row-major [batch, codings]
   */
  read(values: ArrayLike<number>): Float64Array {
    const spreads = standardDeviations(values, this.count);
    if (!this.isSorted) return spreads;
    // NaN first, as the worst; a typed array would sort it last.
    const sorted = [...spreads].sort((a, b) => (Number.isNaN(b) ? 1 : 0) - (Number.isNaN(a) ? 1 : 0) || b - a);
    return Float64Array.from(
      { length: MOST_ROWS },
      (_, row) => sorted[Math.round((row * (this.count - 1)) / (MOST_ROWS - 1))] ?? NaN,
    );
  }
}

/** The layer whose output is the model's first one; within a nested model, that one's. */
function outputLayer(model: LayersModel): layers.Layer | undefined {
  const layer = model.outputs[0]?.sourceLayer;
  return layer && 'layers' in layer && Array.isArray(layer.layers) ? outputLayer(layer as LayersModel) : layer;
}

/** In two passes: the mean of large numbers must not swallow how little they differ. */
function standardDeviations(values: ArrayLike<number>, count: number): Float64Array {
  const batch = values.length / count;
  const means = new Float64Array(count);
  const squares = new Float64Array(count);
  for (let i = 0, at = 0; i < values.length; i++, at = at + 1 === count ? 0 : at + 1) means[at]! += values[i]! / batch;
  for (let i = 0, at = 0; i < values.length; i++, at = at + 1 === count ? 0 : at + 1)
    squares[at]! += (values[i]! - means[at]!) ** 2;
  return squares.map((sum) => Math.sqrt(sum / batch));
}
