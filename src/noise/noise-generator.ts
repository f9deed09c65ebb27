/**
 * The one source of chance in Gibbon: a seeded, counter-based generator whose state is four plain numbers, so that
 * it is part of the training state and a resumed or replayed run draws what it would have drawn.
 * Bit-exact on every machine: integer arithmetic, and floating-point operations that IEEE 754 rounds correctly.
 */
import { CENTRAL_HALF_WIDTH, centralQuantile, upperTailQuantile } from './normal-quantile';
import { CHUNK_WORDS, noiseKernels } from './noise-kernels';

/** Where a generator stands. Two generators with equal states draw equal numbers for ever. */
export interface NoiseState {
  /** Unsigned 32-bit. */
  readonly seed: number;
  /** Unsigned 32-bit: streams of one seed are independent. */
  readonly stream: number;
  /** Blocks consumed so far, as unsigned 32-bit low and high words. */
  readonly counter: readonly [lo: number, hi: number];
}

const TWO_32 = 4294967296;
/** Further from 0, a signed word is not in the central region of the normal distribution; a little nearer, some are not, either. */
const CENTRAL_WORDS = Math.floor(CENTRAL_HALF_WIDTH * TWO_32) - 1;
/** Words that a permutation draws at a time: what it has consumed hangs on it. */
const WORDS_FOR_A_PERMUTATION = 2048;
/** P(|z| < 2) of a standard normal z. */
const WITHIN_TWO_STD = 0.9544997361036416;

/**
 * Each call consumes ⌈n/2⌉ blocks of two words for its n numbers, one word a number, whatever the distribution
 * (`permutation` alone draws again where a word would bias it). So the i-th number of a call depends only on the
 * state before the call and on i.
 */
export class NoiseGenerator {
  private key0 = 0;
  private key1 = 0;
  private lo = 0;
  private hi = 0;

  /** @throws RangeError unless both are integers in [0, 2^32) */
  constructor(seed: number, stream = 0) {
    this.restore({ seed, stream, counter: [0, 0] });
  }

  static from(state: NoiseState): NoiseGenerator {
    const generator = new NoiseGenerator(state.seed, state.stream);
    generator.restore(state);
    return generator;
  }

  save(): NoiseState {
    return { seed: this.key0, stream: this.key1, counter: [this.lo, this.hi] };
  }

  /** @throws RangeError unless all four numbers are integers in [0, 2^32) */
  restore(state: NoiseState): void {
    this.key0 = asUint32(state.seed, 'seed');
    this.key1 = asUint32(state.stream, 'stream');
    this.lo = asUint32(state.counter[0], 'counter');
    this.hi = asUint32(state.counter[1], 'counter');
  }

  /** An independent generator with the same seed, at the beginning of another stream. This one is not advanced. */
  fork(stream: number): NoiseGenerator {
    return new NoiseGenerator(this.key0, stream);
  }

  /** Fills `out` with random words, every value of 32 bits equally likely. */
  bits(out: Uint32Array): Uint32Array {
    const bits = new Int32Array(out.buffer, out.byteOffset, out.length);
    this.eachChunk(out.length, (words, start, count) => bits.set(words.subarray(0, count), start));
    return out;
  }

  /**
   * Fills `out` with numbers spread evenly over [min, max), on a grid of 2^24 points; both bounds are first rounded
   * to float32. An empty range gives `min` throughout.
   * @throws RangeError when a bound is not finite, or max < min
   */
  uniform(out: Float32Array, min = 0, max = 1): Float32Array {
    const low = Math.fround(min);
    const high = Math.fround(max);
    if (!(Number.isFinite(low) && Number.isFinite(high) && low <= high)) {
      throw new RangeError(`Expected finite bounds with min ≤ max, got [${min}, ${max}).`);
    }
    const step = (high - low) / 16777216;
    // Rounding to float32 can carry the last points of the grid up to `max`, which is excluded.
    const last = Math.max(low, float32Below(high));
    const { uniform, numbersMade } = noiseKernels();
    this.eachChunk(out.length, (_words, start, count) => {
      uniform(count, low, step, last);
      out.set(numbersMade.subarray(0, count), start);
    });
    return out;
  }

  /**
   * Fills `out` with 0, each with this probability (to the next 2^-24), and with `value` elsewhere: what dropout
   * multiplies by.
   * @throws RangeError unless 0 ≤ probability ≤ 1
   */
  mask(out: Float32Array, probability: number, value: number): Float32Array {
    if (!(probability >= 0 && probability <= 1))
      throw new RangeError(`Expected a probability in [0, 1], got ${probability}.`);
    const { mask, numbersMade } = noiseKernels();
    this.eachChunk(out.length, (_words, start, count) => {
      mask(count, Math.round(probability * 16777216), value);
      out.set(numbersMade.subarray(0, count), start);
    });
    return out;
  }

