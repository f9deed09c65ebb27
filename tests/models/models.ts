/**
 * The models that the engine is tested and measured on, as experiments: the lecture's, small enough in data to be made in
 * no time. Sizes are the lecture's unless a test asks for small ones.
 */
import * as tf from '@tensorflow/tfjs';
import { autoencoder } from '../../src/authoring/autoencoder';
import { classifier } from '../../src/authoring/classifier';
import { datasets } from '../../src/authoring/datasets';
import { experiment } from '../../src/authoring/experiment';
import { gan } from '../../src/authoring/gan';
import { layers } from '../../src/authoring/layers';
import { binaryCrossentropy, meanSquaredError } from '../../src/authoring/losses';
import { optimizers } from '../../src/authoring/optimizers';
import type { Make } from './make';

const { dense, flatten, reshape, dropout, conv2d, conv2dTranspose, maxPooling2d, batchNormalization, leakyReLU, lstm } =
  tf.layers;

const data = datasets.glyphs({ count: 300 });
const batchSize = 32;
const image = [28, 28, 1];

const scaled = (length: number, width: number): number => Math.round(length * width);

const rmsprop = () => tf.train.rmsprop(0.001) as tf.Optimizer;
const adam = () => tf.train.adam(0.001) as tf.Optimizer;
const nadam = () => optimizers.nadam(0.001) as tf.Optimizer;
const apply = (model: tf.LayersModel, x: tf.Tensor | tf.Tensor[], training = true) =>
  model.apply(x, { training }) as tf.Tensor;

/** Row 13: the lecture's GAN of dense layers. */
const mlpGan: Make = ({ width = 1, optimizer = rmsprop } = {}) =>
  gan({
    dataset: data,
    generator: tf.sequential({
      layers: [
        dense({ units: scaled(100, width), activation: 'selu', inputShape: [30] }),
        dense({ units: scaled(150, width), activation: 'selu' }),
        dense({ units: 784, activation: 'sigmoid' }),
        reshape({ targetShape: image }),
      ],
    }),
    discriminator: tf.sequential({
      layers: [
        flatten({ inputShape: image }),
        dense({ units: scaled(150, width), activation: 'selu' }),
        dense({ units: scaled(100, width), activation: 'selu' }),
        dense({ units: 1, activation: 'sigmoid' }),
      ],
    }),
    codings: 30,
    optimizer,
    batchSize,
  });

/** Row 15: the class is an input of both. */
const conditionalGan: Make = ({ width = 1, optimizer = rmsprop } = {}) => {
  const classes = 10;
  const generator = tf.sequential({
    layers: [
      dense({ units: scaled(100, width), activation: 'selu', inputShape: [30 + classes] }),
      dense({ units: scaled(150, width), activation: 'selu' }),
      dense({ units: 784, activation: 'sigmoid' }),
    ],
  });
  const discriminator = tf.sequential({
    layers: [
      dense({ units: scaled(150, width), activation: 'selu', inputShape: [784 + classes] }),
      dense({ units: scaled(100, width), activation: 'selu' }),
      dense({ units: 1, activation: 'sigmoid' }),
    ],
  });
  return experiment({
    models: { generator, discriminator },
    optimizers: { discriminator: optimizer, generator: optimizer },
    dataset: data,
    batchSize,
    step({ batch, normal, update, believe }) {
      const { size } = batch;
      const labels = tf.oneHot(batch.labels, classes).toFloat();
      const flat = tf.reshape(batch.images, [size, 784]);
      const withClass = (x: tf.Tensor) => tf.concat([x, labels], 1);
      const fakes = apply(generator, withClass(normal([size, 30])), false);
      const dLoss = update('discriminator', () => {
        const probabilities = apply(discriminator, tf.concat([withClass(fakes), withClass(flat)]));
        believe('generated', tf.slice(probabilities, [0, 0], [size, 1]));
        believe('real', tf.slice(probabilities, [size, 0], [size, 1]));
        return binaryCrossentropy(tf.concat([tf.zeros([size, 1]), tf.ones([size, 1])]), probabilities);
      });
      const z = normal([size, 30]);
      const gLoss = update('generator', () =>
        binaryCrossentropy(tf.ones([size, 1]), apply(discriminator, withClass(apply(generator, withClass(z))))),
      );
      return { dLoss, gLoss };
    },
  });
};

