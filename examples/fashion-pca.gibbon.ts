// PCA of images by a linear autoencoder
// Its 30 codings have no activations: it comes as near to an image as principal component analysis, and no nearer.
import { tf, autoencoder, datasets, optimizers } from 'gibbon';

const codings = 30;

const encoder = tf.sequential({
  layers: [tf.layers.flatten({ inputShape: [28, 28, 1] }), tf.layers.dense({ units: codings })],
});

const decoder = tf.sequential({
  layers: [tf.layers.dense({ units: 28 * 28, inputShape: [codings] }), tf.layers.reshape({ targetShape: [28, 28, 1] })],
});

export default autoencoder({
  dataset: datasets.fashionMnist({ otherwise: datasets.glyphs() }),
  encoder,
  decoder,
  // Compare the loss with the error of PCA. Then add an activation, and see what a straight line can't do.
  pca: true,
  loss: 'meanSquaredError',
  optimizer: () => optimizers.nadam(0.001),
  epochs: 10,
});
