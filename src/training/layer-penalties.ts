/**
 * What layers add to the loss of the phase that trains them, as Keras has it: the regularizers of their weights, and what
 * activities that went through an ActivityRegularization cost. A step collects here while it computes its loss.
 */
import * as tf from '@tensorflow/tfjs-core';
import type { layers, LayersModel } from '@tensorflow/tfjs-layers';
import { ActivityRegularization } from '../authoring/activity-regularization';
import { namedLayers } from '../loading/model-roles';

export class LayerPenalties {
  /** Kept beyond the scope of the model in which they were computed; the gradient knows them. */
  private readonly activities = new Map<tf.Tensor, tf.Scalar>();

  /** Told what a layer gave out in a phase that trains it; by each model that the layer is in, if there are several. */
  see(layer: layers.Layer, outputs: tf.Tensor | tf.Tensor[]): void {
    if (!(layer instanceof ActivityRegularization)) return;
    for (const output of [outputs].flat())
      if (!this.activities.has(output)) this.activities.set(output, tf.keep(layer.penalty(output)));
  }

  /** @param trained the models that the phase moves @returns the sum of all penalties; undefined where there are none */
  sum(trained: readonly LayersModel[]): tf.Scalar | undefined {
    const regularized = new Set(trained.flatMap((model) => namedLayers('', model)).map(({ layer }) => layer));
    const all = [
      ...[...regularized].flatMap((layer) => (layer.trainable ? layer.calculateLosses() : [])),
      ...this.activities.values(),
    ];
    return all.length > 0 ? tf.addN<tf.Scalar>(all) : undefined;
  }

  /** Frees what was kept: to be called once the gradients are there. */
  clear(): void {
    for (const penalty of this.activities.values()) penalty.dispose();
    this.activities.clear();
  }
}
