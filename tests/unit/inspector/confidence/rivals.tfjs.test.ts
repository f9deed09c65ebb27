/** Which models stand against each other, told from names and shapes; and why not, in a sentence with its remedy. */
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, test } from 'vitest';
import { hasBatchNorm, type NoRivals, type Rivals, rivalsOf } from '../../../../src/inspector/confidence/rivals';
import type { Assembled } from '../../../../src/training/assemble-run';

const SHAPE = [4, 4, 1];
const NAMES = ['a', 'b', 'c'];
// tfjs advertises its native engine unless it is told that this is production.
tf.enableProdMode();
beforeAll(async () => {
  await tf.setBackend('cpu');
});

const run = (models: Record<string, tf.LayersModel>, generator?: string, conditional?: string[]): Assembled =>
  ({
    loaded: { experiment: { models, ...(generator && { generator }), ...(conditional && { conditional }) } },
    dataset: { train: { shape: SHAPE }, classNames: NAMES },
  }) as unknown as Assembled;

type Inputs = readonly number[][];
function model(inputs: Inputs, outputs: readonly number[], activation: 'sigmoid' | 'linear' | 'tanh' = 'sigmoid') {
  const given = inputs.map((shape) => tf.input({ shape }));
  const flat = given.map((one) => (one.shape.length > 2 ? (tf.layers.flatten().apply(one) as tf.SymbolicTensor) : one));
  const joined = flat.length > 1 ? (tf.layers.concatenate().apply(flat) as tf.SymbolicTensor) : flat[0]!;
  const units = outputs.reduce((product, size) => product * size, 1);
  const told = tf.layers.dense({ units, activation }).apply(joined) as tf.SymbolicTensor;
  const laidOut = tf.layers.reshape({ targetShape: [...outputs] }).apply(told) as tf.SymbolicTensor;
  return tf.model({ inputs: given, outputs: laidOut });
}
const generator = () => model([[3]], SHAPE);
const found = (answer: Rivals | NoRivals): Rivals => {
  if ('message' in answer) throw new Error(answer.message);
  return answer;
};

describe('rivals', () => {
  test('are a generator and a discriminator, or a critic, by whatever role the experiment names', () => {
    const discriminator = model([SHAPE], [1]);
    expect(found(rivalsOf(run({ generator: generator(), discriminator })))).toMatchObject({
      gives: 'probability',
      classes: 0,
      codingShape: [3],
      sampleShape: SHAPE,
    });
    const critic = model([SHAPE], [1], 'linear');
    expect(found(rivalsOf(run({ painter: generator(), critic }, 'painter')))).toMatchObject({
      gives: 'score',
      generatorRole: 'painter',
      discriminatorRole: 'critic',
    });
  });

  test('are told a class, where the experiment says that both take one after what they take anyway', () => {
    const both = { generator: model([[3], [3]], SHAPE), discriminator: model([SHAPE, [3]], [1]) };
    expect(found(rivalsOf(run(both, undefined, ['generator', 'discriminator']))).classes).toBe(3);
    // Its size alone proves nothing: the experiment has to say so, of both.
    for (const conditional of [undefined, ['generator']])
      expect(rivalsOf(run(both, undefined, conditional))).toMatchObject({
        message: expect.stringContaining('second input') as string,
        remedy: expect.stringContaining("conditional: ['generator', 'discriminator']") as string,
      });
  });

  test.each([
    [{ encoder: model([SHAPE], [2]) }, /no discriminator/],
    [{ generator: generator(), discriminator: model([[2, 2]], [1]) }, /takes \[2, 2\], and a sample of the data is/],
    [{ generator: generator(), discriminator: model([SHAPE], [2, 2]) }, /no one number/],
    [{ generator: model([[3]], [8]), discriminator: model([SHAPE], [1]) }, /The generator makes \[8\]/],
  ])('%#: or say why they are none', (models, why) => {
    const answer = rivalsOf(run(models));
    expect('message' in answer && answer.message).toMatch(why);
    expect('message' in answer && answer.remedy).toBeTruthy();
  });

  test('batch normalization is found within models, too', () => {
    const inner = tf.sequential({ layers: [tf.layers.batchNormalization({ inputShape: [3] })] });
    const outer = tf.sequential({ layers: [tf.layers.dense({ units: 3, inputShape: [2] }), inner] });
    expect([hasBatchNorm(outer), hasBatchNorm(generator())]).toEqual([true, false]);
  });
});
