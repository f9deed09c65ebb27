/** Draws the pictures of an experiment as atlases of tiles, without leaving a trace in the training state. */
import * as tf from '@tensorflow/tfjs-core';
import { encode as encodePng } from 'fast-png';
import type { Colour } from '../base/colour-samples';
import type { Experiment, Picture, PictureContext } from '../authoring/experiment';
import { ExperimentError, formatShape } from '../authoring/experiment-error';
import { NoiseGenerator } from '../noise/noise-generator';
import { noiseStreams } from '../loading/tfjs-randomness';
import type { TrainingStep } from '../training/training-step';

export interface DrawnPicture {
  readonly tag: string;
  readonly width: number;
  readonly height: number;
  readonly png: Uint8Array;
}

export class PictureDrawer {
  constructor(
    private readonly experiment: Experiment,
    private readonly trainingStep: TrainingStep,
    private readonly seed: number,
  ) {}

  /** Those that can be drawn: pictures of samples where these are images. */
  get pictures(): readonly Picture[] {
    return this.experiment.pictures.filter(({ isOfSamples }) => !isOfSamples || this.trainingStep.imageShape);
  }

  drawAll(): DrawnPicture[] {
    return this.pictures.map((picture) =>
      this.draw(picture, (tiles) => ({ tag: picture.tag, ...atlas(tiles, picture.columns) })),
    );
  }

  /** How a picture is laid out, by drawing it once. */
  measure(picture: Picture): { columns: number; rows: number; tileWidth: number; tileHeight: number } {
    return this.draw(picture, ({ shape: [count, tileHeight, tileWidth] }) => {
      const columns = atlasColumns(count, picture.columns);
      return { columns, rows: Math.ceil(count / columns), tileWidth, tileHeight };
    });
  }

  private draw<T>(picture: Picture, read: (tiles: tf.Tensor4D) => T): T {
    return this.aside((context) => read(checkTiles(picture, picture.draw(context))));
  }

  /** Looks with randomness of its own, always the same, and keeps no tensor. */
  aside<T>(look: (context: PictureContext) => T): T {
    return this.trainingStep.withNoiseOf(noiseStreams.fixedCodings, (context) =>
      look({
        ...context,
        fixedNormal: (shape) =>
          tf.tensor<tf.Rank>(this.fixedNoise().normal(new Float32Array(tf.util.sizeFromShape(shape))), shape),
        heldOut: (count) => this.trainingStep.heldOutImages(count),
      }),
    );
  }

  private readonly fixedNoise = () => new NoiseGenerator(this.seed, noiseStreams.fixedCodings);
}

/** @throws ExperimentError unless the tiles are grey or coloured images */
function checkTiles(picture: Picture, tiles: tf.Tensor): tf.Tensor4D {
  const channels = tiles.shape[3];
  if (tiles.rank !== 4 || !(channels === 1 || channels === 3))
    throw new ExperimentError(
      `The picture ${picture.tag} expected [count, height, width, 1 or 3], and got ${formatShape(tiles.shape)}.`,
      'Reshape what it returns.',
    );
  return tiles as tf.Tensor4D;
}

/**
 * @param data row-major, `channels` bytes a pixel
 * @param palette of at most 256 colours, where the one byte of a pixel is the number of its colour
 */
export const encodePicture = (
  width: number,
  height: number,
  data: Uint8Array,
  channels: 1 | 3,
  palette?: readonly Colour[],
): Omit<DrawnPicture, 'tag'> => ({
  width,
  height,
  png: encodePng(
    { width, height, data, channels, depth: 8, ...(palette && { palette: palette.map((colour) => [...colour]) }) },
    { zlib: { level: 3 } },
  ),
});

/** Columns of an atlas of `count` tiles when the picture names none: nearly square. */
const atlasColumns = (count: number, columns: number): number => columns || Math.ceil(Math.sqrt(count));

/** Tiles [count, height, width, channels] with pixels in [0, 1] as one PNG; missing tiles are black. */
function atlas(tiles: tf.Tensor4D, wantedColumns: number): { width: number; height: number; png: Uint8Array } {
  const [count, tileHeight, tileWidth] = tiles.shape;
  const channels = tiles.shape[3] === 1 ? 1 : 3;
  const columns = atlasColumns(count, wantedColumns);
  const [width, height] = [columns * tileWidth, Math.ceil(count / columns) * tileHeight];
  const pixels = tiles.dataSync();
  const data = new Uint8Array(width * height * channels);
  const rowLength = tileWidth * channels;
  for (let tile = 0; tile < count; tile++) {
    const [left, top] = [(tile % columns) * tileWidth, Math.floor(tile / columns) * tileHeight];
    for (let y = 0; y < tileHeight; y++) {
      const from = (tile * tileHeight + y) * rowLength;
      const to = ((top + y) * width + left) * channels;
      for (let x = 0; x < rowLength; x++)
        data[to + x] = Math.round(Math.min(1, Math.max(0, pixels[from + x] ?? 0)) * 255);
    }
  }
  return encodePicture(width, height, data, channels);
}
