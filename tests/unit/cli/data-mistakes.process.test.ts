/** Data that an experiment can't be trained on, as people have them: one sentence, at the line that is to be changed. */
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { gibbon, resultOf, runsIn, temporaryFolder } from '../../programs/gibbon-cli';

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
  const finished = await gibbon(['train', file, '--runs', path.join(folder, 'runs'), '--json']);
  const { error } = resultOf(finished);
  expect(error?.message).toMatch(message);
  expect([error?.file && path.relative(folder, error.file), error?.line]).toEqual(at);
  expect(finished.code).not.toBe(0);
  expect(runsIn(path.join(folder, 'runs'))).toEqual([]);
});
