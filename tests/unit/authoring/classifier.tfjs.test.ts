/** What classifier() checks, and that it measures what it says: loss, gradient and accuracy against plain computation. */
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, test } from 'vitest';
import { classifier, type ClassifierOptions } from '../../../src/authoring/classifier';
import { datasets } from '../../../src/authoring/datasets';
import type { Batch, Experiment, StepContext } from '../../../src/authoring/experiment';
import type { LookContext } from '../../../src/authoring/experiment';
import { logitsOf } from '../../../src/authoring/softmax';
import { startPlainEngine } from '../training/in-process';
import { mistakeOf } from './mistake-of';

beforeAll(startPlainEngine);

const { activation, dense, flatten, softmax } = tf.layers;
const image = [28, 28, 1];
const modelOf = (units: number, last = 'softmax') =>
  tf.sequential({
    layers: [flatten({ inputShape: image }), dense({ units, activation: last as 'softmax', name: 'classes' })],
  });
const optimizer = () => tf.train.sgd(0.1);
const make = (change: Partial<Record<keyof ClassifierOptions, unknown>> = {}): Experiment =>
  classifier({ dataset: datasets.glyphs(), model: modelOf(10), optimizer, ...change } as ClassifierOptions);

describe('classifier() says what is wrong with', () => {
  test.each<[string, Partial<Record<keyof ClassifierOptions, unknown>>, RegExp, string?]>([
    ['a missing model', { model: undefined }, /The model expected a model .* got nothing/],
    [
      'a model that gives logits',
      { model: modelOf(10, 'linear') },
      /last layer expected the activation 'softmax', which gives each class a probability, and got 'linear'/,
      'classes',
    ],
    ['independent probabilities', { model: modelOf(10, 'sigmoid') }, /and got 'sigmoid'/, 'classes'],
    [
      'a layer without an activation at the end',
      { model: tf.sequential({ layers: [flatten({ inputShape: image, name: 'flat' })] }) },
      /and got 'Flatten'/,
      'flat',
    ],
    ['a shared optimizer', { optimizer: tf.train.sgd(0.1) }, /expected a function that makes one/],
    ['half an image', { validation: 0.5 }, /validation expected a whole number/],
    ['no data', { dataset: undefined }, /dataset expected one of Gibbon's data sets/],
  ])('%s', (_what, change, message, layer) => {
    const mistake = mistakeOf(() => make(change));
    expect(mistake.message).toMatch(message);
    expect(mistake.remedy).toMatch(/^[A-Z].*\.$/);
    expect(mistake.layer?.name).toBe(layer);
  });

  test.each<[string, tf.LayersModel, number[], number, RegExp]>([
    ['too few units', modelOf(7), image, 10, /last layer expected 10 units, one for each class of the data, and got 7/],
    [
      'images of another shape',
      modelOf(10),
      [32, 32, 3],
      10,
      /expected \[batch, 32, 32, 3\], got \[batch, 28, 28, 1\]/,
    ],
    ['data without classes', modelOf(1), image, 1, /expected data of at least 2 classes, and got 1/],
    [
      'a class for each pixel',
      tf.sequential({ layers: [dense({ units: 10, activation: 'softmax', inputShape: image })] }),
      image,
      10,
      /expected to give \[batch, 10\], a probability for each class, and gives \[batch, 28, 28, 10\]/,
    ],
  ])('%s', (_what, model, shape, classCount, message) => {
    const mistake = mistakeOf(() => make({ model }).checkData({ shape, classCount, range: [0, 1] }));
    expect(mistake.message).toMatch(message);
    expect(mistake.remedy).toMatch(/^[A-Z].*\.$/);
  });

  test('nothing of a model that fits', () => {
    expect(() => make().checkData({ shape: image, classCount: 10, range: [0, 1] })).not.toThrow();
  });
});

describe('the logits of a model', () => {
  const ends: [string, tf.layers.Layer[]][] = [
    ['a dense layer with softmax', [dense({ units: 4, activation: 'softmax' })]],
    ['a layer of its own', [dense({ units: 4 }), softmax()]],
    ['an activation layer', [dense({ units: 4 }), activation({ activation: 'softmax' })]],
    ['a model within', [tf.sequential({ layers: [dense({ units: 4, activation: 'softmax', inputShape: [3] })] })]],
  ];
  test.each(ends)('that ends in %s are those whose softmax it gives, and it stays as it was', (_what, layers) => {
    const model = tf.sequential({ layers: [dense({ units: 3, inputShape: [5] }), ...layers] });
    const x = tf.randomNormal([6, 5]);
    const plain = (model.apply(x) as tf.Tensor).dataSync();
    let given: tf.Tensor | undefined;
    const { numTensors } = tf.memory();
    const logits = tf.tidy(() => logitsOf(model, () => (given = tf.keep(model.apply(x) as tf.Tensor))));
    expect(tf.memory().numTensors).toBe(numTensors + 2);
    expect(given?.dataSync()).toEqual(plain);
    tf.softmax(logits)
      .dataSync()
      .forEach((probability, at) => expect(probability).toBeCloseTo(plain[at] ?? NaN, 6));
    expect((model.apply(x) as tf.Tensor).dataSync()).toEqual(plain);
    expect(JSON.stringify(model.toJSON())).toContain('oftmax');
  });
});

describe('a step', () => {
  const batch: Batch = {
    images: tf.randomUniform([5, ...image]),
    labels: tf.tensor1d([3, 1, 0, 9, 3], 'int32'),
    size: 5,
  };
  /** What the step returns, and the gradient of its loss at the last layer's bias. */
  function measured(scale: number) {
    const model = modelOf(10);
    model.setWeights([tf.mul(model.getWeights()[0]!, scale), tf.linspace(-scale, scale, 10)]);
    const experiment = make({ model });
    const weights = model.getWeights();
    let gradient = new Float32Array();
    const context = {
      batch,
      update: (_phase: string, loss: () => tf.Tensor) => {
        const variable = (model.weights[1] as unknown as { val: tf.Variable }).val;
        const { value, grads } = tf.variableGrads(() => tf.reshape(loss(), []), [variable]);
        gradient = (Object.values(grads)[0]?.dataSync() ?? new Float32Array()) as Float32Array<ArrayBuffer>;
        return value;
      },
    } as unknown as StepContext;
    const returned = experiment.step(context);
    const read = (name: string) => (returned[name] as tf.Tensor).dataSync()[0] ?? NaN;
    return { loss: read('loss'), accuracy: read('accuracy'), gradient, weights };
  }
  /** The same in plain doubles: softmax regression by hand. */
  function byHand([kernel, bias]: tf.Tensor[]) {
    const [w, b, x, labels] = [kernel!, bias!, batch.images, batch.labels].map((tensor) => tensor.dataSync());
    let [loss, right] = [0, 0];
    const gradient = new Array<number>(10).fill(0);
    for (let at = 0; at < batch.size; at++) {
      const logits = Array.from({ length: 10 }, (_, unit) => {
        let sum = b![unit]!;
        for (let pixel = 0; pixel < 784; pixel++) sum += x![at * 784 + pixel]! * w![pixel * 10 + unit]!;
        return sum;
      });
      const most = Math.max(...logits);
      const total = logits.reduce((sum, logit) => sum + Math.exp(logit - most), 0);
      const label = labels![at]!;
      loss += (most + Math.log(total) - logits[label]!) / batch.size;
      if (logits.indexOf(most) === label) right++;
      logits.forEach((logit, unit) => {
        gradient[unit]! += (Math.exp(logit - most) / total - Number(unit === label)) / batch.size;
      });
    }
    return { loss, accuracy: right / batch.size, gradient };
  }

  // The last is so sure of what is wrong that its probability is 0 to a float.
  test.each([1, 10, 300])('at weights %d times the usual has loss, gradient and accuracy of plain doubles', (scale) => {
    const step = measured(scale);
    const plain = byHand(step.weights);
    expect(step.loss / plain.loss).toBeCloseTo(1, 4);
    expect(step.accuracy).toBeCloseTo(plain.accuracy, 6);
    plain.gradient.forEach((slope, unit) => expect(step.gradient[unit]).toBeCloseTo(slope, 4));
    if (scale === 300) expect(plain.loss).toBeGreaterThan(104);
  });

  test('validation measures the same of what it is given', () => {
    const model = modelOf(10);
    const { valLoss, valAccuracy } = make({ model }).evaluate?.(batch, {} as LookContext) ?? {};
    const plain = byHand(model.getWeights());
    expect(valLoss?.dataSync()[0]).toBeCloseTo(plain.loss, 4);
    expect(valAccuracy?.dataSync()[0]).toBeCloseTo(plain.accuracy, 6);
  });
});
