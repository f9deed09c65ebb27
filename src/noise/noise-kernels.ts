/**
 * The inner loops of the noise generator as WebAssembly with SIMD, several times as fast as JavaScript: a layer of dropout
 * draws a number for each of its inputs, which is a million a step in a convolutional net. What they give is what
 * `threefry.ts` and `normal-quantile.ts` give, to the bit: integers, and doubles in the same order of operations.
 */
import { compile } from 'watr';

/** Words made at a time: small enough to stay in the first-level cache until they are numbers. */
export const CHUNK_WORDS = 4096;

/** Blocks of two words that a turn of the loop makes: as many vectors at once as keep the processor busy. */
const VECTORS = 4;
const WORDS_PER_TURN = VECTORS * 8;
const NUMBERS_AT = CHUNK_WORDS * 4;
const PARITY = 0x1bd11bda;
/** Of Threefry-2x32: eight rotations, over and over. */
const ROTATIONS = [13, 15, 26, 6, 17, 29, 16, 24];
const ROUNDS = 20;

interface Kernels {
  /** Writes `count` words (rounded up to whole turns) of Threefry-2x32, as `fillThreefry2x32` does. */
  words(count: number, key0: number, key1: number, lo: number, hi: number): void;
  /** Makes of each word low + (word >>> 8) · step, `last` at most, as float32. */
  uniform(count: number, low: number, step: number, last: number): void;
  /** Makes of each word `value` where word >>> 8 is `least` or more, and 0 elsewhere, as float32. */
  mask(count: number, least: number, value: number): void;
  /** Makes of each word mean + std · centralQuantile(q), as float32: wrong for those beyond the central region. */
  normal(count: number, mean: number, std: number): void;
}

type Code = string;

const get = (name: string): Code => `(local.get $${name})`;
const set = (name: string, value: Code): Code => `(local.set $${name} ${value})`;
const call = (operator: string, ...operands: readonly Code[]): Code => `(${operator} ${operands.join(' ')})`;
const splat = (value: number): Code => `(v128.const f64x2 ${value} ${value})`;

function rotateLeft(name: string, bits: number): Code {
  const [left, right] = [call('i32x4.shl', get(name), `(i32.const ${bits})`), `(i32.const ${32 - bits})`];
  return call('v128.or', left, call('i32x4.shr_u', get(name), right));
}

/** All vectors go through a round together, so that none waits for its own last result. */
function threefryRounds(): Code {
  const keys = ['k0', 'k1', 'k2'];
  const code: Code[] = [];
  const each = (make: (a: string, b: string) => Code): void => {
    for (let vector = 0; vector < VECTORS; vector++) code.push(make(`a${vector}`, `b${vector}`));
  };
  for (let round = 0; round < ROUNDS; round++) {
    each((a, b) => set(a, call('i32x4.add', get(a), get(b))));
    each((a, b) => set(b, call('v128.xor', rotateLeft(b, ROTATIONS[round % ROTATIONS.length] ?? 0), get(a))));
    if (round % 4 !== 3) continue;
    const injection = (round + 1) / 4;
    const [first = '', second = ''] = [keys[injection % 3], keys[(injection + 1) % 3]];
    each((a) => set(a, call('i32x4.add', get(a), get(first))));
    each((_a, b) => set(b, call('i32x4.add', get(b), get(`${second}plus${injection}`))));
  }
  return code.join('\n');
}

function wordsFunction(): Code {
  const vectors = Array.from({ length: VECTORS }, (_, at) => at);
  const names = ['k0', 'k1', 'k2', ...[1, 2, 3, 4, 5].map((i) => `${['k0', 'k1', 'k2'][(i + 1) % 3]}plus${i}`)];
  const injections = [1, 2, 3, 4, 5].map((i) => {
    const key = ['k0', 'k1', 'k2'][(i + 1) % 3] ?? '';
    return set(`${key}plus${i}`, call('i32x4.add', get(key), `(v128.const i32x4 ${i} ${i} ${i} ${i})`));
  });
  return `(func (export "words")
    (param $count i32) (param $key0 i32) (param $key1 i32) (param $lo i32) (param $hi i32)
    (local $at i32) (local $next i32)
    ${[...names, ...vectors.flatMap((v) => [`a${v}`, `b${v}`])].map((name) => `(local $${name} v128)`).join(' ')}
    ${set('k0', call('i32x4.splat', get('key0')))}
    ${set('k1', call('i32x4.splat', get('key1')))}
    ${set('k2', call('v128.xor', call('v128.xor', get('k0'), get('k1')), call('i32x4.splat', `(i32.const ${PARITY})`)))}
    ${injections.join('\n')}
    (loop $turn
      ${vectors.map((v) => counters(v)).join('\n')}
      ${threefryRounds()}
      ${vectors.map((v) => storeWords(v)).join('\n')}
      ${set('next', call('i32.add', get('lo'), `(i32.const ${WORDS_PER_TURN / 2})`))}
      ${set('hi', call('i32.add', get('hi'), call('i32.lt_u', get('next'), get('lo'))))}
      ${set('lo', get('next'))}
      ${set('at', call('i32.add', get('at'), `(i32.const ${WORDS_PER_TURN * 4})`))}
      (br_if $turn ${call('i32.lt_u', get('at'), call('i32.shl', get('count'), '(i32.const 2)'))})))`;
}

