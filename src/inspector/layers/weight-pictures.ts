/** Weights that are images, as images: kernels of convolutions, and matrices whose one side is a sample of the data. */
import * as tf from '@tensorflow/tfjs-core';
import type { layers } from '@tensorflow/tfjs-layers';
import type { WeightPictures } from '../../protocol/layer-questions';

/** The rest is counted. */
const MOST_PICTURES = 64;
/** A matrix that is no picture is seen whole while it has no more rows and columns. */
const MOST_SIDE = 512;

type Pictures = WeightPictures['weights'];

/** @param sampleShape of the data; [height, width, channels] of an image */
export function weightPictures(name: string, layer: layers.Layer, sampleShape: readonly number[]): Pictures {
  return layer.weights.flatMap((weight): Pictures => {
    const value = weight.read();
    const [, ...rest] = weight.originalName.split('/');
    const of = `${name}/${rest.join('/') || weight.originalName}`;
    const pictures = picturesOf(value, sampleShape, layer.getClassName());
    return pictures ? [{ name: of, shape: [...value.shape], ...pictures }] : [];
  });
}

function picturesOf(
  weight: tf.Tensor,
  sampleShape: readonly number[],
  className: string,
): Omit<Pictures[number], 'name' | 'shape'> | undefined {
  const [height = 0, width = 0, channels = 0] = sampleShape;
  const isImage = sampleShape.length === 3;
  const size = height * width * channels;
  // [height, width, in, out], a picture an output, over its inputs their mean; a transposed one has its outputs before its inputs.
  if (weight.rank === 4) return cut(tf.transpose(tf.mean(weight, className.includes('Transpose') ? 3 : 2), [2, 0, 1]));
  if (weight.rank !== 2) return undefined;
  const [rows = 0, columns = 0] = weight.shape;
  if (isImage && rows === size) return cut(asImages(tf.transpose(weight), height, width, channels));
  if (isImage && columns === size) return cut(asImages(weight, height, width, channels));
  if (rows > MOST_SIDE || columns > MOST_SIDE) return undefined;
  return cut(tf.reshape(weight, [1, rows, columns]));
}

/** [count, height, width]: over the colours their mean. */
const asImages = (rows: tf.Tensor, height: number, width: number, channels: number): tf.Tensor =>
  tf.mean(tf.reshape(rows, [-1, height, width, channels]), 3);

function cut(pictures: tf.Tensor): Omit<Pictures[number], 'name' | 'shape'> {
  const [all = 0, height = 0, width = 0] = pictures.shape;
  const count = Math.min(all, MOST_PICTURES);
  const shown = tf.slice(pictures, [0, 0, 0], [count, height, width]);
  return { all, pictures: { shape: [count, height, width], values: Float32Array.from(shown.dataSync()) } };
}
