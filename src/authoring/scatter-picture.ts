/** The picture of a GAN of points in a plane: generated points in orange over real ones in blue, drawn by plain arithmetic. */
import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import type { Picture } from './experiment';

const SIDE_PX = 128;
/** Of the square that holds the real points; more of it is shown, since generated ones stray. */
const AIR = 1.3;
const REAL_POINTS = 500;
const GENERATED_POINTS = 500;

type Rgb = readonly [number, number, number];
const REAL: Rgb = [0.2, 0.5, 0.95];
const GENERATED: Rgb = [1, 0.6, 0.15];

/** One of a generator of points, none of any other. @param generator [batch, codings] → [batch, …of one sample] */
export const scatterPictures = (generator: LayersModel, codings: number): Picture[] =>
  generator.outputs[0]?.shape.slice(1).join() === '2' ? [scatterPicture(generator, codings)] : [];

const scatterPicture = (generator: LayersModel, codings: number): Picture => ({
  tag: 'points',
  title: 'Samples',
  subtitle: 'fixed codings; blue real, orange generated',
  caption: `${GENERATED_POINTS} fixed codings`,
  layout: 'samples',
  columns: 1,
  rows: 1,
  draw: ({ fixedNormal, heldOut }) => {
    const real = heldOut(REAL_POINTS).dataSync<'float32'>();
    const drawn = generator.predict(fixedNormal([GENERATED_POINTS, codings])) as tf.Tensor;
    const generated = drawn.dataSync<'float32'>();
    const reach = AIR * Math.max(1e-6, ...real.map(Math.abs));
    const pixels = new Float32Array(SIDE_PX * SIDE_PX * 3);
    mark(pixels, real, reach, REAL);
    mark(pixels, generated, reach, GENERATED);
    return tf.tensor4d(pixels, [1, SIDE_PX, SIDE_PX, 3]);
  },
});

/** A square of two pixels a point, about 0 in the middle; what lies beyond the picture is not drawn. */
function mark(pixels: Float32Array, points: Float32Array, reach: number, colour: Rgb): void {
  for (let point = 0; point + 1 < points.length; point += 2) {
    const [x, y] = [points[point]!, points[point + 1]!].map((value) => ((value / reach + 1) / 2) * (SIDE_PX - 1)) as [
      number,
      number,
    ];
    for (const [dx, dy] of [
      [0, 0],
      [1, 0],
      [0, 1],
      [1, 1],
    ] as const) {
      const [column, row] = [Math.floor(x) + dx, SIDE_PX - 1 - Math.floor(y) - dy];
      // NaN is in no picture.
      if (!(column >= 0 && row >= 0 && column < SIDE_PX && row < SIDE_PX)) continue;
      pixels.set(colour, (row * SIDE_PX + column) * 3);
    }
  }
}
