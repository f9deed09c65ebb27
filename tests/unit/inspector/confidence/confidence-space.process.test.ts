/** What discriminators of real runs believe, asked of a real inspector: against their models, and against finite differences. */
import { describe, expect, test } from 'vitest';
import { unwrap } from '../../../../src/base/result';
import type { RunInspectorClient } from '../../../../src/client/run-inspector-client';
import type { Rivals } from '../../../../src/protocol/confidence-questions';
import { NoiseGenerator } from '../../../../src/noise/noise-generator';
import { inspectedFixtures } from '../../../programs/inspected-fixture';

const STEPS = 150;
/** Of the run's seed: those that its wall of samples is drawn from. */
const FIXED_CODINGS = 3;
const SEED = 7;

const inspect = inspectedFixtures();
const inspected = async (name: string): Promise<RunInspectorClient> => (await inspect(name, STEPS)).inspector;

async function rivalsOf(inspector: RunInspectorClient): Promise<Rivals> {
  const description = unwrap(await inspector.ask({ kind: 'describeConfidence' }));
  if (description.kind === 'none') throw new Error(description.message);
  return description;
}

const near = (values: ArrayLike<number>, digits = 4) =>
  Array.from(values, (value) => expect.closeTo(value, digits) as number);

describe('a GAN of images', () => {
  test('is judged as its models judge it: real samples, those never seen, generated ones', async () => {
    const inspector = await inspected('tiny-gan');
    expect(await rivalsOf(inspector)).toMatchObject({
      discriminator: 'discriminator',
      gives: 'probability',
      counts: { real: 200, heldOut: 20, generated: 1000 },
      isPlane: false,
      isConditional: false,
    });
    const judged = unwrap(await inspector.ask({ kind: 'judge', step: STEPS }))!;
    const codings = new NoiseGenerator(SEED, FIXED_CODINGS).normal(new Float32Array(4000));
    const drawn = unwrap(await inspector.predict(STEPS, 'generator', { shape: [1000, 4], values: codings })).outputs;
    const believed = unwrap(await inspector.predict(STEPS, 'discriminator', drawn)).outputs;
    expect([...judged.generated.values]).toEqual(near(believed.values));
    // Each training sample once, by whatever order: all 200 of them are asked about.
    const all = unwrap(await inspector.ask({ kind: 'readInputs', indices: Array.from({ length: 200 }, (_, i) => i) }));
    const ofAll = unwrap(await inspector.predict(STEPS, 'discriminator', all)).outputs;
    expect([...judged.real.values.slice().sort()]).toEqual(near(ofAll.values.slice().sort()));
    expect(new Set(judged.real.classes).size).toBe(10);
    expect(judged.heldOut?.values).toHaveLength(20);
    // Without a reference classifier nobody knows of which class generated samples are.
    expect(judged.generated.classes).toBeUndefined();
    expect(unwrap(await inspector.ask({ kind: 'classifyGenerated', step: STEPS }))).toBeNull();
  });

  test('the gradient on a sample is that of −ln D, by finite differences through its own model', async () => {
    const inspector = await inspected('tiny-gan');
    const index = 3;
    const close = unwrap(await inspector.ask({ kind: 'lookClosely', step: STEPS, whose: 'generated', index }));
    const h = 0.02;
    const steep = [...close.gradient.values.keys()]
      .sort((a, b) => Math.abs(close.gradient.values[b]!) - Math.abs(close.gradient.values[a]!))
      .slice(0, 8);
    const moved = steep.flatMap((at) =>
      [h, -h].map((by) => close.sample.values.map((value, i) => (i === at ? value + by : value))),
    );
    const values = Float32Array.from(moved.flatMap((one) => [...one]));
    const given = { shape: [moved.length, 28, 28, 1], values };
    const told = unwrap(await inspector.predict(STEPS, 'discriminator', given)).outputs.values;
    steep.forEach((at, i) => {
      const slope = (-Math.log(told[2 * i]!) + Math.log(told[2 * i + 1]!)) / (2 * h);
      expect(Math.abs(close.gradient.values[at]! - slope)).toBeLessThan(0.02 * Math.abs(slope));
    });
    const wall = unwrap(
      await inspector.ask({ kind: 'readWall', step: STEPS, whose: 'generated', indices: [0, index, 999] }),
    );
    expect([wall.pictures.length, wall.gradients.length]).toEqual([3 * 784, 3 * 784]);
    expect(wall.values[1]).toBeCloseTo(close.value, 5);
    const bytes = wall.gradients.subarray(784, 2 * 784);
    for (const at of steep)
      expect(((bytes[at]! - 128) / 127) * wall.scales[1]!).toBeCloseTo(close.gradient.values[at]!, 3);
    const mean = unwrap(await inspector.ask({ kind: 'judge', step: STEPS }))!.gradient;
    expect(mean).toMatchObject({ samples: 64, zeroShare: 0 });
    expect(mean.meanSize).toBeGreaterThan(0);
  });

  test('a slice of codings has the chosen sample in its middle, and what is drawn there is that sample', async () => {
    const inspector = await inspected('tiny-gan');
    const slice = { through: [11], turn: 0 };
    const answer = unwrap(await inspector.ask({ kind: 'sliceCodings', step: STEPS, slice }))!;
    const close = unwrap(await inspector.ask({ kind: 'lookClosely', step: STEPS, whose: 'generated', index: 11 }));
    const middle = (answer.side * answer.side - 1) / 2;
    expect(answer.values[middle]).toBeCloseTo(close.value, 5);
    const drawn = unwrap(await inspector.ask({ kind: 'drawOnSlice', step: STEPS, slice, at: [0, 0] }));
    expect([...drawn.sample.values]).toEqual(near(close.sample.values));
    const three = { through: [1, 2, 3], turn: 0 };
    const through = unwrap(await inspector.ask({ kind: 'sliceCodings', step: STEPS, slice: three }))!;
    const there = unwrap(
      await inspector.ask({ kind: 'drawOnSlice', step: STEPS, slice: three, at: through.places[2]! }),
    );
    const third = unwrap(await inspector.ask({ kind: 'lookClosely', step: STEPS, whose: 'generated', index: 3 }));
    expect(there.value).toBeCloseTo(third.value, 4);
  });

  test('of another step all is another, and what there is not is a sentence', async () => {
    const inspector = await inspected('tiny-gan');
    const [first, last] = [
      unwrap(await inspector.ask({ kind: 'judge', step: 0 }))!,
      unwrap(await inspector.ask({ kind: 'judge', step: STEPS }))!,
    ];
    expect(first.real.values).not.toEqual(last.real.values);
    expect(unwrap(await inspector.ask({ kind: 'judge', step: 0 }))).toEqual(first);
    const wrong = await inspector.ask({ kind: 'lookClosely', step: STEPS, whose: 'heldOut', index: 20 });
    expect(!wrong.ok && wrong.problem.message).toBe('Expected numbers of samples from 0 to 19, and got 20.');
    const same = await inspector.ask({ kind: 'sliceCodings', step: STEPS, slice: { through: [4, 4, 4], turn: 0 } });
    expect(!same.ok && same.problem.message).toContain('one line');
    const plane = await inspector.ask({ kind: 'readPlane', step: STEPS });
    expect(!plane.ok && plane.problem.message).toContain('[28, 28, 1]');
  });
});

