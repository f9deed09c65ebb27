/** What values come to, against NumPy's and by hand; and what is said of them. */
import { describe, expect, test } from 'vitest';
import { NoiseGenerator } from '../../../../src/noise/noise-generator';
import type { Judged } from '../../../../src/protocol/confidence-questions';
import { formatBelief } from '../../../../webviews/confidence/belief-format';
import {
  beliefScale,
  classRows,
  figuresOf,
  histogramOf,
  pairsRight,
  quantile,
  sorted,
} from '../../../../webviews/confidence/figures';
import { verdictOf } from '../../../../webviews/confidence/verdict';

const floats = (...values: number[]) => Float32Array.from(values);
const judged = (real: Float32Array, generated: Float32Array, more: Partial<Judged> = {}): Judged => ({
  step: 1,
  real: { values: real },
  generated: { values: generated },
  gradient: { samples: 64, meanSize: 0.0123, zeroShare: 0 },
  ...more,
});
const probability = { gives: 'probability' as const, sampleShape: [28, 28, 1], isLossKnown: true };

describe('figures', () => {
  test('quantiles as NumPy’s', () => {
    // numpy.quantile([0.1, 0.4, 0.35, 0.8, 0.2], [0.25, 0.5, 0.75])
    const ordered = sorted(floats(0.1, 0.4, NaN, 0.35, 0.8, 0.2));
    expect([0.25, 0.5, 0.75].map((share) => quantile(ordered, share))).toEqual(
      [0.2, 0.35, 0.4].map((value) => expect.closeTo(value, 6) as number),
    );
    expect(quantile(floats(), 0.5)).toBeNaN();
  });

  test('whose side is wrong: real ones below one half, generated ones from there on', () => {
    const of = judged(floats(0.2, 0.5, 0.9, 0.8), floats(0.5, 0.1, 0.6, 0.2, 0.3));
    const scale = beliefScale('probability', of);
    expect(figuresOf(of.real.values, 'real', scale)).toMatchObject({ count: 4, wrongShare: 0.25 });
    expect(figuresOf(of.generated.values, 'generated', scale).wrongShare).toBeCloseTo(0.4, 12);
  });

  test('a histogram adds up to one, with what lies beyond in its outermost bins', () => {
    const scale = { gives: 'probability', least: 0, most: 1, middle: 0.5 } as const;
    expect([...histogramOf(floats(-1, 0, 0.24, 0.25, 1, 2, 0.6, 0.6), scale, 4)]).toEqual([0.375, 0.125, 0.25, 0.25]);
  });

  test('pairs told right as counted one by one', () => {
    const [real, generated] = [3, 4].map((seed) =>
      new NoiseGenerator(seed).uniform(new Float32Array(60)).map((value) => Math.round(value * 10)),
    ) as [Float32Array, Float32Array];
    let right = 0;
    for (const one of real) for (const other of generated) right += one > other ? 1 : one === other ? 0.5 : 0;
    expect(pairsRight(real, generated)).toBeCloseTo(right / 3600, 12);
  });

  test('scores have an axis of their own, with its middle between both medians', () => {
    const scale = beliefScale('score', judged(floats(3, 5, 7), floats(-4, -1, 0)));
    expect(scale.middle).toBe(2);
    expect(scale.least).toBeLessThan(-4);
    expect(scale.most).toBeGreaterThan(7);
  });

  test('class by class, with generated ones only where somebody knows theirs', () => {
    const of = judged(floats(0.1, 0.2, 0.3), floats(0.4, 0.5), {
      real: { values: floats(0.1, 0.2, 0.3), classes: Int32Array.of(1, 0, 1) },
    });
    expect(classRows(of, undefined, 2).map(({ real, generated }) => [real.length, generated])).toEqual([
      [1, undefined],
      [2, undefined],
    ]);
    expect(classRows(of, Int32Array.of(1, 1), 2).map(({ generated }) => generated?.length)).toEqual([0, 2]);
  });

  test.each([
    [0.5, '0.50'],
    [0.0312, '0.031'],
    [0.00001, '1E-5'],
    [0.9552, '0.955'],
    [0.9972, '0.9972'],
    [1, '1.00'],
    [0, '0.00'],
  ])('%f is written %s', (value, text) => {
    expect(formatBelief(value, { gives: 'probability' })).toBe(text);
  });
});

