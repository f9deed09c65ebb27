/** Runs a model once while its layers are watched: what each call of each of them gave out. Nothing is changed in the model. */
import * as tf from '@tensorflow/tfjs-core';
import type { layers, LayersModel } from '@tensorflow/tfjs-layers';
import { namedLayers } from '../../loading/model-roles';
import type { PlainTensor } from '../../protocol/plain-tensor';

export interface Seen {
  readonly name: string;
  /** Of a layer that is called more than once, from 0. */
  readonly call: number;
  /** [samples, …], of several outputs the first, channels last; of a recurrent layer all of its states, [samples, steps, units]. */
  readonly output: PlainTensor;
  /** Whether its second axis is time. */
  readonly isSequence: boolean;
}

interface Recurrent {
  returnSequences: boolean;
}

const isRecurrent = (layer: layers.Layer): boolean =>
  typeof (layer as Partial<Recurrent>).returnSequences === 'boolean' && 'cell' in layer;

/** Layers after which the steps of a sequence are still its second axis. */
const KEEPS_TIME = new Set(['TimeDistributed', 'RepeatVector', 'Bidirectional']);

/**
 * @param inputs one for each of the model's
 * @returns what the layers gave out, in the order of their calls, and what the model did, which is the caller's
 */
export function runWatched(
  role: string,
  model: LayersModel,
  inputs: readonly tf.Tensor[],
): { seen: Seen[]; output: tf.Tensor } {
  const seen: Seen[] = [];
  const calls = new Map<string, number>();
  const restore = namedLayers(role, model).map(({ name, layer }) => {
    const { call } = layer;
    layer.call = (inputs, kwargs) => {
      const outputs = call.call(layer, inputs, kwargs);
      const [output] = [outputs].flat();
      const number = calls.get(name) ?? 0;
      calls.set(name, number + 1);
      if (output) {
        const states = isRecurrent(layer) ? statesOf(layer, output, () => call.call(layer, inputs, kwargs)) : output;
        const isSequence = states.rank === 3 && (isRecurrent(layer) || KEEPS_TIME.has(layer.getClassName()));
        // Read at once: a layer ends what it makes inside with its call.
        seen.push({ name, call: number, output: read(lastChannels(states, layer)), isSequence });
      }
      return outputs;
    };
    return () => (layer.call = call);
  });
  try {
    const batchSize = Math.max(1, inputs[0]?.shape[0] ?? 1);
    const [output] = [model.predict([...inputs], { batchSize })].flat();
    return { seen, output: output! };
  } finally {
    for (const back of restore.reverse()) back();
  }
}

/** All of them, also where the layer gives out its last one only. */
function statesOf(layer: layers.Layer, output: tf.Tensor, again: () => tf.Tensor | tf.Tensor[]): tf.Tensor {
  const recurrent = layer as unknown as Recurrent;
  if (recurrent.returnSequences) return output;
  recurrent.returnSequences = true;
  try {
    return [again()].flat()[0] ?? output;
  } finally {
    recurrent.returnSequences = false;
  }
}

const read = (tensor: tf.Tensor): PlainTensor => ({
  shape: [...tensor.shape],
  values: Float32Array.from(tensor.dataSync()),
});

/** Pictures with their channels last, whatever order the layer has them in. */
const lastChannels = (output: tf.Tensor, layer: layers.Layer): tf.Tensor =>
  output.rank === 4 && layer.getConfig()['dataFormat'] === 'channelsFirst'
    ? tf.transpose(output, [0, 2, 3, 1])
    : output;
