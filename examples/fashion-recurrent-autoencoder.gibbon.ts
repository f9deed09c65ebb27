// Recurrent autoencoder on Fashion-MNIST
// An image is a sequence of 28 rows: an LSTM reads it into 30 numbers, another one writes it from them.
import { tf, autoencoder, datasets, optimizers } from 'gibbon';

// The gates of Keras' LSTMs; TensorFlow.js by itself takes a coarser 'hardSigmoid'.
const gates = { recurrentActivation: 'sigmoid' } as const;

const encoder = tf.sequential({
  layers: [
    tf.layers.reshape({ targetShape: [28, 28], inputShape: [28, 28, 1] }),
    tf.layers.lstm({ units: 100, returnSequences: true, ...gates }),
    tf.layers.lstm({ units: 30, ...gates }),
  ],
});

const decoder = tf.sequential({
  layers: [
    // The same 30 numbers for each of the rows.
    tf.layers.repeatVector({ n: 28, inputShape: [30] }),
    tf.layers.lstm({ units: 100, returnSequences: true, ...gates }),
    tf.layers.timeDistributed({ layer: tf.layers.dense({ units: 28 }) }),
    tf.layers.reshape({ targetShape: [28, 28, 1] }),
  ],
});

export default autoencoder({
  dataset: datasets.fashionMnist({ otherwise: datasets.glyphs() }),
  encoder,
  decoder,
  loss: 'meanSquaredError',
  optimizer: () => optimizers.nadam(0.002),
  epochs: 10,
});
