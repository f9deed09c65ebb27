/** Where a perturbation grows: how far apart each layer sees the two images, and by how much more than the layer before. Pure. */
import type { AttackedOne } from '../../src/protocol/attack-questions';

export interface Grown {
  /** By role; undefined of the image itself. */
  readonly layer: string | undefined;
  readonly call: number;
  readonly calls: number;
  /** ‖h(x′) − h(x)‖ / ‖h(x)‖ */
  readonly apart: number;
  /** The same of noise as large as the perturbation. */
  readonly apartByNoise: number;
  /** Over the row before; NaN of the image, and after a row that sees no difference. */
  readonly factor: number;
}

export interface Growth {
  readonly rows: readonly Grown[];
  /** Place of the row with the largest factor; undefined where nothing grows. */
  readonly most: number | undefined;
}

/** @param image how far apart the images themselves are, in the same measure; their noise is as far by construction */
export function growthOf(layers: AttackedOne['layers'], image: number): Growth {
  const rows: Grown[] = [
    { layer: undefined, call: 0, calls: 1, apart: image, apartByNoise: image, factor: NaN },
    ...layers.map(({ name, ...layer }, at) => {
      const before = at === 0 ? image : (layers[at - 1]?.apart ?? 0);
      return { layer: name, ...layer, factor: before > 0 ? layer.apart / before : NaN };
    }),
  ];
  let most: number | undefined;
  rows.forEach(({ factor }, at) => {
    if (factor > 1 && !(factor <= (most === undefined ? 1 : rows[most]!.factor))) most = at;
  });
  return { rows, most };
}

/** ‖x′ − x‖ / ‖x‖ */
export function relativeChange(original: Float32Array, l2: number): number {
  const length = Math.sqrt(original.reduce((sum, value) => sum + value * value, 0));
  return length > 0 ? l2 / length : 0;
}
