/**
 * A saved model without the layers that only Gibbon has, as far as TensorFlow.js has others that compute the same: a tied layer
 * as a dense one with the matrix in its own weights, an activity regularization as an activation that changes nothing.
 */
import * as tf from '@tensorflow/tfjs';
import { ActivityRegularization } from '../authoring/activity-regularization';
import { TiedDense } from '../authoring/tied-dense';
import { namedLayers } from '../loading/model-roles';

/** @param artifacts what the model saves of itself */
export function withPlainLayers(artifacts: tf.io.ModelArtifacts, model: tf.LayersModel): tf.io.ModelArtifacts {
  const { modelTopology, weightSpecs = [], weightData } = artifacts;
  const kernels = namedLayers('', model).flatMap(({ layer }) => (layer instanceof TiedDense ? [kernelOf(layer)] : []));
  return {
    ...artifacts,
    ...(modelTopology && { modelTopology: plain(modelTopology) as object }),
    weightSpecs: [...weightSpecs, ...kernels.map(({ spec }) => spec)],
    weightData: [...(weightData === undefined ? [] : [weightData].flat()), ...kernels.map(({ bytes }) => bytes)],
  };
}

/** As the dense layer of the same name finds it among the weights. */
function kernelOf(layer: TiedDense): { spec: tf.io.WeightsManifestEntry; bytes: ArrayBuffer } {
  const kernel = tf.tidy(() => tf.transpose(layer.kernel));
  const bytes = Float32Array.from(kernel.dataSync()).buffer;
  const spec = { name: `${layer.name}/kernel`, shape: kernel.shape, dtype: 'float32' } as const;
  kernel.dispose();
  return { spec, bytes };
}

/** A copy of the topology, tfjs' JSON in Keras' spelling, in which layers have the classes that tfjs has. */
function plain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== 'object' || value === null) return value;
  const node = value as Readonly<Record<string, unknown>>;
  if (node.class_name === TiedDense.className) return { ...node, class_name: 'Dense' };
  if (node.class_name === ActivityRegularization.className) {
    const { l1: _l1, l2: _l2, divergence: _divergence, ...config } = node.config as Readonly<Record<string, unknown>>;
    return { ...node, class_name: 'Activation', config: { ...config, activation: 'linear' } };
  }
  return Object.fromEntries(Object.entries(node).map(([name, inner]) => [name, plain(inner)]));
}
