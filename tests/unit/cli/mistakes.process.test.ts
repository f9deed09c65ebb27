/** Bad input gets one sentence with the file, the line and the cure, the right exit code, and nothing is left behind. */
import { cpSync, mkdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { fixture, gibbon, manifestIn, resultOf, runsIn, temporaryFolder } from '../../programs/gibbon-cli';

const EXPERIMENT = 1;
const USAGE = 2;

describe('an experiment that', () => {
  test.each<[what: string, file: string, message: RegExp, line: number | undefined]>([
    ['throws while it is read', 'throws', /the number of units is missing/, 4],
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
  ])('%s is told so at its line, and no run is begun', async (_what, file, message, line) => {
    const runs = path.join(temporaryFolder(), 'runs');
    const finished = await gibbon(['train', fixture(file), '--runs', runs, '--json']);
    const { error } = resultOf(finished);
    expect(error?.message).toMatch(message);
    expect(error?.file).toBe(fixture(file));
    expect(error?.line).toBe(line);
    expect(finished.stderr.trim().split('\n').at(-1)).toMatch(/^gibbon: .*\.gibbon\.ts/);
    expect(finished.code).toBe(EXPERIMENT);
    expect(runsIn(runs)).toEqual([]);
  });

  test.each<[what: string, file: string, message: RegExp, line: number]>([
    ['throws in the middle of training', 'throws-in-step', /TypeError: the seventh step is broken/, 11],
    ['calls process.exit', 'exits', /called process\.exit\(3\)/, 11],
    [
      'becomes NaN',
      'becomes-nan',
      /loss expected a finite number and became NaN in step 8\. Lower the learning rate.*checkpoint is of step 0/,
      5,
    ],
  ])('%s ends its run as failed, and what was recorded is kept', async (_what, file, message, line) => {
    const runs = path.join(temporaryFolder(), 'runs');
    const finished = await gibbon(['train', fixture(file), '--runs', runs, '--json']);
    const { error } = resultOf(finished);
    expect(error).toMatchObject({ message: expect.stringMatching(message) as string, file: fixture(file), line });
    expect(finished.code).toBe(EXPERIMENT);
    const manifest = manifestIn(runs);
    expect(manifest?.process).toBeNull();
    expect(manifest?.end).toMatchObject({ state: 'failed', problem: { line } });
    const exported = await gibbon(['export', 'latest', '--runs', runs, '--format', 'csv']);
    expect(exported.stdout.trim().split('\n').length).toBeGreaterThanOrEqual(8);
  });
});

describe('data that', () => {
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
  const prepare = (): { folder: string; file: string; images: string } => {
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
    return { folder, file, images: path.join(data, 'train-images-idx3-ubyte.gz') };
  };

  test('is complete trains, so that the cases below fail for their own reason', async () => {
    const { folder, file } = prepare();
    const finished = await gibbon(['train', file, '--steps', '1', '--runs', path.join(folder, 'runs'), '--json']);
    expect(finished.stderr).not.toMatch(/^gibbon:/m);
    expect(finished.code).toBe(0);
  });

  test.each<[what: string, damage: (images: string) => void, message: RegExp]>([
    ['is truncated', (images) => truncateSync(images, 60), /train-images-idx3-ubyte\.gz/],
    ['is something else', (images) => writeFileSync(images, 'a web page, most likely'), /train-images-idx3-ubyte\.gz/],
    [
      'has labels in place of images',
      (images) => cpSync(images.replace('images-idx3', 'labels-idx1'), images),
      /train-images-idx3-ubyte\.gz/,
    ],
  ])('%s is named, and no run is begun', async (_what, damage, message) => {
    const { folder, file, images } = prepare();
    damage(images);
    const finished = await gibbon(['train', file, '--runs', path.join(folder, 'runs'), '--json']);
    expect(`${resultOf(finished).error?.file} ${resultOf(finished).error?.message}`).toMatch(message);
    expect(finished.code).toBe(USAGE);
    expect(runsIn(path.join(folder, 'runs'))).toEqual([]);
  });
});

describe('the command line', () => {
  test.each<[args: string[], message: RegExp]>([
    [['train'], /expected FILE, and got nothing/],
    [['train', 'not-there.gibbon.ts'], /There is no such experiment file\. Name a \*\.gibbon\.ts/],
    [['train', fixture('tiny-gan'), '--steps', '0'], /--steps expected a whole number of at least 1, and got 0/],
    [['train', fixture('tiny-gan'), '--steps', 'many'], /--steps expected a whole number/],
    [['train', fixture('tiny-gan'), '--steps', '3', '--epochs', '1'], /expected --epochs or --steps, and got both/],
    [
      ['train', fixture('tiny-gan'), '--engine', 'cuda'],
      /--engine expected one of auto, onnx, tensorflow, and got cuda/,
    ],
    [['train', fixture('tiny-gan'), '--stepz', '3'], /Unknown option '--stepz'/],
    [['resume', 'latest', '--runs', 'not-there'], /not-there/],
    [['export', 'latest', '--format', 'xml'], /--format expected csv or jsonl, and got xml/],
    [['tarin', 'x'], /expected one of the commands train, resume, .*, and got tarin/],
  ])('%j is told what was expected', async (args, message) => {
    const finished = await gibbon(args);
    expect(finished.stderr).toMatch(message);
    expect(finished.stderr.trim().split('\n')).toHaveLength(1);
    expect(finished.code).toBe(USAGE);
  });

  test("a runs folder that can't be written is named", async () => {
    const folder = temporaryFolder();
    const runs = path.join(folder, 'a-file');
    writeFileSync(runs, '');
    const finished = await gibbon(['train', fixture('tiny-gan'), '--runs', runs, '--json']);
    expect(resultOf(finished).error?.message).toMatch(/.+/);
    expect(finished.stderr).toContain(runs);
    expect(finished.code).toBe(USAGE);
    expect(readFileSync(runs, 'utf8')).toBe('');
  });
});
