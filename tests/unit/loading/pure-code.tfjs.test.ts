/** Which experiments are known to be the same computation at each step, and which keep or ask for something that changes. */
import { readdirSync } from 'node:fs';
import path from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { describe, expect, test } from 'vitest';
import { bundleExperiment } from '../../../src/loading/bundle-experiment';
import { impurityOf } from '../../../src/loading/pure-code';
import { fixture } from '../../programs/gibbon-cli';

const methods = Object.getOwnPropertyNames(tf.Tensor.prototype);
const reasonFor = async (source: string) =>
  impurityOf((await bundleExperiment(fixture('pure-code'), source)).code, methods);

const head = `
  import { tf, experiment, datasets } from 'gibbon';
  const model = tf.sequential({ layers: [tf.layers.flatten({ inputShape: [28, 28, 1] }), tf.layers.dense({ units: 3 })] });
  const optimizer = tf.train.sgd(0.1);
  const target = tf.scalar(0.5);
`;
const withStep = (step: string, before = '') => `${head}${before}
  export default experiment({ models: { model }, optimizers: { model: () => optimizer }, dataset: datasets.glyphs(), step${step} });`;

describe('pure', () => {
  test.each(
    Object.entries({
      'a plain step': `({ batch, update }) { return { loss: update('model', () => tf.mean(tf.square(model.apply(batch.images)))) }; }`,
      'chained operations, an outer tensor, helpers with locals and loops': `(ctx) {
      const weights = [0.5, 0.25];
      weights.push(2);
      let total = tf.scalar(0);
      for (const weight of weights) total = total.add(tf.mul(weight, target));
      const out = {};
      out.loss = ctx.update('model', () => model.apply(ctx.batch.images).square().mean().mul(total.sum()));
      return out;
    }`,
      'noise, beliefs and a step function of tfjs': `({ batch, update, normal, believe }) {
      const noisy = tf.step(normal([batch.size, 3], 0, 0.1));
      const loss = update('model', () => { const y = model.apply(batch.images); believe('real', tf.sigmoid(y)); return y.add(noisy).mean(); });
      return { loss };
    }`,
    }),
  )('%s', async (_name, step) => {
    expect(await reasonFor(withStep(step))).toBeUndefined();
  });

  test('a layer of the user’s own, built once', async () => {
    const layer = `
      class Scale extends tf.layers.Layer {
        static className = 'Scale';
        constructor(config) { super(config); this.factor = 2; }
        build(shape) { this.bias = this.addWeight('bias', [shape[1]], 'float32', tf.initializers.zeros()); this.built = true; }
        computeOutputShape(shape) { return shape; }
        call(inputs) { const x = Array.isArray(inputs) ? inputs[0] : inputs; return tf.tidy(() => tf.mul(x, this.factor).add(this.bias.read())); }
      }
      const made = new Scale({ inputShape: [3] });`;
    expect(
      await reasonFor(
        withStep(
          `({ batch, update }) { return { loss: update('model', () => tf.mean(made.apply(model.apply(batch.images)))) }; }`,
          layer,
        ),
      ),
    ).toBeUndefined();
  });

  test('every example, and the fixtures that say so', async () => {
    const folder = path.resolve(__dirname, '../../../examples');
    const files = readdirSync(folder).filter((name) => name.endsWith('.gibbon.ts'));
    expect(files.length).toBeGreaterThan(1);
    for (const name of files)
      expect(impurityOf((await bundleExperiment(path.join(folder, name))).code, methods), name).toBeUndefined();
  });
});

