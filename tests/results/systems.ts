/** The systems that are trained to a published figure: which example each is, what is measured, and what to reach. */

import type { AskedRun } from './asked-run';

/** A run that was trained to its end. */
export interface MeasuredRun {
  /** What commands say of it: images that its generator draws, its classifier under attack. */
  readonly asked: Pick<AskedRun, 'samples' | 'attacked'>;
  readonly stepsPerEpoch: number;
  /** The newest recorded number of a tag. */
  last(tag: string): number;
  /** All weights by name, as the models use them: of a layer with tied weights the matrix that it multiplies by. */
  weights(): Promise<ReadonlyMap<string, { readonly shape: readonly number[]; readonly values: Float32Array }>>;
  /** Numbers that are trained. */
  readonly parameters: number;
}

export interface Measure {
  /** Within its system. */
  readonly id: string;
  /** What the figure is of, as it stands in the table. */
  readonly metric: string;
  readonly of: (run: MeasuredRun) => number | Promise<number>;
  /** Without it the figure is only reported. */
  readonly published?: Published;
  /** Of a share that was counted: in how many things, with each seed. The table shows its 95 % interval. */
  readonly countedIn?: number;
}

export type Published = {
  readonly atMost: boolean;
  readonly source: string;
} & (
  | { readonly value: number }
  /** So many times what another system reaches by the same measure. */
  | { readonly times: number; readonly system: string }
);

export interface System {
  /** As it is called on the command line. */
  readonly name: string;
  readonly title: string;
  /** File in examples/. */
  readonly example: string;
  /** The example with something changed: what stands there, and what stands there instead. */
  readonly variation?: readonly { readonly from: string; readonly to: string }[];
  readonly measures: readonly Measure[];
  /** Whether its figures need the reference classifier of Fashion-MNIST. */
  readonly needsClassifier?: boolean;
  /** Whether it is trained on other data than Fashion-MNIST. */
  readonly otherData?: boolean;
  /** Trained with so many seeds where nothing else is asked for. */
  readonly seeds?: number;
  /** Tag of the pictures that are kept beside the table; without, there are none. */
  readonly picture?: string;
}

const BOOK = 'Géron, Hands-On Machine Learning, ch. 17, executed notebook';
const validationMse = (most: number): Measure => ({
  id: 'valMse',
  metric: 'validation MSE',
  of: ({ last }) => last('valMse'),
  published: { value: most, atMost: true, source: BOOK },
});
/** Of the autoencoder's mean squared error to that of PCA with as many components, on the same held-out samples. */
const besidePca = (most: number): Measure => ({
  id: 'mseToPca',
  metric: 'validation MSE, divided by that of PCA',
  of: ({ last }) => last('valMse') / last('pca/mse'),
  published: { value: most, atMost: true, source: 'a linear autoencoder can equal PCA, and not surpass it' },
});
const picture = 'reconstructions';

const TEST_IMAGES = 10_000;
const DRAWN_IMAGES = 5000;
const testAccuracy: Measure = {
  id: 'testAccuracy',
  metric: `accuracy on the ${TEST_IMAGES.toLocaleString('en-US')} test images`,
  of: ({ last }) => last('testAccuracy'),
  published: { value: 0.91, atMost: false, source: 'the benchmark of Fashion-MNIST, comparable nets' },
  countedIn: TEST_IMAGES,
};
const accuracyUnder = (attack: string, title: string, most: number, source: string): Measure => ({
  id: attack,
  metric: `accuracy on the test images under ${title}, ε = 0.3 by L∞`,
  of: async ({ asked }) => (await asked.attacked(attack, 0.3)).attackedAccuracy,
  published: { value: most, atMost: true, source },
  countedIn: TEST_IMAGES,
});
/** @param more what has to be surpassed, if anything */
const coveredClasses = (more?: number): Measure => ({
  id: 'covered',
  metric: `classes with at least 1 % of ${DRAWN_IMAGES.toLocaleString('en-US')} generated images`,
  of: async ({ asked }) => (await asked.samples()).covered,
  ...(more !== undefined && { published: { value: more, atMost: false, source: 'all or nearly all of 10' } }),
});
const leastDrawn: Measure = {
  id: 'leastDrawn',
  metric: `share of the class that is drawn least, of ${DRAWN_IMAGES.toLocaleString('en-US')} images`,
  of: async ({ asked }) => {
    const { classes, count } = await asked.samples();
    return Math.min(...classes.map(({ images }) => images / count));
  },
  countedIn: DRAWN_IMAGES,
};
const featureFid = (published?: Published): Measure => ({
  id: 'featureFid',
  metric: 'feature-FID to the test images (see above)',
  of: async ({ asked }) => (await asked.samples()).distance.value,
  ...(published && { published }),
});
const samples = 'samples';

