/**
 * No compiled step is ever stale: whatever a step's code does from step to step, training gives what it gives kernel by
 * kernel, compiled where that can be, and with a reason where it can't. And each guard that sees to it is needed.
 */
import * as tf from '@tensorflow/tfjs';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { datasets } from '../../../src/authoring/datasets';
import { experiment, type Experiment, type StepContext } from '../../../src/authoring/experiment';
import { optimizers } from '../../../src/authoring/optimizers';
import type { Engine } from '../../../src/engine/engine';
import { CompiledVariant } from '../../../src/engine/onnx/compiled-variant';
import { installRandomness } from '../../../src/loading/tfjs-randomness';
import { TrainingStep } from '../../../src/training/training-step';
import { startOnnx } from '../engine/engines';
import { expectClose } from '../engine/expect-close';
import { build, randomness } from './in-process';
import { tinyAutoencoder, tinyGan } from './tiny-experiments';

let engine: Engine;
beforeAll(async () => {
  engine = await startOnnx();
  installRandomness(randomness);
});
afterAll(() => engine.dispose());
afterEach(() => vi.restoreAllMocks());

const { dense, flatten, dropout } = tf.layers;
const data = datasets.glyphs({ count: 60 });

type Step = (
  context: StepContext,
  models: { readonly model: tf.Sequential; readonly optimizer: tf.Optimizer },
) => tf.Tensor;

/** An experiment whose loss is what `lossOf` says; 60 images in batches of 16, so that the last of four has 12. */
const own = (makeStep: () => Step) => (): Experiment => {
  const lossOf = makeStep();
  const model = tf.sequential({ layers: [flatten({ inputShape: [28, 28, 1] }), dense({ units: 3 })] });
  const optimizer = tf.train.sgd(0.05);
  return experiment({
    models: { model },
    optimizers: { model: () => optimizer },
    dataset: data,
    batchSize: 16,
    step: (context) => ({ loss: context.update('model', () => lossOf(context, { model, optimizer })) }),
  });
};

const plainLoss = (model: tf.Sequential, { batch }: StepContext): tf.Tensor =>
  tf.mean(tf.square(model.apply(batch.images) as tf.Tensor));

const cases: Record<string, { readonly step: () => Step; readonly reason?: RegExp }> = {
  'a learning rate that falls step by step': {
    step:
      () =>
      (context, { model, optimizer }) => {
        (optimizer as tf.SGDOptimizer).setLearningRate(0.05 / (context.step + 1));
        return plainLoss(model, context);
      },
  },
  'a weight that grows by epochs, as in KL annealing': {
    step:
      () =>
      (context, { model }) =>
        tf.mul(plainLoss(model, context), 0.1 + context.epoch),
  },
  'a counter in ctx.state': {
    step:
      () =>
      (context, { model }) => {
        context.state.count = Number(context.state.count ?? 0) + 1;
        return tf.mul(plainLoss(model, context), Number(context.state.count));
      },
  },
  'a counter outside of everything': {
    step: () => {
      let count = 0;
      return (context, { model }) => tf.mul(plainLoss(model, context), ++count);
    },
  },
  'a branch that is taken in every third step': {
    step:
      () =>
      (context, { model }) =>
        context.step % 3 === 2 ? tf.abs(plainLoss(model, context).sub(1)) : plainLoss(model, context),
  },
  'a kernel attribute that changes': {
    step:
      () =>
      (context, { model }) =>
        tf.mean(tf.leakyRelu(model.apply(context.batch.images) as tf.Tensor, 0.1 * (1 + (context.step % 3)))),
  },
  'many numbers made in JavaScript': {
    step:
      () =>
      (context, { model }) => {
        const weights = Float32Array.from({ length: context.batch.size * 3 }, (_, i) => Math.sin(i + context.step));
        return tf.mean(
          tf.mul(model.apply(context.batch.images) as tf.Tensor, tf.tensor(weights, [context.batch.size, 3])),
        );
      },
  },
  'a tensor that is filled with a number that changes': {
    step:
      () =>
      (context, { model }) =>
        tf.mean(
          tf.mul(model.apply(context.batch.images) as tf.Tensor, tf.fill([context.batch.size, 3], 1 + context.step)),
        ),
  },
  'a tensor kept from the step before': {
    step: () => {
      let before: tf.Tensor | undefined;
      return (context, { model }) => {
        const last = before ?? tf.scalar(1);
        const loss = plainLoss(model, context);
        before = tf.keep(tf.add(loss, 1));
        return tf.div(loss, last);
      };
    },
  },
  'a layer added between epochs': {
    step: () => {
      let isAdded = false;
      return (context, { model }) => {
        if (context.epoch === 1 && !isAdded) {
          model.add(tf.layers.activation({ activation: 'tanh' }));
          isAdded = true;
        }
        return plainLoss(model, context);
      };
    },
  },
  'a value that is read in the step': {
    step:
      () =>
      (context, { model }) => {
        const loss = plainLoss(model, context);
        return tf.mul(loss, 1 / (1 + (loss.dataSync()[0] ?? 0)));
      },
    reason: /reads the values of a tensor/,
  },
  'a branch on what the data say': {
    step:
      () =>
      (context, { model }) => {
        const outputs = model.apply(context.batch.images) as tf.Tensor;
        return (tf.mean(outputs).dataSync()[0] ?? 0) > 0 ? tf.mean(tf.square(outputs)) : tf.mean(tf.neg(outputs));
      },
    reason: /reads the values of a tensor/,
  },
  'a kernel without a translation': {
    step:
      () =>
      (context, { model }) => {
        const { values } = tf.topk(context.batch.images.reshape([context.batch.size, 784]), 1);
        return tf.add(plainLoss(model, context), tf.mean(values));
      },
    reason: /uses TopK in a way that can't be compiled/,
  },
  'a variable made in the step': {
    step: () => {
      let bias: tf.Variable | undefined;
      return (context, { model }) => {
        bias ??= tf.variable(tf.scalar(0.5), false);
        return tf.add(plainLoss(model, context), bias);
      };
    },
    reason: /makes a variable/,
  },
};

