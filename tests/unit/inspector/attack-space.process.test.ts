/** Attacks on the classifier of a real run, asked of a real inspector: images, what becomes of one, layer by layer, and what is refused. */
import { beforeAll, describe, expect, test } from 'vitest';
import { unwrap } from '../../../src/base/result';
import type { RunInspectorClient } from '../../../src/client/run-inspector-client';
import type { AskedOptions, AttackedOne } from '../../../src/protocol/attack-questions';
import { readManifest } from '../../../src/store/manifest-file';
import { gibbon } from '../../programs/gibbon-cli';
import { inspectedFixtures } from '../../programs/inspected-fixture';
import { savedWeights } from '../../results/saved-weights';

const STEPS = 150;
const SIZE = 28 * 28;

const inspect = inspectedFixtures();
let runFolder: string;
let inspector: RunInspectorClient;
beforeAll(async () => {
  ({ runFolder, inspector } = await inspect('tiny-classifier', STEPS));
});

async function attacked(attack: string, options: AskedOptions, image = 0, step = STEPS): Promise<AttackedOne> {
  const seen = unwrap(await inspector.ask({ kind: 'attackOne', step, image, attack, options, seed: 1 }));
  if (!seen) throw new Error('Nobody else has asked.');
  return seen;
}
const lengthOf = (values: Iterable<number>) => Math.hypot(...values);
const minus = (one: Float32Array, other: Float32Array) => one.map((value, i) => value - other[i]!);

test('images are those of a class, in their order, with what they are taken for', async () => {
  const described = unwrap(await inspector.ask({ kind: 'describeAttacks' }));
  expect(described).toMatchObject({ role: 'classifier', split: 'test', sampleShape: [28, 28, 1], range: [0, 1] });
  expect(described.attacks.map(({ name, steps }) => `${name} ${steps}`)).toEqual([
    'fgsm 1',
    'targeted-fgsm 1',
    'pgd 20',
    'targeted-descent 200',
  ]);
  const all = unwrap(await inspector.ask({ kind: 'showImages', step: STEPS, from: 0, count: 48 }))!;
  expect(all.numbers).toEqual(Array.from({ length: 30 }, (_, i) => i));
  expect(all.all).toBe(described.images);
  const [label = 0] = all.labels;
  const some = unwrap(await inspector.ask({ kind: 'showImages', step: STEPS, label, from: 1, count: 3 }))!;
  const expected = all.numbers.filter((_, at) => all.labels[at] === label).slice(1, 4);
  expect(some.numbers).toEqual(expected);
  expect(new Set(some.labels)).toEqual(new Set([label]));
  const at = some.numbers[0]!;
  expect([...some.images.values.subarray(0, SIZE)]).toEqual([
    ...all.images.values.subarray(at * SIZE, (at + 1) * SIZE),
  ]);
  for (let image = 0; image < some.numbers.length; image++)
    expect(some.probabilities.values.subarray(image * 10, image * 10 + 10).reduce((a, b) => a + b)).toBeCloseTo(1, 5);
  const past = unwrap(await inspector.ask({ kind: 'showImages', step: STEPS, label, from: 9999, count: 3 }))!;
  expect(past.numbers).toEqual([]);
});

describe('one image', () => {
  test('is followed from what it was to what the attack leaves', async () => {
    const seen = await attacked('targeted-descent', { epsilon: 6, target: 3, confidence: 0.9 }, 2);
    const [points = 0, classes] = seen.path.shape;
    expect(classes).toBe(10);
    const of = (point: number) => seen.path.values.subarray(point * 10, point * 10 + 10);
    expect([...of(0)]).toEqual([...seen.clean].map((value) => expect.closeTo(value, 5) as number));
    const way = Array.from({ length: points }, (_, point) => of(point)[3]!);
    expect(way.at(-1)).toBeGreaterThanOrEqual(0.9);
    // No step was taken after it was there.
    expect(way.slice(0, -1).every((probability) => probability < 0.9)).toBe(true);
    expect(points).toBeLessThan(200);
    expect(seen.isBlind).toBe(false);
    // What is there from the beginning takes no step.
    const own = await attacked('targeted-descent', { epsilon: 6, target: seen.label, confidence: 0.2 }, 2);
    expect([own.path.shape, own.isBlind]).toEqual([[1, 10], false]);
    expect(own.adversarial).toEqual(own.original);
    expect(await attacked('targeted-descent', { epsilon: 6, target: 3, confidence: 0.9 }, 2)).toEqual(seen);
    // Other weights, another answer.
    expect((await attacked('targeted-descent', { epsilon: 6, target: 3 }, 2, 0)).clean).not.toEqual(seen.clean);
  });

  test('noise of its size does not do what the attack does, though both can only brighten what is black', async () => {
    const star = 7;
    const { noisy, path } = await attacked('targeted-descent', { epsilon: 8, target: star, confidence: 0.99 });
    expect(path.values.at(star - 10)).toBeGreaterThan(0.98);
    expect(noisy[star]).toBeLessThan(0.5);
  });

  test('layers see it as far apart as a forward pass by hand says, and noise is as large as the perturbation', async () => {
    const seen = await attacked('fgsm', { epsilon: 0.1 }, 1);
    const { models } = unwrap(readManifest(runFolder));
    const weights = await savedWeights(runFolder, models, async (args) => (await gibbon([...args])).code);
    const [w1, b1, w2, b2] = [...weights.values()].map(({ values }) => values) as [
      Float32Array,
      Float32Array,
      Float32Array,
      Float32Array,
    ];
    const dense = (x: Float32Array, w: Float32Array, b: Float32Array) =>
      b.map((bias, unit) => x.reduce((sum, value, i) => sum + value * w[i * b.length + unit]!, bias));
    const hidden = (x: Float32Array) => dense(x, w1, b1).map((value) => Math.max(0, value));
    const logits = (x: Float32Array) => dense(hidden(x), w2, b2);
    const apart = (of: (x: Float32Array) => Float32Array) =>
      lengthOf(minus(of(seen.adversarial), of(seen.original))) / lengthOf(of(seen.original));
    const byName = new Map(seen.layers.map((layer) => [layer.name.split('/')[1], layer.apart]));
    expect(byName.get('flatten_1')).toBeCloseTo(
      apart((x) => x),
      5,
    );
    expect(byName.get('dense_1')).toBeCloseTo(apart(hidden), 4);
    // Of the last layer what goes into its softmax.
    expect(byName.get('dense_2')).toBeCloseTo(apart(logits), 4);
    const told = [...seen.path.values.subarray(-10)];
    const exponents = logits(seen.adversarial).map(Math.exp);
    const sum = exponents.reduce((a, b) => a + b);
    expect(told).toEqual([...exponents].map((value) => expect.closeTo(value / sum, 4) as number));
    const flat = seen.layers.find(({ name }) => name.endsWith('flatten_1'))!;
    expect(flat.apartByNoise).toBeCloseTo(flat.apart, 3);
  });
});

