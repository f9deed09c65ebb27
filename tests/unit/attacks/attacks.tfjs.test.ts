/**
 * Attacks against NumPy's on the same weights (tests/golden/attacks), against finite differences, and what each promises: to
 * stay within epsilon and within the data's range.
 */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Attack, AttackOptions } from '../../../src/attacks/attack';
import { Attacker, type Victim } from '../../../src/attacks/attacker';
import { fgsm } from '../../../src/attacks/fgsm';
import { pgd } from '../../../src/attacks/pgd';
import { startInBall } from '../../../src/attacks/random-start';
import { attackNamed, attacks } from '../../../src/attacks/registry';
import { targetedDescent } from '../../../src/attacks/targeted-descent';
import type { Engine } from '../../../src/engine/engine';
import { NoiseGenerator } from '../../../src/noise/noise-generator';
import { startOnnx } from '../engine/engines';

interface Golden {
  readonly layers: readonly (readonly number[])[];
  readonly sizes: readonly [number, number, number];
  readonly images: readonly number[];
  readonly labels: readonly number[];
  readonly cases: readonly {
    readonly attack: string;
    readonly options: AttackOptions;
    readonly images: readonly number[];
    readonly probabilities: readonly number[];
  }[];
}

const golden = JSON.parse(readFileSync(path.resolve(__dirname, '../../golden/attacks/attacks.json'), 'utf8')) as Golden;

let engine: Engine;
let dense: Victim;
let conv: Victim;
beforeAll(async () => {
  engine = await startOnnx();
  const [size, hidden, classes] = golden.sizes;
  const model = tf.sequential({
    layers: [
      tf.layers.dense({ units: hidden, activation: 'tanh', inputShape: [size] }),
      tf.layers.dense({ units: classes, activation: 'softmax' }),
    ],
  });
  model.setWeights(model.weights.map(({ shape }, at) => tf.tensor([...golden.layers[at]!], shape as number[])));
  dense = { model, shape: [size], classes, range: [0, 1], isKnownCode: true };
  const images = tf.sequential({
    layers: [
      tf.layers.conv2d({ filters: 4, kernelSize: 3, activation: 'tanh', inputShape: [6, 6, 1] }),
      tf.layers.maxPooling2d({ poolSize: 2 }),
      tf.layers.dropout({ rate: 0.5 }),
      tf.layers.flatten(),
      tf.layers.dense({ units: 3, activation: 'softmax' }),
    ],
  });
  const noise = new NoiseGenerator(3);
  images.setWeights(
    images.weights.map(({ shape }) => {
      const values = noise.normal(new Float32Array(tf.util.sizeFromShape(shape as number[])));
      return tf.tensor(values, shape as number[]);
    }),
  );
  conv = { model: images, shape: [6, 6, 1], classes: 3, range: [-1, 1], isKnownCode: true };
});
afterAll(() => engine.dispose());

const attacked = (victim: Victim, work: (attacker: Attacker) => void) => {
  const attacker = new Attacker(victim, engine);
  try {
    work(attacker);
  } finally {
    attacker.dispose();
  }
};
const largestDifference = (one: ArrayLike<number>, other: ArrayLike<number>) =>
  Math.max(...Array.from(one, (value, i) => Math.abs(value - other[i]!)));

describe('agrees with NumPy', () => {
  test.each(golden.cases.map((one, at) => [`${at + 1}: ${one.attack}, ${JSON.stringify(one.options)}`, one] as const))(
    '%s',
    (_, { attack, options, images, probabilities }) =>
      attacked(dense, (attacker) => {
        // Twice: followed at first, without its JavaScript afterwards.
        for (let time = 0; time < 2; time++) {
          const made = attacker.perturb(
            attackNamed(attack)!,
            Float32Array.from(golden.images),
            golden.labels,
            options,
            0,
          );
          expect(largestDifference(made.images, images)).toBeLessThan(2e-5);
          expect(largestDifference(made.probabilities, probabilities)).toBeLessThan(2e-4);
        }
      }),
  );
});