/** Row 14: strided and transposed convolutions, batch norm in both, real and generated images in two batches. */
const dcgan: Make = ({ width = 1, optimizer = () => tf.train.adam(0.0002, 0.5) } = {}) => {
  const generator = tf.sequential({
    layers: [
      dense({ units: 7 * 7 * scaled(128, width), inputShape: [100] }),
      reshape({ targetShape: [7, 7, scaled(128, width)] }),
      batchNormalization(),
      conv2dTranspose({ filters: scaled(64, width), kernelSize: 5, strides: 2, padding: 'same', activation: 'relu' }),
      batchNormalization(),
      conv2dTranspose({ filters: 1, kernelSize: 5, strides: 2, padding: 'same', activation: 'tanh' }),
    ],
  });
  const discriminator = tf.sequential({
    layers: [
      conv2d({ filters: scaled(64, width), kernelSize: 5, strides: 2, padding: 'same', inputShape: image }),
      leakyReLU({ alpha: 0.2 }),
      dropout({ rate: 0.4 }),
      conv2d({ filters: scaled(128, width), kernelSize: 5, strides: 2, padding: 'same' }),
      batchNormalization(),
      leakyReLU({ alpha: 0.2 }),
      dropout({ rate: 0.4 }),
      flatten(),
      dense({ units: 1, activation: 'sigmoid' }),
    ],
  });
  return experiment({
    models: { generator, discriminator },
    optimizers: { discriminator: optimizer, generator: optimizer },
    dataset: data,
    batchSize,
    step({ batch, normal, update, believe }) {
      const { size } = batch;
      const reals = tf.sub(tf.mul(batch.images, 2), 1);
      const fakes = apply(generator, normal([size, 100]));
      const dLoss = update('discriminator', () => {
        const [ofReals, ofFakes] = [apply(discriminator, reals), apply(discriminator, fakes)];
        believe('real', ofReals);
        believe('generated', ofFakes);
        return tf.div(
          tf.add(binaryCrossentropy(tf.ones([size, 1]), ofReals), binaryCrossentropy(tf.zeros([size, 1]), ofFakes)),
          2,
        );
      });
      const z = normal([size, 100]);
      const gLoss = update('generator', () =>
        binaryCrossentropy(tf.ones([size, 1]), apply(discriminator, apply(generator, z))),
      );
      return { dLoss, gLoss };
    },
  });
};

/** Dense layers down to 30 codings and back. @param corrupt layers between the images and the encoder */
const denseAutoencoderAfter =
  (corrupt: () => tf.layers.Layer[]): Make =>
  ({ width = 1, optimizer = adam } = {}) =>
    autoencoder({
      dataset: data,
      encoder: tf.sequential({
        layers: [
          flatten({ inputShape: image }),
          ...corrupt(),
          dense({ units: scaled(100, width), activation: 'selu' }),
          dense({ units: 30, activation: 'selu' }),
        ],
      }),
      decoder: tf.sequential({
        layers: [
          dense({ units: scaled(100, width), activation: 'selu', inputShape: [30] }),
          dense({ units: 784, activation: 'sigmoid' }),
          reshape({ targetShape: image }),
        ],
      }),
      loss: 'binaryCrossentropy',
      optimizer,
      validation: 20,
      batchSize,
    });

/** Row 2. */
const denseAutoencoder = denseAutoencoderAfter(() => []);

/** Row 8: noise on the images, and dropout. */
const denoisingAutoencoder = denseAutoencoderAfter(() => [
  tf.layers.gaussianNoise({ stddev: 0.2 }),
  dropout({ rate: 0.5 }),
]);

/** A dense layer whose matrix is another one's, transposed; its biases are its own. A user's class, as far as the engine knows. */
class TransposedDense extends tf.layers.Layer {
  static readonly className = 'TransposedDense';
  private bias: tf.LayerVariable | undefined;

  constructor(
    private readonly of: tf.layers.Layer,
    private readonly activation: (x: tf.Tensor) => tf.Tensor,
  ) {
    super({});
  }

  private get kernel(): tf.Tensor2D {
    return this.of.weights[0]!.read() as tf.Tensor2D;
  }

  override build(): void {
    this.bias = this.addWeight('bias', [this.kernel.shape[0]], 'float32', tf.initializers.zeros());
    this.built = true;
  }

  override computeOutputShape(shape: tf.Shape): tf.Shape {
    return [shape[0] ?? null, this.kernel.shape[0]];
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    const [x] = [inputs].flat();
    return this.activation(tf.add(tf.matMul(x!, this.kernel, false, true), this.bias!.read()));
  }
}

