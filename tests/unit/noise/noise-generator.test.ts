import { describe, expect, it } from 'vitest';

import { NoiseGenerator } from '../../../src/noise/noise-generator';

import {
  centralMoments,
  chiSquared,
  chiSquaredCritical,
  kolmogorovSmirnov,
  KOLMOGOROV_CRITICAL_1_PERCENT,
  normalDistribution,
} from './statistics';

const N = 400_000;

describe('NoiseGenerator', () => {
  // Made once by a second implementation in Python: the paper's Threefry, and statistics.NormalDist.inv_cdf.
  const reference = {
    uniform: [0.33496636152267456, 0.17051410675048828, 0.7300831079483032, 0.03530663251876831, 0.12419432401657104],
    normal: [0.9739785914036035, 0.44133335972513277, -0.738573001131649, 0.08861651743853638, 0.31651546480040615],
    truncated: [0.9143189238756715, 0.4199957515306745, -0.6987170148723791, 0.08457458438952555, 0.30165766933749055],
  };

  it('draws the uniform numbers of a second implementation, exactly', () => {
    expect([...new NoiseGenerator(42, 7).uniform(new Float32Array(5))]).toEqual(reference.uniform);
  });

  it('draws the normal numbers of a second implementation, to 3 parts in 10^7', () => {
    const normal = new NoiseGenerator(42, 7).normal(new Float32Array(5));
    const truncated = new NoiseGenerator(42, 7).truncatedNormal(new Float32Array(5), 0, 1);
    reference.normal.forEach((z, i) => expect(Math.abs(normal[i]! / z - 1)).toBeLessThan(3e-7));
    reference.truncated.forEach((z, i) => expect(Math.abs(truncated[i]! / z - 1)).toBeLessThan(3e-7));
  });

  describe('uniform', () => {
    it('is spread evenly over [0, 1)', () => {
      const values = new NoiseGenerator(1).uniform(new Float32Array(N));
      const bins = new Array<number>(256).fill(0);
      for (const value of values) bins[Math.floor(value * 256)]!++;
      expect(chiSquared(bins, N / 256)).toBeLessThan(chiSquaredCritical(255));
      expect(kolmogorovSmirnov(values, (x) => x)).toBeLessThan(KOLMOGOROV_CRITICAL_1_PERCENT);
    });

    it.each([
      [1, 2],
      [-1, 1],
      [-0.1, 0],
      [-3, -2],
      [0, 0.1],
      [16_777_215, 16_777_216],
    ])('stays in [%d, %d), although rounding to float32 would reach the upper bound', (min, max) => {
      const values = new NoiseGenerator(2).uniform(new Float32Array(N), min, max);
      expect(Math.min(...extremes(values))).toBeGreaterThanOrEqual(Math.fround(min));
      expect(Math.max(...extremes(values))).toBeLessThan(Math.fround(max));
    });

    it('gives the lower bound throughout when the range is empty', () => {
      expect([...new NoiseGenerator(3).uniform(new Float32Array(3), 0.5, 0.5)]).toEqual([0.5, 0.5, 0.5]);
    });

    it.each([
      [1, 0],
      [NaN, 1],
      [0, Infinity],
    ])('refuses [%d, %d)', (min, max) => {
      expect(() => new NoiseGenerator(3).uniform(new Float32Array(3), min, max)).toThrow(RangeError);
    });
  });

  describe('normal', () => {
    it('has the moments of the normal distribution', () => {
      const { mean, variance, skewness, kurtosis } = centralMoments(new NoiseGenerator(4).normal(new Float32Array(N)));
      // Four standard errors of each.
      expect(Math.abs(mean)).toBeLessThan(4 * Math.sqrt(1 / N));
      expect(Math.abs(variance - 1)).toBeLessThan(4 * Math.sqrt(2 / N));
      expect(Math.abs(skewness)).toBeLessThan(4 * Math.sqrt(6 / N));
      expect(Math.abs(kurtosis - 3)).toBeLessThan(4 * Math.sqrt(24 / N));
    });

    it('is normally distributed, by Kolmogorov and Smirnov', () => {
      const values = new NoiseGenerator(5).normal(new Float32Array(N), 3, 0.5);
      const distance = kolmogorovSmirnov(values, (x) => normalDistribution((x - 3) / 0.5));
      expect(distance).toBeLessThan(KOLMOGOROV_CRITICAL_1_PERCENT);
    });

    it('has tails as heavy as they should be', () => {
      const values = new NoiseGenerator(6).normal(new Float32Array(N));
      const beyond = values.filter((z) => Math.abs(z) > 3).length;
      const expected = 0.0026997960632602 * N;
      expect(Math.abs(beyond - expected)).toBeLessThan(4 * Math.sqrt(expected));
    });

    it('draws neighbours that are not correlated', () => {
      const values = new NoiseGenerator(7).normal(new Float32Array(N));
      for (const lag of [1, 2, 3, 2048])
        expect(Math.abs(correlation(values, values, lag))).toBeLessThan(4 / Math.sqrt(N));
    });

    it('gives the mean throughout when the standard deviation is 0', () => {
      expect([...new NoiseGenerator(3).normal(new Float32Array(2), 7, 0)]).toEqual([7, 7]);
    });

    it.each([-1, NaN])('refuses a standard deviation of %d', (std) => {
      expect(() => new NoiseGenerator(3).normal(new Float32Array(3), 0, std)).toThrow(RangeError);
      expect(() => new NoiseGenerator(3).truncatedNormal(new Float32Array(3), 0, std)).toThrow(RangeError);
    });
  });

  describe('mask', () => {
    it.each([0.1, 0.5, 0.75])('is 0 with probability %d, and the value elsewhere', (probability) => {
      const values = new NoiseGenerator(3).mask(new Float32Array(N), probability, 4);
      const zeros = values.filter((value) => value === 0).length;
      expect(new Set(values)).toEqual(new Set([0, 4]));
      expect(Math.abs(zeros / N - probability)).toBeLessThan(
        (4 * Math.sqrt(probability * (1 - probability))) / Math.sqrt(N),
      );
    });

    it('keeps what a uniform number would be at least the probability for, and consumes as much', () => {
      const [one, other] = [new NoiseGenerator(3), new NoiseGenerator(3)];
      const uniform = other.uniform(new Float32Array(1001));
      expect([...one.mask(new Float32Array(1001), 0.25, 1)]).toEqual([...uniform].map((u) => (u >= 0.25 ? 1 : 0)));
      expect(one.save()).toEqual(other.save());
    });

    it('keeps all at probability 0, and nothing at 1', () => {
      expect(new Set(new NoiseGenerator(3).mask(new Float32Array(N), 0, 2))).toEqual(new Set([2]));
      expect(new Set(new NoiseGenerator(3).mask(new Float32Array(N), 1, 2))).toEqual(new Set([0]));
    });

    it.each([-0.1, 1.1, NaN])('refuses a probability of %d', (probability) => {
      expect(() => new NoiseGenerator(3).mask(new Float32Array(1), probability, 1)).toThrow(RangeError);
    });
  });

  describe('truncatedNormal', () => {
    it('stays within two standard deviations and is distributed as the normal between them', () => {
      const values = new NoiseGenerator(8).truncatedNormal(new Float32Array(N), 1, 0.05);
      for (const value of extremes(values)) expect(Math.abs(value - 1)).toBeLessThanOrEqual(0.1 + 1e-7);
      const low = normalDistribution(-2);
      const distribution = (x: number): number => (normalDistribution((x - 1) / 0.05) - low) / (1 - 2 * low);
      expect(kolmogorovSmirnov(values, distribution)).toBeLessThan(KOLMOGOROV_CRITICAL_1_PERCENT);
    });
  });

  describe('at words found by search, with seed 0', () => {
    const at = (block: number): NoiseGenerator => NoiseGenerator.from({ seed: 0, stream: 0, counter: [block, 0] });

    it('keeps the outermost truncated normals at 2, which the quantile alone would overstep by 2e-7', () => {
      expect(at(61_972_825).bits(new Uint32Array(2))[1]).toBe(0x7ffffffb);
      expect(at(112_574_971).bits(new Uint32Array(1))[0]).toBe(0x8000000b);
      expect(at(61_972_825).truncatedNormal(new Float32Array(2), 0, 1)[1]).toBe(2);
      expect(at(112_574_971).truncatedNormal(new Float32Array(1), 0, 1)[0]).toBe(-2);
    });

    it('draws again in a permutation where a word lies beyond the last multiple of the number of choices', () => {
      // 2^32 mod 60,000 is 47,296, and the first word here is 24,874 short of 2^32.
      expect([...at(225_649).bits(new Uint32Array(2))]).toEqual([4_294_942_422, 2_985_457_239]);
      expect(at(225_649).permutation(60_000)[59_999]).toBe(2_985_457_239 % 60_000);
    });
  });

  describe('bits', () => {
    it('sets each of the 32 bits half of the time', () => {
      const words = new NoiseGenerator(9).bits(new Uint32Array(N));
      for (let bit = 0; bit < 32; bit++) {
        let ones = 0;
        for (const word of words) ones += (word >>> bit) & 1;
        expect(Math.abs(ones - N / 2)).toBeLessThan(2 * Math.sqrt(N));
      }
    });
  });

  describe('permutation', () => {
    it.each([0, 1, 2, 10, 5_000])('has each of %d numbers once', (n) => {
      const sorted = new NoiseGenerator(10).permutation(n).sort();
      expect([...sorted]).toEqual(Array.from({ length: n }, (_, i) => i));
    });

    it('makes all 24 orders of four things equally often', () => {
      const generator = new NoiseGenerator(11);
      const seen = new Map<string, number>();
      for (let i = 0; i < 48_000; i++) {
        const order = generator.permutation(4).join('');
        seen.set(order, (seen.get(order) ?? 0) + 1);
      }
      expect(seen.size).toBe(24);
      expect(chiSquared([...seen.values()], 2_000)).toBeLessThan(chiSquaredCritical(23));
    });

    it('puts every thing into every place equally often', () => {
      const generator = new NoiseGenerator(12);
      const places = new Array<number>(20 * 20).fill(0);
      for (let i = 0; i < 20_000; i++) generator.permutation(20).forEach((item, place) => places[item * 20 + place]!++);
      expect(chiSquared(places, 1_000)).toBeLessThan(chiSquaredCritical(19 * 19));
    });

    it.each([-1, 1.5, NaN, 2 ** 32])('refuses a length of %d', (n) => {
      expect(() => new NoiseGenerator(3).permutation(n)).toThrow(RangeError);
    });
  });

  describe('state', () => {
    it('continues identically from a saved state that went through JSON', () => {
      const generator = new NoiseGenerator(13, 3);
      generator.normal(new Float32Array(4_321));
      generator.permutation(77);
      const copy = NoiseGenerator.from(
        JSON.parse(JSON.stringify(generator.save())) as ReturnType<typeof generator.save>,
      );
      expect(copy.normal(new Float32Array(5_000))).toEqual(generator.normal(new Float32Array(5_000)));
      expect(copy.permutation(50)).toEqual(generator.permutation(50));
      expect(copy.save()).toEqual(generator.save());
    });

    it.each([
      [0, 0],
      [1, 1],
      [2, 1],
      [2_047, 1_024],
      [2_049, 1_025],
      [10_001, 5_001],
    ])('is advanced for %d numbers by %d blocks, whatever the distribution', (n, blocks) => {
      const draws = [
        (g: NoiseGenerator) => g.uniform(new Float32Array(n)),
        (g: NoiseGenerator) => g.normal(new Float32Array(n)),
        (g: NoiseGenerator) => g.truncatedNormal(new Float32Array(n), 0, 1),
        (g: NoiseGenerator) => g.bits(new Uint32Array(n)),
      ];
      for (const draw of draws) {
        const generator = new NoiseGenerator(14, 2);
        draw(generator);
        expect(generator.save()).toEqual({ seed: 14, stream: 2, counter: [blocks, 0] });
      }
    });

    it('carries into the high word of the counter, in the middle of a call as between calls', () => {
      const atEdge = { seed: 15, stream: 0, counter: [0xffffffff, 0] } as const;
      const together = NoiseGenerator.from(atEdge).bits(new Uint32Array(4));
      const apart = NoiseGenerator.from(atEdge);
      const [first, second] = [apart.bits(new Uint32Array(2)), apart.bits(new Uint32Array(2))];
      expect([...together]).toEqual([...first, ...second]);
      expect(apart.save().counter).toEqual([1, 1]);
    });

    it('gives number i of a call the same value, however long the call', () => {
      const short = new NoiseGenerator(16).normal(new Float32Array(3_001));
      const long = new NoiseGenerator(16).normal(new Float32Array(9_000));
      expect(long.subarray(0, 3_001)).toEqual(short);
    });

    it.each([-1, 0.5, NaN, 2 ** 32])('refuses the seed %d', (seed) => {
      expect(() => new NoiseGenerator(seed)).toThrow(RangeError);
      expect(() => new NoiseGenerator(0, seed)).toThrow(RangeError);
    });
  });

  describe('fork', () => {
    it('starts the asked stream at its beginning and leaves its parent where it was', () => {
      const parent = new NoiseGenerator(17);
      parent.bits(new Uint32Array(10));
      const before = parent.save();
      expect(parent.fork(5).save()).toEqual({ seed: 17, stream: 5, counter: [0, 0] });
      expect(parent.save()).toEqual(before);
    });

    it('is independent of other streams and of other seeds', () => {
      const parent = new NoiseGenerator(18);
      const one = parent.fork(1).normal(new Float32Array(N));
      for (const other of [parent.fork(0), parent.fork(2), new NoiseGenerator(19, 1), new NoiseGenerator(1, 18)]) {
        expect(Math.abs(correlation(one, other.normal(new Float32Array(N))))).toBeLessThan(4 / Math.sqrt(N));
      }
    });
  });
});

function extremes(values: Float32Array): [number, number] {
  let [low, high] = [Infinity, -Infinity];
  for (const value of values) {
    if (!(value >= low)) low = value;
    if (!(value <= high)) high = value;
  }
  return [low, high];
}

function correlation(a: Float32Array, b: Float32Array, lag = 0): number {
  let sum = 0;
  for (let i = lag; i < a.length; i++) sum += a[i]! * b[i - lag]!;
  return sum / (a.length - lag);
}