/** The counters of four blocks in a row, keyed: the high word is one more where the low one ran over. */
function counters(vector: number): Code {
  const [a, b] = [`a${vector}`, `b${vector}`];
  const ahead = [0, 1, 2, 3].map((lane) => vector * 4 + lane).join(' ');
  const low = call('i32x4.add', call('i32x4.splat', get('lo')), `(v128.const i32x4 ${ahead})`);
  const carried = call('i32x4.lt_u', get(a), call('i32x4.splat', get('lo')));
  return [
    set(a, low),
    set(b, call('i32x4.sub', call('i32x4.splat', get('hi')), carried)),
    set(a, call('i32x4.add', get(a), get('k0'))),
    set(b, call('i32x4.add', get(b), get('k1'))),
  ].join('\n');
}

/** The two words of a block lie side by side. */
function storeWords(vector: number): Code {
  const [a, b] = [get(`a${vector}`), get(`b${vector}`)];
  const lanes = (first: number): Code =>
    [first, first + 4, first + 1, first + 5].flatMap((lane) => [0, 1, 2, 3].map((byte) => lane * 4 + byte)).join(' ');
  return [0, 2]
    .map((first) => {
      const offset = `offset=${vector * 32 + first * 8}`;
      return `(v128.store ${offset} ${get('at')} (i8x16.shuffle ${lanes(first)} ${a} ${b}))`;
    })
    .join('\n');
}

const LOADED: Code = `(v128.load ${get('at')})`;
const UPPER_BITS: Code = call('i32x4.shr_u', LOADED, '(i32.const 8)');

/** A function that makes four float32 numbers of four words ($w) at a time. */
function mapWords(name: string, parameters: readonly string[], numbers: Code, words = LOADED): Code {
  return `(func (export "${name}") (param $count i32) ${parameters.map((p) => `(param ${p})`).join(' ')}
    (local $at i32) (local $w v128) (local $q v128) (local $r v128)
    (loop $turn
      ${set('w', words)}
      (v128.store offset=${NUMBERS_AT} ${get('at')} ${numbers})
      ${set('at', call('i32.add', get('at'), '(i32.const 16)'))}
      (br_if $turn ${call('i32.lt_u', get('at'), call('i32.shl', get('count'), '(i32.const 2)'))})))`;
}

/** Four numbers by way of doubles, two words at a time. */
function byDoubles(half: (words: Code) => Code): Code {
  const convert = (halfOfWords: Code): Code => call('f32x4.demote_f64x2_zero', half(halfOfWords));
  const lower = convert(get('w'));
  const upper = convert(`(i8x16.shuffle 8 9 10 11 12 13 14 15 8 9 10 11 12 13 14 15 ${get('w')} ${get('w')})`);
  return `(i8x16.shuffle 0 1 2 3 4 5 6 7 16 17 18 19 20 21 22 23 ${lower} ${upper})`;
}

const parameter = (name: string): Code => call('f64x2.splat', get(name));
const add = (a: Code, b: Code): Code => call('f64x2.add', a, b);
const mul = (a: Code, b: Code): Code => call('f64x2.mul', a, b);

const uniformFunction = (): Code =>
  mapWords(
    'uniform',
    ['$low f64', '$step f64', '$last f64'],
    byDoubles((integers) =>
      call(
        'f64x2.pmin',
        add(parameter('low'), mul(call('f64x2.convert_low_i32x4_u', integers), parameter('step'))),
        parameter('last'),
      ),
    ),
    UPPER_BITS,
  );

const maskFunction = (): Code =>
  mapWords(
    'mask',
    ['$least i32', '$value f32'],
    call(
      'v128.and',
      call('i32x4.ge_u', get('w'), call('i32x4.splat', get('least'))),
      call('f32x4.splat', get('value')),
    ),
    UPPER_BITS,
  );

/** Of Wichura's PPND7, as in `normal-quantile.ts`. */
function normalFunction(): Code {
  const polynomial = (...coefficients: readonly number[]): Code =>
    coefficients
      .slice(1)
      .reduce((sum, coefficient) => add(mul(sum, get('r')), splat(coefficient)), splat(coefficients[0] ?? 0));
  const numerator = mul(get('q'), polynomial(59.10937472, 159.29113202, 50.434271938, 3.3871327179));
  const denominator = polynomial(67.1875636, 78.757757664, 17.895169469, 1);
  return mapWords(
    'normal',
    ['$mean f64', '$std f64'],
    byDoubles(
      (integers) =>
        `(block (result v128)
          ${set('q', mul(add(call('f64x2.convert_low_i32x4_s', integers), splat(0.5)), splat(2 ** -32)))}
          ${set('r', call('f64x2.sub', splat(0.180625), mul(get('q'), get('q'))))}
          ${add(parameter('mean'), mul(parameter('std'), call('f64x2.div', numerator, denominator)))})`,
    ),
  );
}

/** Where the kernels read and write. Shared by all generators: what is in it is used before anybody else draws. */
interface NoiseKernels extends Kernels {
  readonly wordsMade: Int32Array;
  readonly numbersMade: Float32Array;
}

function load(): NoiseKernels {
  const code = `(module (memory (export "memory") 1) ${wordsFunction()} ${uniformFunction()} ${maskFunction()} ${normalFunction()})`;
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(new Uint8Array(compile(code))));
  const { buffer } = exports['memory'] as WebAssembly.Memory;
  return {
    ...(exports as unknown as Kernels),
    wordsMade: new Int32Array(buffer, 0, CHUNK_WORDS),
    numbersMade: new Float32Array(buffer, NUMBERS_AT, CHUNK_WORDS),
  };
}

let loaded: NoiseKernels | undefined;

/** Made at the first use: most processes of Gibbon draw nothing. */
export const noiseKernels = (): NoiseKernels => (loaded ??= load());