test('of many, as many are right as without an attack where epsilon is 0, fewer after FGSM, and fewer still after PGD', async () => {
  const many = async (attack: string, epsilon: number) => {
    const asked = { kind: 'attackMany', step: STEPS, attack, options: { epsilon }, count: 500, seed: 1 } as const;
    return unwrap(await inspector.ask(asked))!;
  };
  const none = await many('fgsm', 0);
  expect(none.attackedRight).toBe(none.cleanRight);
  expect(none.cleanRight).toBeGreaterThan(0.5 * none.count);
  const fgsm = await many('fgsm', 0.1);
  expect(fgsm.attackedRight).toBeLessThan(none.cleanRight);
  const pgd = await many('pgd', 0.1);
  expect(pgd.attackedRight).toBeLessThanOrEqual(fgsm.attackedRight);
  expect([pgd.options.steps, pgd.blind]).toEqual([20, 0]);
  // The same twice, with its random start.
  expect(await many('pgd', 0.1)).toEqual(pgd);
});

test('many are counted piece by piece as all at once', async () => {
  const asked = { kind: 'attackMany', step: STEPS, attack: 'fgsm', options: { epsilon: 0.05 }, seed: 1 } as const;
  const whole = unwrap(await inspector.ask({ ...asked, count: 30 }))!;
  const first = unwrap(await inspector.ask({ ...asked, count: 25 }))!;
  const rest = unwrap(await inspector.ask({ ...asked, from: 25, count: 5 }))!;
  expect(first.attackedRight + rest.attackedRight).toBe(whole.attackedRight);
  expect(first.cleanRight + rest.cleanRight).toBe(whole.cleanRight);
});

test.each<[string, AskedOptions, number, RegExp]>([
  ['fgsm', { epsilon: -0.1 }, 0, /epsilon expected a number of at least 0, and got -0\.1/],
  ['targeted-fgsm', { epsilon: 0.1, target: 10 }, 0, /target expected a class from 0 to 9, and got 10/],
  ['targeted-fgsm', { epsilon: 0.1 }, 0, /target expected a class, since the attack goes towards one, and got none/],
  ['fgsm', { epsilon: 0.1, target: 1 }, 0, /target expected none, since the attack only leads away/],
  ['fgsm', { epsilon: 0.1, norm: 'l2' }, 0, /norm expected linf, and got l2/],
  ['targeted-descent', { epsilon: 1, target: 1, confidence: 2 }, 0, /confidence expected a probability/],
  ['pgd', { epsilon: 0.1, steps: 0 }, 0, /steps expected at least 1, and got 0/],
  ['fgsm', { epsilon: 0.1 }, 100_000, /Expected numbers of images from 0 to \d+, and got 100000/],
])('%s, %j, image %i: a sentence', async (attack, options, image, message) => {
  const answer = await inspector.ask({ kind: 'attackOne', step: STEPS, image, attack, options, seed: 1 });
  expect(answer.ok).toBe(false);
  if (!answer.ok) expect(answer.problem.message).toMatch(message);
});

test('a classifier whose weights have become NaN is a sentence with a way out', async () => {
  const broken = { from: 'adam(0.01)', to: 'sgd(1e30)', failsWith: 'became NaN' };
  const { inspector: diverged } = await inspect('tiny-classifier', STEPS, broken);
  const { lastStep } = unwrap(await diverged.opened);
  const asked = { step: lastStep, attack: 'fgsm', options: { epsilon: 0.1 }, seed: 1 } as const;
  for (const question of [
    { kind: 'attackOne', image: 0, ...asked },
    { kind: 'attackMany', count: 10, ...asked },
  ] as const) {
    const answer = await diverged.ask(question);
    if (answer.ok) throw new Error('Expected a problem.');
    expect(answer.problem.message).toMatch(/expected probabilities of the classifier after \d+ steps, and got NaN/);
    expect(answer.problem.remedy).toMatch(/an earlier step/);
  }
});