describe('the verdict', () => {
  const spread = (from: number, to: number) =>
    Float32Array.from({ length: 200 }, (_, i) => from + ((to - from) * i) / 199);

  test.each([
    ['won', spread(0.9, 1), spread(0, 0.1), '100.0'],
    ['ahead', spread(0.4, 1), spread(0, 0.6), '83.'],
    ['even', spread(0.3, 0.8), spread(0.2, 0.7), '60.'],
    ['fooled', spread(0, 1), spread(0, 1), '50.'],
    ['shifted', spread(0.2, 0.4), spread(0, 0.1), '50.'],
    ['blind', spread(0.5, 0.5), spread(0.5, 0.5), ''],
  ] as const)('%s', (standing, real, generated, figure) => {
    const verdict = verdictOf(judged(real, generated), probability);
    expect(verdict.standing).toBe(standing);
    expect(verdict.figure).toContain(figure);
    expect(verdict.details.join(' ')).toContain('0.012');
  });

  test('of what is no number nothing is right, and nobody has won', () => {
    const verdict = verdictOf(judged(spread(0.9, 1), floats(NaN, NaN, 0.1)), probability);
    expect(verdict).toMatchObject({ standing: 'broken', figure: 'NaN', details: [] });
  });

  test('says on how many samples there is no gradient at all', () => {
    const of = judged(spread(0.9, 1), spread(0, 0.1), { gradient: { samples: 64, meanSize: 0.001, zeroShare: 0.25 } });
    expect(verdictOf(of, probability).details[1]).toContain('on 25\u00a0% of them none at all');
  });

  test('says that training samples are known by heart only where chance is no explanation', () => {
    const [real, generated] = [spread(0.6, 1), spread(0, 0.4)];
    const told = (heldOut: Float32Array) =>
      verdictOf(judged(real, generated, { heldOut: { values: heldOut } }), probability).details[2];
    expect(told(spread(0, 1))).toContain('by heart');
    // 9 of 10 may be 10 of 10 by chance.
    expect(told(floats(0.4, ...spread(0.6, 1).slice(0, 9)))).toContain('alike');
  });

  test('of a loss that only the step of the user knows it claims nothing', () => {
    const of = judged(spread(0.9, 1), spread(0, 0.1));
    expect(verdictOf(of, probability).details[1]).toContain('it does not vanish with this loss');
    const own = verdictOf(of, { ...probability, isLossKnown: false }).details[1];
    expect(own).toContain('|∂(−ln D)/∂pixel|');
    expect(own).not.toContain('vanish');
  });

  test('scores have no unit: a critic that tells all apart by little is not blind', () => {
    const scores = { gives: 'score' as const, sampleShape: [3], isLossKnown: true };
    expect(verdictOf(judged(floats(2e-4, 3e-4), floats(0, 1e-4)), scores).standing).toBe('ahead');
    expect(verdictOf(judged(floats(5, 5), floats(5, 5)), scores).standing).toBe('blind');
  });

  test('of scores it tells pairs, and no share of samples', () => {
    // No alarm, however well a critic tells them apart.
    const verdict = verdictOf(judged(floats(5, 6, 7), floats(-1, 0, 6)), {
      gives: 'score',
      sampleShape: [3],
      isLossKnown: true,
    });
    expect(verdict.right).toBeCloseTo((3 + 3 + 1.5) / 9, 12);
    expect(verdict.standing).toBe('ahead');
    expect(verdict.details[0]).toBe('Median score of real samples 6.00, of generated ones 0.');
  });
});