  /**
   * Fills `out` with normally distributed numbers. Each is the inverse distribution function of one 32-bit word, so
   * none lies beyond 6.4 standard deviations.
   * @throws RangeError when `std` is negative or not a number
   */
  normal(out: Float32Array, mean = 0, std = 1): Float32Array {
    checkSpread(std);
    const { normal, numbersMade } = noiseKernels();
    this.eachChunk(out.length, (words, start, count) => {
      normal(count, mean, std);
      out.set(numbersMade.subarray(0, count), start);
      for (let i = 0; i < count; i++) {
        const word = words[i]!;
        if (word > CENTRAL_WORDS || word < -CENTRAL_WORDS) out[start + i] = mean + std * centredQuantile(centred(word));
      }
    });
    return out;
  }

  /**
   * As `normal`, given that the number lies within two standard deviations of the mean. Needs no second draws.
   * @throws RangeError when `std` is negative or not a number
   */
  truncatedNormal(out: Float32Array, mean = 0, std = 1): Float32Array {
    checkSpread(std);
    this.eachChunk(out.length, (words, start, count) => {
      for (let i = 0; i < count; i++) {
        const z = centredQuantile(centred(words[i]!) * WITHIN_TWO_STD);
        out[start + i] = mean + std * Math.max(-2, Math.min(2, z));
      }
    });
    return out;
  }

  /**
   * The numbers 0 … n-1 in an order of which every one is equally likely (Fisher–Yates; a word that would favour
   * some positions is drawn again).
   * @throws RangeError unless n is an integer in [0, 2^32)
   */
  permutation(n: number): Uint32Array {
    const order = new Uint32Array(asUint32(n, 'length'));
    for (let i = 0; i < n; i++) order[i] = i;

    const { wordsMade } = noiseKernels();
    let drawn = 0;
    let at = 0;
    for (let i = n - 1; i > 0; i--) {
      const choices = i + 1;
      const fairLimit = TWO_32 - (TWO_32 % choices);
      let word: number;
      do {
        if (at === drawn) {
          drawn = Math.min(WORDS_FOR_A_PERMUTATION, i);
          at = 0;
          this.drawWords(drawn);
        }
        word = wordsMade[at++]! >>> 0;
      } while (word >= fairLimit);
      const j = word % choices;
      const swapped = order[i]!;
      order[i] = order[j]!;
      order[j] = swapped;
    }
    return order;
  }

  private eachChunk(length: number, use: (words: Int32Array, start: number, count: number) => void): void {
    const { wordsMade } = noiseKernels();
    for (let start = 0; start < length; start += CHUNK_WORDS) {
      const count = Math.min(CHUNK_WORDS, length - start);
      this.drawWords(count);
      use(wordsMade, start, count);
    }
  }

  private drawWords(count: number): void {
    noiseKernels().words(count, this.key0, this.key1, this.lo, this.hi);
    this.advance(count);
  }

  private advance(words: number): void {
    const lo = this.lo + Math.ceil(words / 2);
    this.lo = lo >>> 0;
    if (lo >= TWO_32) this.hi = (this.hi + 1) >>> 0;
  }
}

/** A word as a signed number, at the middle of its cell: symmetric about 0 and never at ±0.5. */
const centred = (word: number): number => (word + 0.5) / TWO_32;

/** The standard normal quantile of probability 0.5 + q, |q| < 0.5. */
function centredQuantile(q: number): number {
  if (q >= -CENTRAL_HALF_WIDTH && q <= CENTRAL_HALF_WIDTH) return centralQuantile(q);
  return q < 0 ? -upperTailQuantile(0.5 + q) : upperTailQuantile(0.5 - q);
}

function asUint32(value: number, name: string): number {
  if (value >>> 0 !== value) throw new RangeError(`Expected a ${name} that is an integer in [0, 2^32), got ${value}.`);
  return value;
}

function checkSpread(std: number): void {
  if (!(std >= 0)) throw new RangeError(`Expected a standard deviation of at least 0, got ${std}.`);
}

/** The largest float32 below a finite float32. */
function float32Below(value: number): number {
  const number = new Float32Array([value === 0 ? 0 : value]);
  const bits = new Int32Array(number.buffer);
  if (number[0] === 0) bits[0] = 0x80000001 | 0;
  else bits[0] = bits[0]! + (value > 0 ? -1 : 1);
  return number[0]!;
}
