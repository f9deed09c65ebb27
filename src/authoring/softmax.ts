/**
 * The softmax that a classifier's model ends in, and the logits that go into it: what a loss needs of a very small
 * probability is lost in the probability itself.
 */
import * as tf from '@tensorflow/tfjs-core';
import type { layers, LayersModel } from '@tensorflow/tfjs-layers';

type Softmax = (logits: tf.Tensor, axis?: number) => tf.Tensor;

interface Activation {
  getClassName(): string;
  readonly apply: Softmax;
}

/** What tfjs' layers that end in a softmax have of their own: an activation, or, of the layer Softmax, the function. */
interface EndsInSoftmax {
  activation?: Activation | null;
  softmax?: Softmax;
}

/** The layer whose outputs are the model's, within whatever model it is in. */
export function lastLayer(model: LayersModel): layers.Layer | undefined {
  const last = model.layers.at(-1);
  return last && 'layers' in last && Array.isArray(last.layers) ? lastLayer(last as unknown as LayersModel) : last;
}

/** Layers that only lay numbers out anew. */
const LAYING_OUT = new Set(['Reshape', 'Flatten', 'Permute', 'Cropping2D', 'Dropout']);

/** The last layer that computes something, whatever lays its numbers out anew after it; within whatever model it is in. */
export function lastComputingLayer(model: LayersModel): layers.Layer | undefined {
  const last = [...model.layers].reverse().find((layer) => !LAYING_OUT.has(layer.getClassName()));
  return last && 'layers' in last && Array.isArray(last.layers)
    ? lastComputingLayer(last as unknown as LayersModel)
    : last;
}

/** The name of a layer's activation: 'softmax', 'linear'; of a layer without one, that of its class. */
export function activationOf(layer: layers.Layer): string {
  if (layer.getClassName() === 'Softmax') return 'softmax';
  const { activation } = layer as { readonly activation?: Partial<Activation> | string | null };
  // A layer of Gibbon's own keeps the name; tfjs' layers keep what computes it.
  return typeof activation === 'string' ? activation : (activation?.getClassName?.() ?? layer.getClassName());
}

/**
 * Runs a model that ends in a softmax.
 * @param run calls the model; its last layer gives out probabilities as always
 * @returns [batch, classes], what went into that softmax
 */
export function logitsOf(model: LayersModel, run: () => unknown): tf.Tensor2D {
  const layer = lastLayer(model) as EndsInSoftmax | undefined;
  let logits: tf.Tensor | undefined;
  const watched = (softmax: Softmax): Softmax =>
    function (this: unknown, input, axis) {
      // A layer ends what it makes inside with its call.
      logits = tf.keep(tf.clone(input));
      return softmax.call(this, input, axis);
    };
  if (layer?.softmax) {
    const { softmax } = layer;
    layer.softmax = watched(softmax);
    try {
      run();
    } finally {
      layer.softmax = softmax;
    }
  } else if (layer?.activation) {
    const { activation } = layer;
    // In its place for the time of one call: what it is called, and what it gives, stays the same.
    layer.activation = Object.create(activation, { apply: { value: watched(activation.apply) } }) as Activation;
    try {
      run();
    } finally {
      layer.activation = activation;
    }
  }
  if (!logits) throw new Error('Expected a model whose last layer computes a softmax.');
  const handed = tf.clone(logits as tf.Tensor2D);
  logits.dispose();
  return handed;
}