test('of data in a plane: D everywhere, the points, which modes are covered, and the gradient at each', async () => {
  const inspector = await inspected('tiny-ring');
  expect(await rivalsOf(inspector)).toMatchObject({ isPlane: true, sampleShape: [2], codings: 2 });
  const plane = unwrap(await inspector.ask({ kind: 'readPlane', step: STEPS }))!;
  const { side, across, up } = plane;
  // The corner at the lower right, and the upper left one.
  const corners = Float32Array.of(across[1], up[0], across[0], up[1]);
  const told = unwrap(await inspector.predict(STEPS, 'discriminator', { shape: [2, 2], values: corners })).outputs;
  expect([plane.values[side * side - 1], plane.values[0]]).toEqual(near(told.values));
  const [x, y] = plane.generated;
  const h = 1e-2;
  const moved = Float32Array.of(x! + h, y!, x! - h, y!, x!, y! + h, x!, y! - h);
  const values = unwrap(await inspector.predict(STEPS, 'discriminator', { shape: [4, 2], values: moved })).outputs
    .values;
  const slopes = [0, 2].map((at) => (-Math.log(values[at]!) + Math.log(values[at + 1]!)) / (2 * h));
  expect([...plane.gradients.subarray(0, 2)]).toEqual(near(slopes, 2));
  expect(plane.modes).toMatchObject({ all: 8, of: 1000 });
  const judged = unwrap(await inspector.ask({ kind: 'judge', step: STEPS }))!;
  expect(new Set(judged.real.classes).size).toBe(8);
  expect(judged.generated.classes).toHaveLength(1000);
});