const some = (victim: Victim, count: number) => {
  const [least, most] = victim.range;
  const size = tf.util.sizeFromShape([...victim.shape]);
  return new NoiseGenerator(9).uniform(new Float32Array(count * size), least, most);
};
const lossOf = (attacker: Attacker, image: Float32Array, label: number) =>
  -Math.log(attacker.probabilities(image)[label]!);

test('FGSM on convolutions goes the way of finite differences, with dropout asleep', () =>
  attacked(conv, (attacker) => {
    const image = some(conv, 1).map((value) => value / 2);
    const options = { ...fgsm.defaults({ epsilon: 0.05, width: 2 }), epsilon: 0.05 };
    const { images } = attacker.perturb(fgsm, image, [1], options, 0);
    let checked = 0;
    for (let i = 0; i < image.length; i++) {
      const [up, down] = [1, -1].map((sign) => {
        const moved = image.slice();
        moved[i]! += sign * 1e-2;
        return lossOf(attacker, moved, 1);
      }) as [number, number];
      const slope = (up - down) / 2e-2;
      // Near 0 its sign is a matter of rounding.
      if (Math.abs(slope) < 5e-3) continue;
      checked++;
      expect(Math.sign(images[i]! - image[i]!), `number ${i}, slope ${slope}`).toBe(Math.sign(slope));
    }
    expect(checked).toBeGreaterThan(20);
  }));

