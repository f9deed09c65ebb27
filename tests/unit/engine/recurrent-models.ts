/** Recurrent autoencoders whose every kernel must be lowered: rows of an image as a sequence. Seeded. */
import * as tf from '@tensorflow/tfjs';
import { NoiseGenerator } from '../../../src/noise/noise-generator';
import { binaryCrossentropy } from '../../../src/authoring/losses';
import { apply, drawFrom, initialize, minimize, weightsOf } from './trained-model';
import type { MakeOptimizer, TrainedModel } from './trained-model';

const { layers } = tf;

export type Cell = 'lstm' | 'gru' | 'simpleRNN' | 'bidirectional';

function recurrent(cell: Cell, units: number, returnSequences: boolean, inputShape?: number[]): tf.layers.Layer {
  const shape = inputShape ? { inputShape } : {};
  switch (cell) {
    case 'lstm':
      return layers.lstm({ units, returnSequences, ...shape });
    case 'gru':
      return layers.gru({ units, returnSequences, ...shape });
    case 'simpleRNN':
      return layers.simpleRNN({ units, returnSequences, ...shape });
    case 'bidirectional':
      return layers.bidirectional({
        layer: layers.lstm({ units, returnSequences }),
        mergeMode: 'concat',
        ...shape,
      });
  }
}

/** A sequence into one vector, and that vector, repeated, into a sequence. */
export function recurrentAutoencoder(
  seed: number,
  cell: Cell,
  makeOptimizer: MakeOptimizer = () => tf.train.adam(1e-3),
  { batchSize = 8, steps = 5, features = 7, units = [16, 8] as [number, number] } = {},
): TrainedModel {
  const noise = new NoiseGenerator(seed);
  const autoencoder = tf.sequential({
    layers: [
      recurrent(cell, units[0], true, [steps, features]),
      recurrent(cell, units[1], false),
      layers.repeatVector({ n: steps }),
      recurrent(cell, units[0], true),
      layers.timeDistributed({ layer: layers.dense({ units: features, activation: 'sigmoid' }) }),
    ],
  });
  initialize(autoencoder, noise);
  const optimizer = makeOptimizer();

  return {
    step: () =>
      tf.tidy(() => {
        drawFrom(noise);
        const rows = tf.tensor(noise.uniform(new Float32Array(batchSize * steps * features)), [
          batchSize,
          steps,
          features,
        ]);
        return [minimize(optimizer, autoencoder, () => binaryCrossentropy(rows, apply(autoencoder, rows)))];
      }),
    weights: () => weightsOf(autoencoder),
    dispose: () => {
      autoencoder.dispose();
      optimizer.dispose();
    },
  };
}