async function train(make: () => Experiment, on?: Engine, isKnownCode?: boolean) {
  const reasons: string[] = [];
  await tf.setBackend(on ? 'onnx' : 'cpu');
  const built = await build(make, 7, on, ({ message }) => reasons.push(message), isKnownCode);
  const losses: number[] = [];
  while (losses.length < 10)
    for (const { scalars } of built.step.runSome(10 - losses.length)) losses.push(scalars.loss ?? scalars.gLoss ?? NaN);
  const weights = built.state.weights.flatMap(({ variable }) => [...variable.dataSync()]);
  return { losses, weights, reasons };
}

/** The two differ in their order of sums; a stale step is off by far more. */
function expectAlike(ours: { losses: number[]; weights: number[] }, theirs: { losses: number[]; weights: number[] }) {
  expectClose(ours.losses, theirs.losses, { absolute: 1e-5, relative: 1e-5 }, 'losses');
  expectClose(ours.weights, theirs.weights, { absolute: 1e-5, relative: 1e-4 }, 'weights');
}

describe.each(Object.entries(cases))('%s', (_name, { step, reason }) => {
  test('is trained as it is kernel by kernel', async () => {
    const ours = await train(own(step), engine);
    expectAlike(ours, await train(own(step)));
    if (reason) expect(ours.reasons).toEqual([expect.stringMatching(reason)]);
    else expect(ours.reasons).toEqual([]);
  });
});

test.each([
  ['generator', 'Adam', () => tf.train.adam(0.01)],
  ['discriminator', 'Adam', () => tf.train.adam(0.01)],
  ['generator', 'Nadam', () => optimizers.nadam(0.01)],
] as const)(
  'a learning rate that somebody changes from outside holds at once (%s, %s)',
  async (phase, _optimizer, makeOptimizer) => {
    const run = async (on?: Engine) => {
      await tf.setBackend(on ? 'onnx' : 'cpu');
      const { step, experiment: made } = await build(() => tinyGan(makeOptimizer), 7, on);
      for (let i = 0; i < 6; i++) step.run();
      (made.optimizers[phase]!.optimizer as unknown as { learningRate: number }).learningRate = 0.3;
      return Array.from({ length: 6 }, () => step.run().scalars);
    };
    const [ours, theirs] = [await run(engine), await run()];
    ours.forEach(({ dLoss, gLoss }, i) => {
      expect(dLoss).toBeCloseTo(theirs[i]!.dLoss!, 2);
      expect(gLoss).toBeCloseTo(theirs[i]!.gLoss!, 2);
    });
  },
);