/** Row 3: the decoder's matrices are the encoder's, transposed. */
const tiedAutoencoder: Make = ({ width = 1, optimizer = adam } = {}) => {
  const [outer, inner] = [
    dense({ units: scaled(100, width), activation: 'selu' }),
    dense({ units: 30, activation: 'selu' }),
  ];
  return autoencoder({
    dataset: data,
    encoder: tf.sequential({ layers: [flatten({ inputShape: image }), outer, inner] }),
    decoder: tf.sequential({
      layers: [
        tf.layers.inputLayer({ inputShape: [30] }),
        new TransposedDense(inner, tf.selu),
        new TransposedDense(outer, tf.sigmoid),
        reshape({ targetShape: image }),
      ],
    }),
    loss: 'binaryCrossentropy',
    optimizer,
    validation: 20,
    batchSize,
  });
};

/** Row 3 with Gibbon's own layer and the book's optimizer. */
const tiedLayers: Make = ({ width = 1, optimizer = nadam } = {}) => {
  const [outer, inner] = [
    dense({ units: scaled(100, width), activation: 'selu' }),
    dense({ units: 30, activation: 'selu' }),
  ];
  return autoencoder({
    dataset: data,
    encoder: tf.sequential({ layers: [flatten({ inputShape: image }), outer, inner] }),
    decoder: tf.sequential({
      layers: [
        layers.tiedDense({ tiedTo: inner, activation: 'selu', inputShape: [30] }),
        layers.tiedDense({ tiedTo: outer, activation: 'sigmoid' }),
        reshape({ targetShape: image }),
      ],
    }),
    loss: 'binaryCrossentropy',
    optimizer,
    validation: 20,
    batchSize,
  });
};

/** Row 10: codings are drawn; what its layers are made to cost is in the loss. */
const variationalAutoencoder: Make = ({ width = 1, optimizer = nadam } = {}) => {
  const images = tf.input({ shape: image });
  const hidden = dense({ units: scaled(100, width), activation: 'selu' }).apply(flatten().apply(images));
  const [mean, logVariance] = [0, 1].map(
    () => dense({ units: 10, kernelRegularizer: tf.regularizers.l2({ l2: 1e-3 }) }).apply(hidden) as tf.SymbolicTensor,
  );
  const codings = layers.sampling().apply([mean!, logVariance!]) as tf.SymbolicTensor;
  return autoencoder({
    dataset: data,
    encoder: tf.model({ inputs: images, outputs: codings }),
    decoder: tf.sequential({
      layers: [
        dense({ units: scaled(100, width), activation: 'selu', inputShape: [10] }),
        layers.activityRegularization({ l1: 1e-4, l2: 1e-4 }),
        dense({ units: 784, activation: 'sigmoid' }),
        reshape({ targetShape: image }),
      ],
    }),
    optimizer,
    validation: 20,
    batchSize,
  });
};

/** Row 10b: noise so strong that only codings near 0 and 1 get through; few of them on, by divergence. */
const hashingAutoencoder: Make = ({ width = 1, optimizer = nadam } = {}) =>
  autoencoder({
    dataset: data,
    encoder: tf.sequential({
      layers: [
        flatten({ inputShape: image }),
        dense({ units: scaled(100, width), activation: 'selu' }),
        tf.layers.gaussianNoise({ stddev: 15 }),
        dense({ units: 16, activation: 'sigmoid' }),
        layers.activityRegularization({ divergence: { target: 0.3, weight: 0.01 } }),
      ],
    }),
    decoder: tf.sequential({
      layers: [
        dense({ units: scaled(100, width), activation: 'selu', inputShape: [16] }),
        dense({ units: 784, activation: 'sigmoid' }),
        reshape({ targetShape: image }),
      ],
    }),
    optimizer,
    validation: 20,
    batchSize,
  });

/** Row 6. */
const convAutoencoder: Make = ({ width = 1, optimizer = adam } = {}) =>
  autoencoder({
    dataset: data,
    encoder: tf.sequential({
      layers: [
        conv2d({ filters: scaled(16, width), kernelSize: 3, padding: 'same', activation: 'selu', inputShape: image }),
        maxPooling2d({ poolSize: 2 }),
        conv2d({ filters: scaled(32, width), kernelSize: 3, padding: 'same', activation: 'selu' }),
        maxPooling2d({ poolSize: 2 }),
        conv2d({ filters: scaled(64, width), kernelSize: 3, padding: 'same', activation: 'selu' }),
        maxPooling2d({ poolSize: 2 }),
      ],
    }),
    decoder: tf.sequential({
      layers: [
        conv2dTranspose({
          filters: scaled(32, width),
          kernelSize: 3,
          strides: 2,
          padding: 'valid',
          activation: 'selu',
          inputShape: [3, 3, scaled(64, width)],
        }),
        conv2dTranspose({ filters: scaled(16, width), kernelSize: 3, strides: 2, padding: 'same', activation: 'selu' }),
        conv2dTranspose({ filters: 1, kernelSize: 3, strides: 2, padding: 'same', activation: 'sigmoid' }),
      ],
    }),
    loss: 'binaryCrossentropy',
    optimizer,
    validation: 20,
    batchSize,
  });