describe('keeps what it promises', () => {
  const cases = attacks.flatMap((attack) => attack.norms.map((norm) => [attack.name, norm, attack] as const));
  test.each(cases)('%s, %s: within epsilon and the range, with random starts, too', (_, norm, attack: Attack) =>
    attacked(conv, (attacker) => {
      const epsilon = norm === 'linf' ? 0.2 : 1;
      const chosen = { epsilon, norm, width: 2 };
      const options: AttackOptions = {
        ...attack.defaults(chosen),
        epsilon,
        norm,
        steps: Math.min(10, attack.defaults(chosen).steps),
        // An image that is taken for the target with the wanted confidence is left as it is.
        confidence: 1,
        ...(attack.targeted === 'always' && { target: 2 }),
      };
      const before = some(conv, 7);
      const { images, probabilities } = attacker.perturb(attack, before, [0, 1, 2, 0, 1, 2, 0], options, 5);
      expect(probabilities).toHaveLength(21);
      for (let image = 0; image < 7; image++) {
        const offset = Array.from({ length: 36 }, (_, i) => images[image * 36 + i]! - before[image * 36 + i]!);
        const size = norm === 'linf' ? Math.max(...offset.map(Math.abs)) : Math.hypot(...offset);
        expect(size).toBeLessThanOrEqual(epsilon * (1 + 1e-5));
        expect(size).toBeGreaterThan(0);
      }
      expect(Math.min(...images)).toBeGreaterThanOrEqual(-1);
      expect(Math.max(...images)).toBeLessThanOrEqual(1);
    }),
  );

  test('a random start is another one for another seed, and the same for the same', () =>
    attacked(conv, (attacker) => {
      const before = some(conv, 3);
      const options = { ...pgd.defaults({ epsilon: 0.2, width: 2 }), epsilon: 0.2, steps: 2 };
      const made = (seed: number) => attacker.perturb(pgd, before, [0, 1, 2], options, seed).images;
      expect(made(1)).toEqual(made(1));
      expect(largestDifference(made(1), made(2))).toBeGreaterThan(0.01);
    }));

  test('of more steps the loss of the own class is larger, and of none of them a weight is another', () =>
    attacked(conv, (attacker) => {
      const weights = () => conv.model.getWeights().map((weight) => [...weight.dataSync()]);
      const before = weights();
      const images = some(conv, 1);
      const [label] = [...attacker.probabilities(images)].reduce(
        ([best, most], value, at): [number, number] => (value > most ? [at, value] : [best, most]),
        [0, -1] as [number, number],
      );
      const losses = [1, 4, 16].map((steps) => {
        const options = {
          ...pgd.defaults({ epsilon: 0.3, width: 2 }),
          epsilon: 0.3,
          steps,
          stepSize: 0.05,
          randomStart: false,
        };
        const { images: moved } = attacker.perturb(pgd, images, [label], options, 0);
        return lossOf(attacker, moved, label);
      });
      expect(losses[0]).toBeGreaterThan(lossOf(attacker, images, label));
      expect([...losses].sort((a, b) => a - b)).toEqual(losses);
      expect(weights()).toEqual(before);
    }));

  test('other numbers need no other graph: each epsilon has its own effect, and that of a fresh start', () =>
    attacked(conv, (attacker) => {
      const images = some(conv, 2);
      const led = (by: Attacker, epsilon: number) => {
        const options = { ...targetedDescent.defaults({ epsilon, width: 2 }), epsilon, steps: 6, target: 2 };
        return by.perturb(targetedDescent, images, [0, 1], options, 0).images;
      };
      for (const epsilon of [0.1, 0.2, 0.05, 0.3, 0])
        attacked(conv, (fresh) => expect(led(attacker, epsilon), `epsilon ${epsilon}`).toEqual(led(fresh, epsilon)));
    }));

  test('what has the wanted confidence is left as it is, and no further step is taken when all have it', () =>
    attacked(conv, (attacker) => {
      const seen: number[] = [];
      const options = { ...pgd.defaults({ epsilon: 1, steps: 50, width: 2 }), epsilon: 1, target: 2, confidence: 0.6 };
      const { probabilities } = attacker.perturb(pgd, some(conv, 3), [0, 1, 0], { ...options, randomStart: false }, 0, {
        onStep: (now) => seen.push(...now.filter((_, at) => at % 3 === 2)),
      });
      for (let image = 0; image < 3; image++) {
        const own = [...seen.filter((_, at) => at % 3 === image), probabilities[image * 3 + 2]!];
        const there = own.findIndex((probability) => probability >= 0.6);
        expect(there).toBeGreaterThanOrEqual(0);
        for (const probability of own.slice(there)) expect(probability).toBeCloseTo(own[there]!, 6);
      }
      expect(seen.length / 3).toBeLessThan(50);
      // Of the last step one was not there yet.
      expect(Math.min(...seen.slice(-3))).toBeLessThan(0.6);
    }));

  test('a model without a gradient is a sentence', () => {
    class Rounding extends tf.layers.Layer {
      static className = 'Rounding';
      override computeOutputShape(shape: tf.Shape): tf.Shape {
        return shape;
      }
      override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
        return tf.topk([inputs].flat()[0]!, 4).values;
      }
    }
    const model = tf.sequential({
      layers: [new Rounding({ inputShape: [4] }), tf.layers.dense({ units: 2, activation: 'softmax' })],
    });
    const victim: Victim = { model, shape: [4], classes: 2, range: [0, 1], isKnownCode: false };
    attacked(victim, (attacker) => {
      const options = { ...fgsm.defaults({ epsilon: 0.1, width: 1 }), epsilon: 0.1 };
      expect(() => attacker.perturb(fgsm, some(victim, 2), [0, 1], options, 0)).toThrow(
        /expected a classifier with a gradient, and got one that computes TopK/,
      );
    });
  });

  test('no tensor is left behind', () =>
    attacked(conv, (attacker) => {
      const options = { ...pgd.defaults({ epsilon: 0.2, width: 2 }), epsilon: 0.2, steps: 3 };
      attacker.perturb(pgd, some(conv, 2), [0, 1], options, 0);
      const { numTensors } = tf.memory();
      for (let i = 0; i < 5; i++) attacker.perturb(pgd, some(conv, 2), [0, 1], options, i);
      expect(tf.memory().numTensors).toBe(numTensors);
    }));
});

test('a start by chance lies in the ball, of images of any size', () => {
  const size = 224 * 224 * 3;
  const originals = new Float32Array(2 * size).fill(0.5);
  const started = startInBall(originals, size, { epsilon: 3, norm: 'l2' }, [0, 1], new NoiseGenerator(1));
  for (const at of [0, size]) {
    const length = Math.sqrt(started.subarray(at, at + size).reduce((sum, value) => sum + (value - 0.5) ** 2, 0));
    expect(length).toBeLessThanOrEqual(3.0001);
    // In so many dimensions nearly all of a ball lies at its surface.
    expect(length).toBeGreaterThan(2.9);
  }
});