test("a layer of the user's own is followed: it may do something else each time", async () => {
  class Growing extends tf.layers.Layer {
    static readonly className = 'Growing';
    private calls = 0;
    override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
      return tf.mul([inputs].flat()[0]!, 1 + 0.1 * this.calls++);
    }
  }
  const make = () => {
    const made = tinyAutoencoder();
    // As a user would have put it there.
    const layers = made.models.decoder!.layers;
    const growing = new Growing({});
    const call = layers[0]!.call.bind(layers[0]);
    Object.defineProperty(layers[0], 'inner', { value: growing, enumerable: true });
    layers[0]!.call = (inputs, kwargs) => growing.call(call(inputs, kwargs));
    return made;
  };
  const ours = await train(make, engine);
  expectAlike(ours, await train(make));
});

describe('each guard is needed', () => {
  const goesStale = async (step: () => Step, isKnownCode = false) => {
    const ours = await train(own(step), engine, isKnownCode);
    const theirs = await train(own(step));
    return ours.losses.some((loss, i) => Math.abs(loss - theirs.losses[i]!) > 1e-3 * Math.abs(theirs.losses[i]!));
  };
  const stepOf = (name: keyof typeof cases) => cases[name]!.step;

  test.each([
    'a learning rate that falls step by step',
    'a weight that grows by epochs, as in KL annealing',
    'a counter in ctx.state',
    'a tensor that is filled with a number that changes',
  ])('%s: without a look at the constants', async (name) => {
    vi.spyOn(CompiledVariant.prototype, 'noteConstants').mockReturnValue(false);
    expect(await goesStale(stepOf(name))).toBe(true);
  });

  test.each(['a weight that grows by epochs, as in KL annealing', 'a branch that is taken in every third step'])(
    '%s: when its code is taken for known',
    async (name) => {
      expect(await goesStale(stepOf(name), true)).toBe(true);
    },
  );

  test('a rate that is changed from outside: when the key leaves out the optimizers', async () => {
    await tf.setBackend('onnx');
    const lossAfterTheChange = async () => {
      const { step, experiment: made } = await build(() => tinyGan(() => tf.train.adam(0.01)), 7, engine);
      for (let i = 0; i < 2; i++) step.run();
      (made.optimizers.discriminator!.optimizer as unknown as { learningRate: number }).learningRate = 0.3;
      return step.run().scalars.gLoss;
    };
    const right = await lossAfterTheChange();
    vi.spyOn(TrainingStep.prototype, 'fixedKey').mockReturnValue('always the same');
    expect(Math.abs((await lossAfterTheChange())! - right!)).toBeGreaterThan(0.01);
  });
});

test('noise is drawn anew, whether its layer is followed or not', async () => {
  const make = () => {
    const noisy = tf.sequential({
      layers: [flatten({ inputShape: [28, 28, 1] }), dropout({ rate: 0.5 }), dense({ units: 3 })],
    });
    return experiment({
      models: { noisy },
      optimizers: { noisy: () => tf.train.sgd(0) },
      dataset: data,
      batchSize: 60,
      step: ({ batch, update }) => ({
        loss: update('noisy', () => tf.mean(tf.square(noisy.apply(batch.images, { training: true }) as tf.Tensor))),
      }),
    });
  };
  for (const isKnownCode of [false, true]) {
    const { losses } = await train(make, engine, isKnownCode);
    expect(new Set(losses).size).toBe(losses.length);
    expect(losses).toEqual((await train(make, engine, false)).losses);
  }
});

test('what a step shows without computing it is shown: its batch, a constant, a weight as it was', async () => {
  await tf.setBackend('onnx');
  const make = () => {
    const model = tf.sequential({
      layers: [flatten({ inputShape: [28, 28, 1] }), dense({ units: 1, useBias: false })],
    });
    const scale = tf.variable(tf.scalar(1));
    return experiment({
      models: { model },
      optimizers: { model: () => tf.train.sgd(0.01) },
      dataset: data,
      batchSize: 1,
      step: ({ batch, update }) => {
        const before = tf.clone(scale);
        const loss = update('model', () => tf.mean(model.apply(batch.images) as tf.Tensor));
        scale.assign(tf.mul(scale, 2));
        return { loss, three: tf.scalar(3), label: batch.labels, before };
      },
    });
  };
  const [known, followed] = [
    await build(make, 7, engine, undefined, true),
    await build(make, 7, engine, undefined, false),
  ];
  for (let i = 0; i < 12; i++) {
    const [ours, theirs] = [known.step.run().scalars, followed.step.run().scalars];
    expect(ours).toEqual(theirs);
    expect([ours.three, ours.before]).toEqual([3, 2 ** i]);
  }
});
