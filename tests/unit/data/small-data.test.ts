/** The data that an experiment makes itself, and the lecture's small data. */
import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { datasets, type TensorOptions } from '../../../src/authoring/datasets';
import { sineAndCosine } from '../../../src/data/exact-sines';
import { allOf, countsOf, indicesOf, loaded, problemOf, samplesOf } from './loading';

const FOLDER = '/no/such/folder';

describe('numbers of the experiment', () => {
  it.each<[string, number[], TensorOptions, string, readonly number[]]>([
    ['images', [4, 2, 2, 1], {}, 'images', [0, 1]],
    ['points', [8, 2], {}, 'points', [0, 0.9375]],
    ['sequences', [4, 4, 1], { range: [0, 2] }, 'sequences', [0, 2]],
    ['vectors', [4, 4], {}, 'vectors', [0, 0.9375]],
  ])('are %s by their shape', async (_what, shape, options, samples, range) => {
    const values = Array.from({ length: 16 }, (_, i) => i / 16);
    const dataset = await loaded(datasets.tensor(values, shape, { testShare: 0.25, ...options }), FOLDER);
    expect(dataset).toMatchObject({ samples, range, classNames: [] });
    expect([...samplesOf(dataset.train), ...samplesOf(dataset.test)]).toHaveLength(shape[0]!);
    expect([...allOf(dataset.train), ...allOf(dataset.test)].sort()).toEqual(values.map(Math.fround).sort());
  });

  it('have labels, names, and pixels scaled from their range', async () => {
    const values = [-1, -1, 0, 0, 1, 1];
    const spec = datasets.tensor(values, [3, 1, 2, 1], { labels: [0, 1, 1], classNames: ['a', 'b'], range: [-1, 1] });
    const dataset = await loaded(spec, FOLDER);
    expect(dataset.classNames).toEqual(['a', 'b']);
    expect(countsOf(dataset.train, 2)).toEqual([1, 2]);
    expect(samplesOf(dataset.train)).toEqual(['0 0', '0.5 0.5', '1 1']);
  });

  it('are copied: what happens to the list afterwards changes nothing', async () => {
    const values = new Float32Array(8);
    const spec = datasets.tensor(values, [2, 4]);
    values.fill(7);
    expect(allOf((await loaded(spec, FOLDER)).train)).toEqual(new Array(8).fill(0));
  });

  it('have a fingerprint that any other number changes', async () => {
    const of = async (last: number) => (await loaded(datasets.tensor([1, 2, 3, last], [4, 1]), FOLDER)).fingerprint;
    expect(await of(4)).toBe(await of(4));
    expect(await of(4)).not.toBe(await of(4.0000005));
  });

  it.each<[string, () => unknown, RegExp]>([
    ['too few', () => datasets.tensor([1, 2, 3], [2, 2]), /expected 4 numbers for its shape, and got 3/],
    ['nested', () => datasets.tensor([[1], [2]] as never, [2, 2]), /and got 2/],
    ['not finite', () => datasets.tensor([1, NaN], [2, 1]), /finite numbers, and got NaN at index 1/],
    ['beyond float32', () => datasets.tensor([1, 1e39], [2, 1]), /and got 1e\+39/],
    ['words', () => datasets.tensor(['a'] as never, [1, 1]), /finite numbers, and got "a"/],
    ['no list', () => datasets.tensor(5 as never, [1, 1]), /a list of numbers or a typed array, and got 5/],
    ['of one sample alone', () => datasets.tensor([1], [1]), /\[count, …shape of one sample\]/],
    ['of no size', () => datasets.tensor([], [0, 2]), /whole numbers above 0/],
    ['labelled too seldom', () => datasets.tensor([1, 2], [2, 1], { labels: [0] }), /labels expected 2 numbers/],
    ['given an unknown option', () => datasets.tensor([1], [1, 1], { label: [0] } as never), /and got label/],
  ])('are refused at once when they are %s', (_what, make, message) => {
    expect(make).toThrow(message);
  });

  it.each<[string, TensorOptions, RegExp]>([
    [
      'a label is beyond the classes',
      { labels: [0, 5], classNames: ['a', 'b'] },
      /from 0 to 1, or one of a, b, and got 5/,
    ],
    ['a number is outside of the range', { range: [0, 1] }, /Expected numbers from 0 to 1, and got 2/],
    ['they can’t be images', { samples: 'images' }, /Expected images of shape/],
  ])('are refused when %s', async (_what, options, message) => {
    const problem = await problemOf(datasets.tensor([1, 2], [2, 1], options), FOLDER);
    expect(problem.message).toMatch(message);
    expect(problem.file).toBeUndefined();
  });
});