describe('not known to be pure', () => {
  const loss = `return { loss: update('model', () => tf.mean(model.apply(batch.images))) };`;
  const cases: Record<string, readonly [source: string, why: RegExp]> = {
    'the step number': [withStep(`({ batch, update, step }) { ${loss} }`), /asks for step/],
    'the epoch, by the context': [
      withStep(`(ctx) { const { batch, update } = ctx; const e = ctx.epoch; ${loss} }`),
      /asks for epoch/,
    ],
    'the epoch, renamed': [withStep(`({ batch, update, epoch: now }) { ${loss} }`), /asks for epoch/],
    'the epoch, by a computed name': [
      withStep(
        `(ctx) { const { batch, update } = ctx; const key = batch.size > 1 ? 'epoch' : 'step'; const e = ctx[key]; ${loss} }`,
      ),
      /by a name that it computes/,
    ],
    'ctx.state': [withStep(`({ batch, update, state }) { ${loss} }`), /asks for state/],
    'the context’s values': [
      withStep(`(ctx) { const { batch, update } = ctx; const all = Object.values(ctx); ${loss} }`),
      /uses Object/,
    ],
    'a counter outside': [withStep(`({ batch, update }) { count++; ${loss} }`, 'let count = 0;'), /writes to count/],
    'a counter in a closure': [
      withStep(`: make()`, `const make = () => { let n = 0; return ({ batch, update }) => { n += 1; ${loss} }; };`),
      /writes to n/,
    ],
    'a property outside': [
      withStep(`({ batch, update }) { kept.n = kept.n + 1; ${loss} }`, 'const kept = { n: 0 };'),
      /writes to a property/,
    ],
    'a property outside, by another name': [
      withStep(`({ batch, update }) { const k = kept; k.n++; ${loss} }`, 'const kept = { n: 0 };'),
      /writes to a property/,
    ],
    'a list outside, under a local name': [
      withStep(`({ batch, update }) { let mine = []; mine = seen; mine.push(1); ${loss} }`, 'const seen = [];'),
      /calls push/,
    ],
    'a count of updates': [
      withStep(`({ batch, update }) { const n = optimizer.iterations; ${loss} }`),
      /asks for iterations/,
    ],
    'a layer that is built at each call': [
      withStep(
        `({ batch, update }) { made.build(); ${loss} }`,
        'class Own extends tf.layers.Layer { build() { this.n = (this.n ?? 0) + 1; } } const made = new Own({});',
      ),
      /calls build/,
    ],
    'a list outside': [withStep(`({ batch, update }) { seen.push(1); ${loss} }`, 'const seen = [];'), /calls push/],
    'a set outside': [
      withStep(
        `({ batch, update }) { const n = seen.size; ${loss} }`,
        'const add = () => new Set([1]); const seen = add();',
      ),
      /uses Set/,
    ],
    'a learning rate that is set': [
      withStep(`({ batch, update }) { optimizer.setLearningRate(0.1); ${loss} }`),
      /calls setLearningRate/,
    ],
    'a frozen layer': [
      withStep(`({ batch, update }) { model.layers[0].trainable = false; ${loss} }`),
      /writes to a property/,
    ],
    'the clock': [withStep(`({ batch, update }) { const t = Date.now(); ${loss} }`), /calls now/],
    chance: [withStep(`({ batch, update }) { const r = Math.random(); ${loss} }`), /asks for random/],
    'tfjs’ shuffling': [withStep(`({ batch, update }) { tf.util.shuffle([1, 2]); ${loss} }`), /asks for util/],
    'the console': [withStep(`({ batch, update }) { console.log('step'); ${loss} }`), /uses console/],
    'reading a value': [withStep(`({ batch, update }) { const v = target.dataSync(); ${loss} }`), /calls dataSync/],
    'another module': [
      `import { readFileSync } from 'node:fs';${withStep(`({ batch, update }) { ${loss} }`, 'export const text = readFileSync;')}`,
      /imports another module/,
    ],
    'a timer': [
      withStep(`({ batch, update }) { ${loss} }`, 'setInterval(() => { optimizer.setLearningRate(0.5); }, 10);'),
      /calls setLearningRate/,
    ],
    'an asynchronous step': [withStep(`: async ({ batch, update }) => { ${loss} }`), /asynchronous/],
    'a layer that counts its calls': [
      withStep(
        `({ batch, update }) { ${loss} }`,
        `class Growing extends tf.layers.Layer { calls = 0; call(x) { this.calls++; return x; } }`,
      ),
      /writes to a property/,
    ],
    'taking apart into outer variables': [
      withStep(`({ batch, update }) { [a] = [1]; ${loss} }`, 'let a = 0;'),
      /takes a value apart/,
    ],
    'the global object': [withStep(`({ batch, update }) { const n = globalThis.counter; ${loss} }`), /uses globalThis/],
    'what is no JavaScript': ['export default 1;\n}', /can't be/],
  };
  test.each(Object.entries(cases).slice(0, -1))('%s', async (_name, [source, why]) => {
    expect(await reasonFor(source)).toMatch(why);
  });
  test('what is no JavaScript', () => {
    expect(impurityOf('export default 1;\n}', methods)).toMatch(/can't be read/);
  });
});
