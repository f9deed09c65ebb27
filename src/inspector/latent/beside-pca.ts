/** What a linear autoencoder has learnt beside principal component analysis of the same samples: two subspaces, and the angle. */
import type { Encoded } from '../../protocol/latent-questions';
import type { DatasetSplit } from '../../data/dataset';
import type { PcaComparison } from '../../looking/pca-comparison';
import { turnedOnto } from '../../looking/subspaces';

/** A map has no more axes. */
const MOST_AXES = 3;
/** Samples at a time. */
const CHUNK = 1000;

interface Coded {
  readonly count: number;
  readonly dims: number;
  readonly codings: Float32Array;
}

export function asPcaPlaces(
  comparison: PcaComparison,
  train: DatasetSplit,
  { count, dims, codings }: Coded,
): NonNullable<Encoded['pca']> {
  const { angleDegrees, learnt, components } = comparison.subspaces();
  const size = components.origin.length;
  const axes = Math.min(MOST_AXES, dims);
  const places = new Float32Array(count * axes);
  for (let start = 0; start < count; start += CHUNK) {
    const rows = Math.min(CHUNK, count - start);
    const samples = train.gather(Array.from({ length: rows }, (_, i) => start + i));
    for (let row = 0; row < rows; row++)
      for (let axis = 0; axis < axes; axis++) {
        let sum = 0;
        for (let i = 0; i < size; i++)
          sum += (samples[row * size + i]! - components.origin[i]!) * components.directions[axis * size + i]!;
        places[(start + row) * axes + axis] = sum;
      }
  }
  return {
    angleDegrees,
    learnt,
    components,
    // Which way round its axes point is PCA's own affair: as near to the codings as they come, where these are as many.
    places: { shape: [count, axes], values: axes === dims ? turnedOnto(places, codings, axes) : places },
  };
}