test('a critic gives scores, and its gradient is that of their negative', async () => {
  const inspector = await inspected('own-critic');
  expect(await rivalsOf(inspector)).toMatchObject({ gives: 'score', discriminator: 'critic' });
  const close = unwrap(await inspector.ask({ kind: 'lookClosely', step: STEPS, whose: 'real', index: 0 }));
  const at = close.gradient.values.reduce(
    (best, value, i, all) => (Math.abs(value) > Math.abs(all[best]!) ? i : best),
    0,
  );
  const values = Float32Array.from(
    [0.01, -0.01].flatMap((by) => [...close.sample.values.map((value, i) => (i === at ? value + by : value))]),
  );
  const [up, down] = unwrap(await inspector.predict(STEPS, 'critic', { shape: [2, 28, 28, 1], values })).outputs.values;
  expect(close.gradient.values[at]).toBeCloseTo(-(up! - down!) / 0.02, 3);
});

test('codings by chance are drawn as the step draws them, also before anything was trained again', async () => {
  const uniform = { from: 'ctx.normal([16, 4])', to: 'ctx.uniform([16, 4], -1, 1)' };
  const { inspector } = await inspect('own-critic', STEPS, uniform);
  expect(await rivalsOf(inspector)).toMatchObject({ isLossKnown: false });
  const close = unwrap(await inspector.ask({ kind: 'lookClosely', step: STEPS, whose: 'generated', index: 0 }));
  const codings = new NoiseGenerator(SEED, FIXED_CODINGS).uniform(new Float32Array(4), -1, 1);
  const drawn = unwrap(await inspector.predict(STEPS, 'generator', { shape: [1, 4], values: codings }));
  expect([...close.sample.values]).toEqual(near(drawn.outputs.values));
});

test('of a generator that ends in tanh real samples are judged brought to its range, and seen as they are', async () => {
  const symmetric = { from: "units: 784, activation: 'sigmoid'", to: "units: 784, activation: 'tanh'" };
  const { inspector } = await inspect('own-critic', STEPS, symmetric);
  expect(await rivalsOf(inspector)).toMatchObject({ isScaled: true });
  const judged = unwrap(await inspector.ask({ kind: 'judge', step: STEPS }))!;
  const all = unwrap(await inspector.ask({ kind: 'readInputs', indices: Array.from({ length: 200 }, (_, i) => i) }));
  const scaled = { shape: all.shape, values: all.values.map((value) => 2 * value - 1) };
  const believed = unwrap(await inspector.predict(STEPS, 'critic', scaled)).outputs;
  expect([...judged.real.values.slice().sort()]).toEqual(near(believed.values.slice().sort()));
  const { sample } = unwrap(await inspector.ask({ kind: 'lookClosely', step: STEPS, whose: 'real', index: 0 }));
  const pixels = Array.from({ length: 200 }, (_, at) => all.values.subarray(at * 784, (at + 1) * 784));
  const apart = (one: Float32Array) => Math.max(...one.map((value, i) => Math.abs(value - sample.values[i]!)));
  expect(Math.min(...pixels.map(apart))).toBeLessThan(1e-6);
});

test('a training that has broken down is looked at all the same: D gives NaN, and so are its figures', async () => {
  const broken = { from: 'rmsprop(0.001)', to: 'sgd(1e30)', failsWith: 'became NaN' };
  const { inspector } = await inspect('tiny-gan', STEPS, broken);
  const { lastStep: step } = unwrap(await inspector.opened);
  const judged = unwrap(await inspector.ask({ kind: 'judge', step }))!;
  expect(judged.generated.values.every(Number.isNaN)).toBe(true);
  expect(judged.gradient.meanSize).toBeNaN();
  expect(unwrap(await inspector.ask({ kind: 'lookClosely', step, whose: 'generated', index: 0 })).value).toBeNaN();
  expect(unwrap(await inspector.inspectStep(step, [])).scalars).toMatchObject({ gLoss: NaN });
});

test.each([
  ['tiny-autoencoder', /no discriminator against a generator: its models are encoder, decoder/],
  ['tiny-classifier', /no discriminator/],
])('%s says why there is nothing to show, and what to do', async (name, why) => {
  const inspector = await inspected(name);
  const description = unwrap(await inspector.ask({ kind: 'describeConfidence' }));
  expect(description).toMatchObject({ kind: 'none', remedy: expect.stringContaining('gan()') as string });
  expect(description.kind === 'none' && description.message).toMatch(why);
  const judged = await inspector.ask({ kind: 'judge', step: STEPS });
  expect(judged.ok).toBe(false);
});
