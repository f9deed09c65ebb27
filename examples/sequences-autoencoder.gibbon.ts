// Two number sequences through the same bottleneck
// A pattern (50, 48, 46 …) fits into a few numbers, random numbers do not: memory needs patterns.
import { tf, autoencoder, datasets, optimizers } from 'gibbon';

// Change 'patterned' to 'random', train again, and lay one run over the other (Compare with…).
const kind = 'patterned';
const steps = 19;
const codings = 4;

const encoder = tf.sequential({
  layers: [
    tf.layers.lstm({ units: 30, returnSequences: true, inputShape: [steps, 1] }),
    tf.layers.lstm({ units: codings }),
  ],
});

const decoder = tf.sequential({
  layers: [
    tf.layers.repeatVector({ n: steps, inputShape: [codings] }),
    tf.layers.lstm({ units: 30, returnSequences: true }),
    tf.layers.timeDistributed({ layer: tf.layers.dense({ units: 1 }) }),
  ],
});

export default autoencoder({
  dataset: datasets.sequences({ kind, steps }),
  encoder,
  decoder,
  loss: 'meanSquaredError',
  optimizer: () => optimizers.nadam(0.002),
  validation: 100,
  epochs: 60,
});