export const systems: readonly System[] = [
  {
    name: 'pca',
    title: '1 · PCA by a linear autoencoder',
    example: 'points-pca.gibbon.ts',
    measures: [
      {
        id: 'angle',
        metric: 'largest angle to the subspace of PCA, degrees',
        of: ({ last }) => last('pca/angle'),
        published: { value: 1, atMost: true, source: 'a linear autoencoder can equal PCA' },
      },
      besidePca(1.01),
    ],
    otherData: true,
  },
  {
    name: 'pca-images',
    title: '1 · PCA of images',
    example: 'fashion-pca.gibbon.ts',
    measures: [besidePca(1.05)],
    picture,
  },
  {
    name: 'stacked',
    title: '2 · Stacked autoencoder',
    example: 'fashion-autoencoder.gibbon.ts',
    measures: [validationMse(0.0132)],
    picture,
  },
  {
    name: 'tied',
    title: '3 · Tied weights',
    example: 'fashion-tied-autoencoder.gibbon.ts',
    measures: [
      validationMse(0.0133),
      {
        id: 'untied',
        metric: 'numbers of the decoder’s matrices that are not, to the bit, those of the encoder’s transposed',
        of: async ({ weights }) => countUntied(await weights()),
        published: { value: 0, atMost: true, source: 'they are the same weights' },
      },
      {
        id: 'parameters',
        metric: 'parameters, divided by those of 784-100-30-100-784 untied',
        of: ({ parameters }) => parameters / (784 * 100 + 100 + 100 * 30 + 30 + 30 * 100 + 100 + 100 * 784 + 784),
        published: { value: 0.51, atMost: true, source: 'half of the matrices, all of the biases' },
      },
    ],
    picture,
  },
  {
    name: 'greedy',
    title: '4 · Greedy layer-wise training',
    example: 'fashion-greedy-autoencoder.gibbon.ts',
    measures: [validationMse(0.0133)],
    picture,
  },
  {
    name: 'pretraining',
    title: '5 · Pretraining for few labels',
    example: 'fashion-pretraining.gibbon.ts',
    measures: [
      {
        id: 'gain',
        metric: 'accuracy on the 10,000 test images above the same classifier from scratch, 500 labels',
        of: ({ last }) => last('testAccuracy') - last('testAccuracyFromScratch'),
        published: { value: 0, atMost: false, source: 'above 0' },
      },
    ],
    seeds: 5,
    picture,
  },
  {
    name: 'convolutional',
    title: '6 · Convolutional autoencoder',
    example: 'fashion-conv-autoencoder.gibbon.ts',
    measures: [validationMse(0.0121)],
    picture,
  },
  {
    name: 'recurrent',
    title: '7 · Recurrent autoencoder',
    example: 'fashion-recurrent-autoencoder.gibbon.ts',
    measures: [validationMse(0.0104)],
    picture,
  },
  {
    name: 'sequences',
    title: '7b · A patterned sequence',
    example: 'sequences-autoencoder.gibbon.ts',
    measures: [
      {
        ...validationMse(0),
        published: {
          times: 0.1,
          system: 'random-sequences',
          atMost: true,
          source: 'the lecture: a pattern is remembered far better, at as many codings',
        },
      },
    ],
    otherData: true,
  },
  {
    name: 'random-sequences',
    title: '7b · A random sequence',
    example: 'sequences-autoencoder.gibbon.ts',
    variation: [{ from: "const kind = 'patterned'", to: "const kind = 'random'" }],
    measures: [
      {
        ...validationMse(0),
        published: { value: 0.01, atMost: false, source: 'the lecture: it does not fit into so few codings' },
      },
    ],
    otherData: true,
  },
  {
    name: 'denoising',
    title: '8 · Denoising autoencoder',
    example: 'fashion-denoising-autoencoder.gibbon.ts',
    measures: [validationMse(0.0166)],
    picture,
  },
  {
    name: 'sparse',
    title: '9 · Sparse autoencoder, KL to 10 %',
    example: 'fashion-sparse-autoencoder.gibbon.ts',
    measures: [validationMse(0.0099)],
    picture,
  },
  {
    name: 'sparse-l1',
    title: '9 · Sparse autoencoder, L1',
    example: 'fashion-sparse-autoencoder.gibbon.ts',
    variation: [
      {
        from: "sparsity: { kind: 'kl', target: 0.1, weight: 0.005 / 32 }",
        to: "sparsity: { kind: 'l1', weight: 1e-4 }",
      },
    ],
    measures: [validationMse(0.0111)],
    picture,
  },
  {
    name: 'variational',
    title: '10 · Variational autoencoder',
    example: 'fashion-variational-autoencoder.gibbon.ts',
    measures: [
      {
        id: 'valLoss',
        metric: 'validation loss: MSE + KL / 784',
        of: ({ last }) => last('valLoss'),
        published: { value: 0.0311, atMost: true, source: BOOK },
      },
    ],
    picture: 'samples',
  },
  {
    name: 'hashing',
    title: '10b · Hashing autoencoder',
    example: 'fashion-hashing-autoencoder.gibbon.ts',
    measures: [validationMse(0.0345)],
    picture,
  },
  {
    name: 'dense-classifier',
    title: '11 · Dense classifier',
    example: 'fashion-dense-classifier.gibbon.ts',
    measures: [testAccuracy],
  },
  {
    name: 'classifier',
    title: '11 · Convolutional classifier',
    example: 'fashion-classifier.gibbon.ts',
    measures: [
      testAccuracy,
      accuracyUnder('fgsm', 'FGSM', 0.1, 'standard nets keep about 2–10 %'),
      accuracyUnder('pgd', 'PGD, 20 steps', 0.005, 'standard nets keep 0 %'),
    ],
  },
  {
    name: 'gan',
    title: '13 · GAN of dense layers, 12 epochs',
    example: 'fashion-gan.gibbon.ts',
    variation: [{ from: 'epochs: 50', to: 'epochs: 12' }],
    measures: [
      {
        ...coveredClasses(),
        id: 'coveredAfterOne',
        metric: `classes with at least 1 % of ${DRAWN_IMAGES.toLocaleString('en-US')} generated images, after 1 epoch`,
        of: async ({ asked, stepsPerEpoch }) => (await asked.samples(stepsPerEpoch)).covered,
      },
      coveredClasses(),
      leastDrawn,
      featureFid(),
    ],
    needsClassifier: true,
    picture: samples,
  },
  {
    name: 'gan-cured',
    title: '13 · The same 12 epochs with a cure: Adam at a low rate, real labels of 0.9',
    example: 'fashion-gan.gibbon.ts',
    variation: [
      {
        from: 'optimizer: () => tf.train.rmsprop(0.001)',
        to: 'labelSmoothing: 0.1,\n  optimizer: () => tf.train.adam(0.0002, 0.5)',
      },
      { from: 'epochs: 50', to: 'epochs: 12' },
    ],
    measures: [coveredClasses(9), leastDrawn, featureFid({ times: 1, system: 'gan', atMost: true, source: 'a cure' })],
    needsClassifier: true,
    picture: samples,
  },
  {
    name: 'dcgan',
    title: '14 · DCGAN',
    example: 'fashion-dcgan.gibbon.ts',
    measures: [
      coveredClasses(8),
      leastDrawn,
      featureFid({ times: 1, system: 'gan', atMost: true, source: 'better than dense layers' }),
    ],
    needsClassifier: true,
    picture: samples,
  },
  {
    name: 'conditional-gan',
    title: '15 · Conditional GAN',
    example: 'fashion-conditional-gan.gibbon.ts',
    measures: [
      {
        id: 'asAsked',
        metric: `share of ${DRAWN_IMAGES.toLocaleString('en-US')} images that are of the asked class`,
        of: async ({ asked }) => (await asked.samples()).asAskedShare ?? NaN,
        published: { value: 0.9, atMost: false, source: 'by an independent classifier' },
        countedIn: DRAWN_IMAGES,
      },
      coveredClasses(9),
      featureFid(),
    ],
    needsClassifier: true,
    picture: samples,
  },
];

type Weights = Awaited<ReturnType<MeasuredRun['weights']>>;

/** Each matrix of the decoder against that of the encoder from which it is turned, from the inside out. */
function countUntied(weights: Weights): number {
  const matrices = (role: string) =>
    [...weights].flatMap(([name, weight]) =>
      name.startsWith(`${role}/`) && weight.shape.length === 2 ? [weight] : [],
    );
  const encoder = matrices('encoder').reverse();
  const decoder = matrices('decoder');
  if (encoder.length === 0 || encoder.length !== decoder.length) return NaN;
  let different = 0;
  encoder.forEach(({ shape: [rows = 0, columns = 0], values }, at) => {
    const turned = decoder[at]!;
    if (turned.shape[0] !== columns || turned.shape[1] !== rows) different += values.length;
    else
      for (let row = 0; row < rows; row++)
        for (let column = 0; column < columns; column++)
          if (!Object.is(values[row * columns + column], turned.values[column * rows + row])) different++;
  });
  return different;
}
