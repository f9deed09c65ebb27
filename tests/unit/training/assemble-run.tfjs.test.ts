/**
 * What can't be trained, as people have it: experiments and data with a mistake. One sentence, at the line that is to be
 * changed, by who has to change it. That such a sentence reaches a terminal, tests/unit/cli/mistakes.process.test.ts shows.
 */
import { copyFileSync, cpSync, mkdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import * as tf from '@tensorflow/tfjs';
import { encode } from 'fast-png';
import { beforeAll, describe, expect, test } from 'vitest';
import { type Problem, ProblemError } from '../../../src/base/problem';
import { bundleExperiment } from '../../../src/loading/bundle-experiment';
import { assemble } from '../../../src/training/assemble-run';
import { fixture, temporaryFolder } from '../../programs/gibbon-cli';

beforeAll(() => tf.enableProdMode());

/** What is wrong with the experiment in a file; nothing, if it could be trained. */
async function problemOf(experimentFile: string): Promise<Problem | undefined> {
  // Bundles are imported from there: what lies in such a folder Vitest leaves to Node, whose lines the loader knows.
  const scratchFolder = path.join(temporaryFolder(), 'node_modules');
  mkdirSync(scratchFolder);
  try {
    const { trainingStep, engine } = await assemble(
      await bundleExperiment(experimentFile),
      {
        experimentFile,
        baseFolder: path.dirname(experimentFile),
        engine: 'auto',
        threads: undefined,
        seed: undefined,
      },
      {
        scratchFolder,
        dataPlaces: { datasetFolders: [], cacheFolder: scratchFolder, allowDownload: false },
        onActivity: () => undefined,
      },
    );
    trainingStep.dispose();
    engine.dispose();
    return undefined;
  } catch (error) {
    if (error instanceof ProblemError) return error.problem;
    throw error;
  }
}

const sentence = ({ message, remedy }: Problem): string => (remedy ? `${message} ${remedy}` : message);

describe('an experiment that', () => {
  test.each<[what: string, file: string, message: RegExp, line: number | undefined]>([
    [
      'exports nothing',
      'exports-nothing',
      /expected to export an experiment as its default, and exports nothing. Write export default gan/,
      undefined,
    ],
    [
      'has shapes that do not fit',
      'mismatched',
      /expected \[batch, 28, 28, 1\], got \[batch, 27, 28, 1\]\. Change the layer/,
      7,
    ],
    [
      'reshapes to what does not fit',
      'wrong-reshape',
      /The layer Reshape can't take its input: expected 784 numbers for its target shape \[28, 28, 1\], got \[batch, 756\]\. Change/,
      6,
    ],
    [
      'feeds vectors to a convolution',
      'wrong-rank',
      /The layer Conv2D can't take its input: expected 4 dimensions, the batch being one of them, got \[batch, 784\]/,
      6,
    ],
    [
      'tells apart fewer classes than the data has',
      'wrong-classes',
      /last layer expected 10 units, one for each class of the data, and got 7\. Write units: 10/,
      8,
    ],
    [
      'tells its discriminator of fewer classes than its generator',
      'wrong-class-input',
      /The discriminator's second input expected 10 classes, as many as the generator's, and takes 7/,
      13,
    ],
    ['has a syntax error', 'syntax-error', /can't be built: Expected identifier but found ","/, 3],
    ['imports what is not there', 'missing-import', /Could not resolve "\.\/not-there".*Check the path/, 2],
    ['names no models', 'no-models', /The generator expected a model .* got nothing\. Make it with/, 3],
  ])('%s is told so at its line', async (_what, name, message, line) => {
    const problem = await problemOf(fixture(name));
    expect(sentence(problem!)).toMatch(message);
    expect(problem).toMatchObject({ file: fixture(name), blame: 'experiment' });
    expect(problem!.line).toBe(line);
  });
});

describe('Fashion-MNIST that', () => {
  const experiment = `import { tf, autoencoder, datasets } from 'gibbon';
const encoder = tf.sequential({ layers: [tf.layers.flatten({ inputShape: [28, 28, 1] }), tf.layers.dense({ units: 2 })] });
const decoder = tf.sequential({ layers: [tf.layers.dense({ units: 784, inputShape: [2] }), tf.layers.reshape({ targetShape: [28, 28, 1] })] });
export default autoencoder({ dataset: datasets.fashionMnist({ folder: 'data' }), encoder, decoder, optimizer: () => tf.train.sgd(0.1), validation: 0 });
`;
  const idx = (dims: readonly number[], bytes: Uint8Array): Buffer => {
    const header = Buffer.alloc(4 + 4 * dims.length);
    header.writeUInt32BE(0x00000800 | dims.length);
    dims.forEach((dim, i) => header.writeUInt32BE(dim, 4 + 4 * i));
    return gzipSync(Buffer.concat([header, bytes]));
  };
  /** Twenty images where Fashion-MNIST's files would be. */
  const prepare = (): { file: string; images: string } => {
    const folder = temporaryFolder();
    const data = path.join(folder, 'data');
    mkdirSync(data);
    for (const part of ['train', 't10k']) {
      writeFileSync(
        path.join(data, `${part}-images-idx3-ubyte.gz`),
        idx([20, 28, 28], new Uint8Array(20 * 784).fill(9)),
      );
      writeFileSync(path.join(data, `${part}-labels-idx1-ubyte.gz`), idx([20], new Uint8Array(20)));
    }
    const file = path.join(folder, 'mine.gibbon.ts');
    writeFileSync(file, experiment);
    return { file, images: path.join(data, 'train-images-idx3-ubyte.gz') };
  };

  test('is complete is trained on, so that the cases below fail for their own reason', async () => {
    expect(await problemOf(prepare().file)).toBeUndefined();
  });

  test.each<[what: string, damage: (images: string) => void, message: RegExp]>([
    ['is truncated', (images) => truncateSync(images, 60), /train-images-idx3-ubyte\.gz/],
    ['is something else', (images) => writeFileSync(images, 'a web page, most likely'), /train-images-idx3-ubyte\.gz/],
    [
      'has labels in place of images',
      (images) => cpSync(images.replace('images-idx3', 'labels-idx1'), images),
      /train-images-idx3-ubyte\.gz/,
    ],
  ])('%s is named', async (_what, damage, message) => {
    const { file, images } = prepare();
    damage(images);
    const problem = await problemOf(file);
    expect(`${problem!.file} ${problem!.message}`).toMatch(message);
    expect(problem!.blame).toBe('environment');
  });
});

const GOLDEN = path.resolve(__dirname, '../../golden/data');
/** Of a table with a header, the line that is damaged: the header is 1. */
const DAMAGED = 6;

const row = (index: number) => [0, 1, 2, 3].map((column) => (index * 37 + column * 91) % 256).join(',');
const table = (damaged = row(4)): string =>
  ['p0,p1,p2,p3', ...Array.from({ length: 40 }, (_, index) => (index === DAMAGED - 2 ? damaged : row(index)))].join(
    '\n',
  );

const autoencoder = (
  options: string,
  last = "activation: 'sigmoid'",
) => `import { tf, autoencoder, datasets } from 'gibbon';
const encoder = tf.sequential({ layers: [tf.layers.dense({ units: 2, inputShape: [4] })] });
const decoder = tf.sequential({
  layers: [tf.layers.dense({ units: 4, inputShape: [2], ${last} })],
});
export default autoencoder({ dataset: datasets.csv('table.csv'), encoder, decoder, ${options} optimizer: () => tf.train.adam(0.001) });
`;
const linear = autoencoder('', "activation: 'linear'");

const classes = `import { tf, classifier, datasets } from 'gibbon';
const model = tf.sequential({ layers: [tf.layers.dense({ units: 2, activation: 'softmax', inputShape: [4] })] });
export default classifier({ dataset: datasets.csv('table.csv'), model, optimizer: () => tf.train.adam(0.001) });
`;

const few = `import { tf, pretraining, datasets } from 'gibbon';
const makeEncoder = () => tf.sequential({ layers: [tf.layers.dense({ units: 2, inputShape: [4] })] });
const makeHead = () => tf.sequential({ layers: [tf.layers.dense({ units: 2, activation: 'softmax', inputShape: [2] })] });
const decoder = tf.sequential({ layers: [tf.layers.dense({ units: 4, inputShape: [2] })] });
export default pretraining({
  dataset: datasets.csv('table.csv'),
  encoder: makeEncoder(), head: makeHead(), decoder,
  fromScratch: { encoder: makeEncoder(), head: makeHead() },
  labelled: 10, optimizer: () => tf.train.adam(0.001),
});
`;

const pictures = `import { tf, classifier, datasets } from 'gibbon';
const model = tf.sequential({
  layers: [tf.layers.flatten({ inputShape: [8, 8, 1] }), tf.layers.dense({ units: 2, activation: 'softmax' })],
});
export default classifier({ dataset: datasets.images('pictures', { size: [8, 8], channels: 1 }), model, optimizer: () => tf.train.adam(0.001) });
`;

interface Mistake {
  readonly source: string;
  readonly table?: string;
  readonly message: RegExp;
  /** File and line that the sentence points at. */
  readonly at: readonly [file: string, line: number | undefined];
}

const mistakes: Readonly<Record<string, Mistake>> = {
  'numbers up to 255 for a loss of probabilities': {
    source: autoencoder("loss: 'binaryCrossentropy',"),
    message:
      /binaryCrossentropy expected data from 0 to 1, and got from 0 to 254\. Divide the data .* or write loss: 'meanSquaredError'/,
    at: ['mine.gibbon.ts', 4],
  },
  'numbers up to 255 for a decoder that ends in a sigmoid': {
    source: autoencoder(''),
    message:
      /ends in the activation 'sigmoid', which gives numbers from 0 to 1, and the data lie from 0 to 254\. Scale the data into \[0, 1\], or/,
    at: ['mine.gibbon.ts', 4],
  },
  'no labels for a classifier': {
    source: classes,
    message:
      /classifier\(\) expected data of at least 2 classes, and got none: its samples are not labelled\. Name the column/,
    at: ['mine.gibbon.ts', 3],
  },
  'no labels for pretraining': {
    source: few,
    message: /pretraining\(\) expected data of at least 2 classes, and got none/,
    at: ['mine.gibbon.ts', 5],
  },
  'a word where a number should be': {
    source: linear,
    table: table('1,2,abc,4'),
    message: /Expected a number in column "p2", and got "abc"\. Correct it/,
    at: ['table.csv', DAMAGED],
  },
  'a cell that is empty': {
    source: linear,
    table: table('1,,3,4'),
    message: /Expected a number in column "p1", and got an empty cell\. Fill it in/,
    at: ['table.csv', DAMAGED],
  },
  'a line with too few cells': {
    source: linear,
    table: table('1,2,3'),
    message: /Expected 4 cells, as the first line has, and got 3\. Complete the line/,
    at: ['table.csv', DAMAGED],
  },
  'a table that is not there': {
    source: linear.replace('table.csv', 'tabel.csv'),
    message: /Expected a CSV file here, and there is nothing\. Check its name/,
    at: ['tabel.csv', undefined],
  },
  'an image that was cut off': {
    source: pictures,
    message: /Expected a whole PNG image, and got a broken one .*Replace it with a whole PNG or JPEG, or take it away/,
    at: [path.join('pictures', 'b', '2.png'), undefined],
  },
};

describe('data with', () => {
  test.each(Object.entries(mistakes))('%s', async (_what, { source, table: text = table(), message, at }) => {
    const folder = temporaryFolder();
    const file = path.join(folder, 'mine.gibbon.ts');
    writeFileSync(file, source);
    writeFileSync(path.join(folder, 'table.csv'), text);
    for (const name of ['a', 'b']) {
      mkdirSync(path.join(folder, 'pictures', name), { recursive: true });
      for (const number of [1, 2])
        copyFileSync(path.join(GOLDEN, 'grey.png'), path.join(folder, 'pictures', name, `${number}.png`));
    }
    const broken = path.join(folder, 'pictures', 'b', '2.png');
    writeFileSync(broken, readFileSync(broken).subarray(0, 60));
    const problem = await problemOf(file);
    expect(sentence(problem!)).toMatch(message);
    expect([problem!.file && path.relative(folder, problem!.file), problem!.line]).toEqual(at);
    expect(problem!.blame).toBe('experiment');
  });

  test.each<[string, (shapes: string) => void, RegExp, string | undefined]>([
    ['no folder', () => undefined, /Expected a folder of images here, and there is nothing\. Check its name/, 'shapes'],
    [
      'a damaged image',
      (shapes) => {
        mkdirSync(shapes);
        writeImage(shapes, 6);
        writeFileSync(path.join(shapes, '99.png'), 'oops');
      },
      /Expected a PNG or JPEG image, and got another kind of file/,
      path.join('shapes', '99.png'),
    ],
    [
      'images of another size than its models',
      (shapes) => {
        mkdirSync(shapes);
        writeImage(shapes, 5);
      },
      /The encoder's input doesn't have the shape of the data: expected \[batch, 5, 5, 1\], got \[batch, 6, 6, 1\]/,
      'own-images.gibbon.ts',
    ],
  ])('%s', async (_what, prepare, message, place) => {
    const folder = temporaryFolder();
    const file = path.join(folder, 'own-images.gibbon.ts');
    copyFileSync(fixture('own-images'), file);
    prepare(path.join(folder, 'shapes'));
    const problem = await problemOf(file);
    expect(sentence(problem!)).toMatch(message);
    expect(path.relative(folder, problem!.file!)).toBe(place);
    expect(problem!.blame).toBe('experiment');
  });
});

function writeImage(folder: string, side: number): void {
  for (const name of ['1', '2', '3'])
    writeFileSync(
      path.join(folder, `${name}.png`),
      encode({ width: side, height: side, channels: 1, data: new Uint8Array(side * side) }),
    );
}
