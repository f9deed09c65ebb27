/** What is known of the published Fashion-MNIST: its files and their sums, its classes, where copies of it lie. */

export interface PublishedFile {
  /** In a folder, plain or with `.gz`; at a mirror, always with `.gz`. */
  readonly name: string;
  /** Of the IDX array: 3 for images, 1 for labels. */
  readonly dimensions: number;
  /** Bytes when unpacked. */
  readonly bytes: number;
  /** SHA-256 of the unpacked contents: gzip packs the same contents into different bytes. */
  readonly sha256: string;
}

/** The small ones first, so that a mirror that doesn't work is found out at once. */
export const publishedFiles = {
  testLabels: {
    name: 't10k-labels-idx1-ubyte',
    dimensions: 1,
    bytes: 10_008,
    sha256: '0402a96d92fd2663957122ceb108a494c5af83dab82d92729df917d7dec38c34',
  },
  trainLabels: {
    name: 'train-labels-idx1-ubyte',
    dimensions: 1,
    bytes: 60_008,
    sha256: 'bad3541b69d912435c50bb6ba87bec294ff4f6a2e1246121d8633921760443d9',
  },
  testImages: {
    name: 't10k-images-idx3-ubyte',
    dimensions: 3,
    bytes: 7_840_016,
    sha256: '5b4141f0afbad91edebe8549f8fcffe087ea10ca49f1dbef5c9a5cd8815ce37b',
  },
  trainImages: {
    name: 'train-images-idx3-ubyte',
    dimensions: 3,
    bytes: 47_040_016,
    sha256: 'c59f468a2f672dc815687fe0f83887768d799fd8a3f3276145d20f83aa44d888',
  },
} as const satisfies Record<string, PublishedFile>;

export type FileRole = keyof typeof publishedFiles;

export const fileRoles = Object.keys(publishedFiles) as readonly FileRole[];

/** Source: the table of labels in zalandoresearch/fashion-mnist's README. */
export const fashionMnistClasses: readonly string[] = [
  'T-shirt/top',
  'Trouser',
  'Pullover',
  'Dress',
  'Coat',
  'Sandal',
  'Shirt',
  'Sneaker',
  'Bag',
  'Ankle boot',
];

/** Zalando's own bucket, then the copy in its repository. Each ends in a slash. */
export const fashionMnistMirrors: readonly string[] = [
  'http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/',
  'https://raw.githubusercontent.com/zalandoresearch/fashion-mnist/master/data/fashion/',
];

/** Where operating systems put datasets: Debian's package `dataset-fashion-mnist`. Search these after the user's own. */
export const systemDatasetFolders: readonly string[] = ['/usr/share/datasets/fashion-mnist'];