/** Row 7: an image is a sequence of its rows. */
const recurrentAutoencoder: Make = ({ width = 1, optimizer = adam } = {}) => {
  const options = { recurrentInitializer: 'glorotUniform' } as const;
  return autoencoder({
    dataset: data,
    encoder: tf.sequential({
      layers: [
        reshape({ targetShape: [28, 28], inputShape: image }),
        lstm({ units: scaled(100, width), returnSequences: true, ...options }),
        lstm({ units: 30, ...options }),
      ],
    }),
    decoder: tf.sequential({
      layers: [
        tf.layers.repeatVector({ n: 28, inputShape: [30] }),
        lstm({ units: scaled(100, width), returnSequences: true, ...options }),
        tf.layers.timeDistributed({ layer: dense({ units: 28, activation: 'sigmoid' }) }),
        reshape({ targetShape: image }),
      ],
    }),
    loss: 'binaryCrossentropy',
    optimizer,
    validation: 20,
    batchSize,
  });
};

/** Row 9: many codings, few of them at work; KL divergence of their means to 10 %. */
const sparseAutoencoder: Make = ({ width = 1, optimizer = adam } = {}) => {
  const encoder = tf.sequential({
    layers: [
      flatten({ inputShape: image }),
      dense({ units: scaled(100, width), activation: 'selu' }),
      dense({ units: scaled(300, width), activation: 'sigmoid' }),
    ],
  });
  const decoder = tf.sequential({
    layers: [
      dense({ units: scaled(100, width), activation: 'selu', inputShape: [scaled(300, width)] }),
      dense({ units: 784, activation: 'sigmoid' }),
      reshape({ targetShape: image }),
    ],
  });
  const target = 0.1;
  return experiment({
    models: { encoder, decoder },
    optimizers: { autoencoder: { optimizer, trains: ['encoder', 'decoder'] } },
    dataset: data,
    batchSize,
    step({ batch, update }) {
      const loss = update('autoencoder', () => {
        const codings = apply(encoder, batch.images);
        const active = tf.mean(codings, 0);
        const idle = tf.sub(1, active);
        const divergence = tf.sum(
          tf.add(tf.mul(target, tf.log(tf.div(target, active))), tf.mul(1 - target, tf.log(tf.div(1 - target, idle)))),
        );
        return tf.add(meanSquaredError(batch.images, apply(decoder, codings)), tf.mul(0.05, divergence));
      });
      return { loss };
    },
  });
};

/** Row 16: what adversarial examples are made for; a small convolutional net with dropout. */
const convClassifier: Make = ({ width = 1, optimizer = adam } = {}) =>
  classifier({
    dataset: data,
    model: tf.sequential({
      layers: [
        conv2d({ filters: scaled(32, width), kernelSize: 3, activation: 'relu', inputShape: image }),
        maxPooling2d({ poolSize: 2 }),
        flatten(),
        dropout({ rate: 0.25 }),
        dense({ units: scaled(64, width), activation: 'relu' }),
        dense({ units: 10, activation: 'softmax' }),
      ],
    }),
    optimizer,
    validation: 60,
    batchSize,
  });

export const models: Readonly<Record<string, Make>> = {
  'MLP GAN': mlpGan,
  'conditional GAN': conditionalGan,
  DCGAN: dcgan,
  'dense autoencoder': denseAutoencoder,
  'tied autoencoder': tiedAutoencoder,
  'autoencoder of tied layers': tiedLayers,
  'variational autoencoder': variationalAutoencoder,
  'hashing autoencoder': hashingAutoencoder,
  'convolutional autoencoder': convAutoencoder,
  'recurrent autoencoder': recurrentAutoencoder,
  'denoising autoencoder': denoisingAutoencoder,
  'sparse autoencoder': sparseAutoencoder,
  'convolutional classifier': convClassifier,
};
