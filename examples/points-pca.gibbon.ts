// PCA by a linear autoencoder
// Points in space lie near a plane: two linear layers find the same plane as principal component analysis.
import { tf, autoencoder, datasets } from 'gibbon';

// No activation: whatever such layers learn is linear.
const encoder = tf.sequential({ layers: [tf.layers.dense({ units: 2, inputShape: [3] })] });
const decoder = tf.sequential({ layers: [tf.layers.dense({ units: 3, inputShape: [2] })] });

export default autoencoder({
  dataset: datasets.points3d({ count: 100 }),
  encoder,
  decoder,
  // Watch "Angle to PCA" fall to 0, and the error meet that of PCA.
  pca: true,
  loss: 'meanSquaredError',
  optimizer: () => tf.train.sgd(1.5),
  // 60 points to learn from, 40 to compare on.
  validation: 40,
  batchSize: 60,
  epochs: 1500,
});
