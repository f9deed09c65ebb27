/** The systems that are trained to a published figure: which example each is, what is measured, and what to reach. */

export interface System {
  /** As it is called on the command line. */
  readonly name: string;
  readonly title: string;
  /** File in examples/. */
  readonly example: string;
  /** What the figure is of, as it stands in the table. */
  readonly metric: string;
  /** @param last the newest recorded number of a tag */
  readonly measure: (last: (tag: string) => number) => number;
  /** Whether it is trained on other data than Fashion-MNIST. */
  readonly otherData?: boolean;
  readonly published: {
    readonly value: number;
    readonly atMost: boolean;
    readonly source: string;
  };
  /** Whether chance decides so much that a mean of several seeds is what counts. */
  readonly isRandom: boolean;
  /** Tag of the pictures that are kept beside the table; without, there are none. */
  readonly picture?: string;
}

const BOOK = 'Géron, Hands-On Machine Learning, ch. 17, executed notebook';
const validationMse = { metric: 'validation MSE', measure: (last: (tag: string) => number) => last('valMse') };
const atMost = (value: number) => ({ published: { value, atMost: true, source: BOOK } });
const usual = { isRandom: true, picture: 'reconstructions' };

export const systems: readonly System[] = [
  {
    name: 'pca',
    title: '1 · PCA by a linear autoencoder',
    example: 'points-pca.gibbon.ts',
    metric: 'largest angle to the subspace of PCA, degrees',
    measure: (last) => last('pca/angle'),
    published: { value: 1, atMost: true, source: 'a linear autoencoder can equal PCA' },
    isRandom: true,
    otherData: true,
  },
  {
    name: 'stacked',
    title: '2 · Stacked autoencoder',
    example: 'fashion-autoencoder.gibbon.ts',
    ...validationMse,
    ...atMost(0.0132),
    ...usual,
  },
  {
    name: 'tied',
    title: '3 · Tied weights',
    example: 'fashion-tied-autoencoder.gibbon.ts',
    ...validationMse,
    ...atMost(0.0133),
    ...usual,
  },
  {
    name: 'greedy',
    title: '4 · Greedy layer-wise training',
    example: 'fashion-greedy-autoencoder.gibbon.ts',
    ...validationMse,
    ...atMost(0.0133),
    ...usual,
  },
  {
    name: 'pretraining',
    title: '5 · Pretraining for few labels',
    example: 'fashion-pretraining.gibbon.ts',
    metric: 'validation accuracy above the same classifier from scratch, 500 labels',
    measure: (last) => last('valAccuracy') - last('valAccuracyFromScratch'),
    published: { value: 0, atMost: false, source: 'above 0' },
    ...usual,
  },
  {
    name: 'convolutional',
    title: '6 · Convolutional autoencoder',
    example: 'fashion-conv-autoencoder.gibbon.ts',
    ...validationMse,
    ...atMost(0.0121),
    ...usual,
  },
  {
    name: 'recurrent',
    title: '7 · Recurrent autoencoder',
    example: 'fashion-recurrent-autoencoder.gibbon.ts',
    ...validationMse,
    ...atMost(0.0104),
    ...usual,
  },
  {
    name: 'denoising',
    title: '8 · Denoising autoencoder',
    example: 'fashion-denoising-autoencoder.gibbon.ts',
    ...validationMse,
    ...atMost(0.0166),
    ...usual,
  },
  {
    name: 'sparse',
    title: '9 · Sparse autoencoder',
    example: 'fashion-sparse-autoencoder.gibbon.ts',
    ...validationMse,
    ...atMost(0.0099),
    ...usual,
  },
  {
    name: 'variational',
    title: '10 · Variational autoencoder',
    example: 'fashion-variational-autoencoder.gibbon.ts',
    metric: 'validation loss: MSE + KL / 784',
    measure: (last) => last('valLoss'),
    ...atMost(0.0311),
    isRandom: true,
    picture: 'samples',
  },
  {
    name: 'hashing',
    title: '10b · Hashing autoencoder',
    example: 'fashion-hashing-autoencoder.gibbon.ts',
    ...validationMse,
    ...atMost(0.0345),
    ...usual,
  },
];