describe('points near a plane', () => {
  it('are sixty and sixty, centred, the same on every machine', async () => {
    const { train, test, samples, range } = await loaded(datasets.points3d(), FOLDER);
    expect([train.count, test.count, train.shape, samples]).toEqual([60, 60, [3], 'points']);
    const values = allOf(train);
    for (let axis = 0; axis < 3; axis++) {
      const mean = values.reduce((sum, value, at) => sum + (at % 3 === axis ? value : 0), 0) / 60;
      expect(mean).toBeCloseTo(0, 6);
    }
    expect(range[0]).toBe(Math.min(...values, ...allOf(test)));
    // A change detector: other points would be another training.
    const bytes = new Uint8Array(Float32Array.from([...values, ...allOf(test)]).buffer);
    expect(createHash('sha256').update(bytes).digest('hex').slice(0, 16)).toBe('ecdb298716d350f7');
  });

  it('lie around z = 0.1 x + 0.3 y by the noise that is said', async () => {
    const { train } = await loaded(datasets.points3d({ count: 20_000, noise: 0.1 }), FOLDER);
    const values = allOf(train);
    const distances = indicesOf(train).map((i) => values[3 * i + 2]! - 0.1 * values[3 * i]! - 0.3 * values[3 * i + 1]!);
    const spread = Math.sqrt(distances.reduce((sum, distance) => sum + distance ** 2, 0) / distances.length);
    expect(spread).toBeCloseTo(0.1, 2);
    // Without noise nothing leaves the plane, and the arc is three quarters of an ellipse.
    const flat = allOf((await loaded(datasets.points3d({ count: 500, noise: 0 }), FOLDER)).train);
    for (let i = 0; i < 500; i++)
      expect(Math.abs(flat[3 * i + 2]! - 0.1 * flat[3 * i]! - 0.3 * flat[3 * i + 1]!)).toBeLessThan(1e-6);
  });

  it('come from sines that agree with the machine’s own', () => {
    for (let angle = -20; angle < 20; angle += 0.0137) {
      const [sine, cosine] = sineAndCosine(angle);
      expect(Math.abs(sine - Math.sin(angle))).toBeLessThan(1e-13);
      expect(Math.abs(cosine - Math.cos(angle))).toBeLessThan(1e-13);
    }
  });
});

describe('sequences', () => {
  const wholes = (values: readonly number[]) => values.map((value) => Math.round(value * 100));

  it('with a pattern go up or down by one step all the way, within 0 and 100', async () => {
    const { train, test, samples } = await loaded(datasets.sequences({ kind: 'patterned' }), FOLDER);
    expect([train.count, test.count, train.shape, samples]).toEqual([1000, 100, [19, 1], 'sequences']);
    const steps = new Set<number>();
    for (const index of indicesOf(train)) {
      const numbers = wholes([...train.gather([index])]);
      const differences = new Set(numbers.slice(1).map((number, at) => number - numbers[at]!));
      expect(differences.size).toBe(1);
      for (const difference of differences) steps.add(difference);
      expect(Math.min(...numbers)).toBeGreaterThanOrEqual(0);
      expect(Math.max(...numbers)).toBeLessThanOrEqual(100);
    }
    expect([...steps].sort((a, b) => a - b)).toEqual([-5, -4, -3, -2, -1, 1, 2, 3, 4, 5]);
  });

  it('by chance have all numbers from 0 to 100 alike', async () => {
    const { train } = await loaded(datasets.sequences({ kind: 'random', count: 5000 }), FOLDER);
    const counts = new Array<number>(101).fill(0);
    for (const number of wholes(allOf(train))) counts[number]!++;
    const wanted = (5000 * 19) / 101;
    const chiSquare = counts.reduce((sum, count) => sum + (count - wanted) ** 2 / wanted, 0);
    // 100 degrees of freedom: beyond 150 once in a thousand.
    expect(chiSquare).toBeLessThan(150);
  });

  it('hang on seed and index alone, and the splits differ', async () => {
    const few = await loaded(datasets.sequences({ kind: 'random', count: 20 }), FOLDER);
    const many = await loaded(datasets.sequences({ kind: 'random', count: 40 }), FOLDER);
    expect(allOf(few.train)).toEqual([...many.train.gather(indicesOf(few.train))]);
    expect(samplesOf(few.train)).not.toContain(samplesOf(few.test)[0]);
  });

  it.each([
    () => datasets.sequences({ kind: 'odd' as never }),
    () => datasets.sequences({ kind: 'random', steps: 102 }),
    () => datasets.sequences({ kind: 'random', count: 0 }),
    () => datasets.points3d({ noise: -1 }),
    () => datasets.points3d({ count: 0.5 }),
    () => datasets.images(''),
    () => datasets.images('x', { size: 0 }),
    () => datasets.images('x', { size: [3] as never }),
    () => datasets.images('x', { channels: 2 as never }),
    () => datasets.images('x', { fit: 'zoom' as never }),
    () => datasets.images('x', { testShare: 1 }),
    () => datasets.images('x', { colour: true } as never),
    () => datasets.idx({} as never),
    () => datasets.csv('x', { range: [1, 1] }),
    () => datasets.csv('x', { delimiter: ';;' }),
    () => datasets.csv('x', { columns: [] }),
    () => datasets.csv('x', { classNames: ['a', 'a'] }),
  ])('and all others refuse options of the wrong kind: %s', (make) => {
    expect(make).toThrow(/expected .*, and got/);
  });
});
