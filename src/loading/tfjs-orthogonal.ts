/**
 * The orthogonal start of recurrent layers, at once. tfjs makes the same matrix of the same random numbers by many small
 * tensors for each of its columns: half a minute for an LSTM of 100 units, before its first step.
 */
import type * as tfCore from '@tensorflow/tfjs-core';
import { initializers } from '@tensorflow/tfjs-layers';
import { Matrix, QrDecomposition } from 'ml-matrix';

/** What tfjs keeps in its initializer. */
interface Orthogonal {
  readonly gain: number;
  readonly seed: number | undefined;
}
type Apply = (this: Orthogonal, shape: number[], dtype?: tfCore.DataType) => tfCore.Tensor;

/** @param core whose random numbers are drawn at each call: Gibbon's, once they have been put there */
export function installOrthogonal(core: Pick<typeof tfCore, 'randomNormal' | 'tensor' | 'tidy'>): void {
  const prototype = Object.getPrototypeOf(initializers.orthogonal({ gain: 1 })) as { apply: Apply };
  const slow = prototype.apply;
  prototype.apply = function apply(shape, dtype) {
    // What tfjs refuses, it says itself.
    if (shape.length < 2 || (dtype ?? 'float32') !== 'float32') return slow.call(this, shape, dtype);
    return core.tidy(() => {
      const columns = shape.at(-1) ?? 0;
      const rows = shape.slice(0, -1).reduce((product, size) => product * size, 1);
      const [tall, wide] = [Math.max(rows, columns), Math.min(rows, columns)];
      const drawn = core.randomNormal([tall, wide], 0, 1, 'float32', this.seed).dataSync();
      const basis = orthonormalColumns(drawn, tall, wide);
      return core.tensor(
        Float32Array.from((rows < columns ? basis.transpose() : basis).mul(this.gain).to1DArray()),
        shape,
      );
    });
  };
}

/** Q of QR, each of its columns turned so that R's diagonal is positive, which makes it the only one. */
function orthonormalColumns(values: ArrayLike<number>, rows: number, columns: number): Matrix {
  const { orthogonalMatrix: basis, upperTriangularMatrix: upper } = new QrDecomposition(
    Matrix.from1DArray(rows, columns, values),
  );
  for (let column = 0; column < columns; column++) if (upper.get(column, column) < 0) basis.mulColumn(column, -1);
  return basis;
}
