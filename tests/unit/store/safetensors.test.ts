import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { type StateEntry, type StateValue, stateBytes } from '../../../src/base/state-value';
import { encodeSafetensors, parseSafetensors } from '../../../src/store/safetensors';
import { hashState } from '../../../src/store/state-hash';
import { seededFractions } from './a-run';

const golden = path.join(import.meta.dirname, '../../golden/store/by-python.safetensors');
const floats = (shape: number[], ...numbers: number[]): StateEntry => ({
  dtype: 'F32',
  shape,
  bytes: new Uint8Array(Float32Array.from(numbers).buffer),
});
const someState: StateValue = new Map([
  ['b/kernel', floats([2, 2], 1, 2, 3, 4)],
  ['a', { dtype: 'U8', shape: [3], bytes: Uint8Array.of(1, 2, 3) }],
  ['step', { dtype: 'F64', shape: [], bytes: new Uint8Array(Float64Array.of(1234.5).buffer) }],
]);

function parsed(bytes: Uint8Array): { state: StateValue; metadata: Readonly<Record<string, string>> } {
  const result = parseSafetensors(bytes, '/run/state.safetensors');
  if (!result.ok) throw new Error(result.problem.message);
  return result.value;
}

/** A file of this header and as many zeros. */
function fileOf(header: string, dataBytes: number): Uint8Array {
  const text = Buffer.from(header, 'utf8');
  const file = Buffer.alloc(8 + text.length + dataBytes);
  file.writeBigUInt64LE(BigInt(text.length));
  text.copy(file, 8);
  return file;
}

describe('a state as safetensors', () => {
  it('comes back as it was, with its metadata', () => {
    const { state, metadata } = parsed(encodeSafetensors(someState, { run: 'ä', step: '3' }));
    expect(new Map([...state].sort())).toEqual(new Map([...someState].sort()));
    expect(metadata).toEqual({ run: 'ä', step: '3' });
  });

  it('is encoded alike whatever the order of its entries, sorted and padded to 8 bytes', () => {
    const bytes = encodeSafetensors(someState);
    expect(encodeSafetensors(new Map([...someState].reverse()))).toEqual(bytes);
    const headerLength = Number(Buffer.from(bytes).readBigUInt64LE());
    expect(headerLength % 8).toBe(0);
    const header = Buffer.from(bytes.subarray(8, 8 + headerLength)).toString();
    expect(header).toMatch(/^\{"a":.*"b\/kernel":.*"step":.*\} *$/);
  });

  it('lies so that a typed array can lie over every entry, although Python puts odd lengths in between', () => {
    const misaligned = Buffer.concat([Buffer.alloc(1), encodeSafetensors(someState)]).subarray(1);
    for (const { dtype, bytes } of parsed(misaligned).state.values()) {
      expect(bytes.byteOffset % stateBytes(dtype, [])).toBe(0);
    }
  });

  it('is read as Python wrote it', () => {
    const { state, metadata } = parsed(readFileSync(golden));
    expect(metadata).toEqual({ run: '2026-11-23T12-43-07-fashion-gan', ä: 'ö' });
    const numbers = (name: string): ArrayLike<number | bigint> => {
      const { dtype, bytes } = state.get(name)!;
      const buffer = bytes.slice().buffer;
      switch (dtype) {
        case 'F32':
          return new Float32Array(buffer);
        case 'F64':
          return new Float64Array(buffer);
        case 'I32':
          return new Int32Array(buffer);
        case 'U32':
          return new Uint32Array(buffer);
        case 'I64':
          return new BigInt64Array(buffer);
        case 'U8':
        case 'BOOL':
          return bytes;
      }
    };
    const content = [...state]
      .sort()
      .map(([name, { dtype, shape }]) => [name, dtype, shape, [...Array.from<unknown>(numbers(name))]]);
    expect(content).toEqual([
      ['ages', 'I32', [2, 1], [-1, 2147483647]],
      ['count', 'I64', [1], [-4611686018427387904n]],
      ['generator/dense/kernel', 'F32', [2, 3], [0, 0.25, 0.5, 0.75, 1, 1.25]],
      ['mask', 'BOOL', [3], [1, 0, 1]],
      ['noise', 'U32', [3], [1, 2, 4294967295]],
      ['nothing', 'F32', [0, 4], []],
      ['step', 'F64', [], [1234.5]],
      ['user/state', 'U8', [7], [...Buffer.from('{"a":1}')]],
    ]);
  });

  it.each([
    ['bytes that are not its shape', new Map([['a', { ...floats([3], 1, 2) }]])],
    ['a name that is kept for metadata', new Map([['__metadata__', floats([1], 1)]])],
    ['a name that UTF-8 can not write', new Map([['a\ud800', floats([1], 1)]])],
    ['a shape beyond counting', new Map([['a', { ...floats([2 ** 40, 2 ** 40]) }]])],
  ])('is refused with %s', (_, state) => {
    expect(() => encodeSafetensors(state)).toThrow(RangeError);
  });

  const entry = '"dtype":"F32","shape":[1],"data_offsets"';
  it.each([
    ['an empty file', new Uint8Array(0), 'too short'],
    ['a header longer than the file', fileOf('{}', 0).fill(255, 0, 8), 'longer than it may be'],
    ['a header length with the top bit set', fileOf('{}', 0).fill(128, 7, 8), 'longer than it may be'],
    ['bytes that are not UTF-8', fileOf('{}', 0).fill(0xc0, 9, 10), 'can not be read'],
    ['text that is not JSON', fileOf('{]', 0), 'can not be read'],
    ['a header that is a list', fileOf('[]', 0), 'not an object'],
    ['white space before the header', fileOf(' {}', 0), 'not an object'],
    ['a name twice', fileOf(`{"a":{${entry}:[0,4]},"\\u0061":{${entry}:[4,8]}}`, 8), 'repeats a name'],
    ['a member twice', fileOf(`{"a":{${entry}:[0,4],"dtype":"F32"}}`, 4), 'repeats a name'],
    ['metadata that is a number', fileOf('{"__metadata__":1}', 0), 'metadata is not an object'],
    ['metadata with a number', fileOf('{"__metadata__":{"a":1}}', 0), 'not a text'],
    ['an entry that is null', fileOf('{"a":null}', 0), 'not an object'],
    ['an entry with more to say', fileOf(`{"a":{${entry}:[0,4],"x":1}}`, 4), 'a member too many'],
    ['an unknown dtype', fileOf('{"a":{"dtype":"F31","shape":[],"data_offsets":[0,4]}}', 4), 'dtype of "a" is unknown'],
    [
      'a dtype that every object has',
      fileOf('{"a":{"dtype":"toString","shape":[],"data_offsets":[0,4]}}', 4),
      'unknown',
    ],
    ['a negative dimension', fileOf('{"a":{"dtype":"F32","shape":[-1],"data_offsets":[0,4]}}', 4), 'shape of "a"'],
    ['a fractional dimension', fileOf('{"a":{"dtype":"F32","shape":[0.5],"data_offsets":[0,2]}}', 2), 'shape of "a"'],
    [
      'a product beyond counting',
      fileOf('{"a":{"dtype":"F32","shape":[4294967296,4294967296],"data_offsets":[0,0]}}', 0),
      'too large',
    ],
    ['an infinite dimension', fileOf('{"a":{"dtype":"F32","shape":[1e400],"data_offsets":[0,4]}}', 4), 'shape of "a"'],
    ['three offsets', fileOf(`{"a":{${entry}:[0,4,8]}}`, 8), 'offsets of "a"'],
    ['offsets the wrong way round', fileOf(`{"a":{${entry}:[4,0]}}`, 4), 'offsets of "a"'],
    ['fewer bytes than its shape', fileOf(`{"a":{${entry}:[0,3]}}`, 3), 'wrong length'],
    ['a hole in front', fileOf(`{"a":{${entry}:[4,8]}}`, 8), 'hole or overlaps'],
    ['a hole inside', fileOf(`{"a":{${entry}:[0,4]},"b":{${entry}:[8,12]}}`, 12), 'hole or overlaps'],
    ['an overlap', fileOf(`{"a":{${entry}:[0,4]},"b":{${entry}:[2,6]}}`, 6), 'hole or overlaps'],
    ['two entries on one place', fileOf(`{"a":{${entry}:[0,4]},"b":{${entry}:[0,4]}}`, 4), 'hole or overlaps'],
    ['an end beyond the file', fileOf(`{"a":{${entry}:[0,4]}}`, 3), 'beyond the file'],
    ['data that no entry covers', fileOf(`{"a":{${entry}:[0,4]}}`, 5), 'do not cover'],
  ])('is refused when it is %s', (_, bytes, message) => {
    const result = parseSafetensors(bytes, '/run/state.safetensors');
    expect(result).toMatchObject({ ok: false, problem: { file: '/run/state.safetensors', blame: 'environment' } });
    if (result.ok) return;
    expect(result.problem.message).toContain(message);
    expect(result.problem.message).toMatch(/expected .+, got .+/);
    expect(result.problem.remedy).toBeTruthy();
  });

  it('is refused, never half read, when its header is cut or changed at any byte', () => {
    const whole = encodeSafetensors(someState, { run: 'x' });
    const headerEnd = 8 + Number(Buffer.from(whole).readBigUInt64LE());
    for (let length = 0; length < whole.length; length++) {
      expect(parseSafetensors(whole.subarray(0, length), '/x').ok).toBe(false);
    }
    const next = seededFractions(2);
    for (let i = 0; i < headerEnd; i++) {
      const changed = whole.slice();
      changed[i] = changed[i]! ^ (1 << (next() * 8));
      const result = parseSafetensors(changed, '/x');
      // A changed name or text can be valid; then the entries still cover the data, with the sizes they say.
      if (!result.ok) continue;
      let covered = 0;
      for (const { dtype, shape, bytes } of result.value.state.values()) {
        expect(bytes.length).toBe(stateBytes(dtype, shape));
        covered += bytes.length;
      }
      expect(covered).toBe(whole.length - headerEnd);
    }
  });
});

describe('the hash of a state', () => {
  it('does not depend on the order of the entries', () => {
    expect(hashState(new Map([...someState].reverse()))).toBe(hashState(someState));
    expect(hashState(someState)).toMatch(/^[0-9a-f]{64}$/);
  });

  const changed = (name: string, change: Partial<StateEntry>): StateValue =>
    new Map([...someState].map(([key, value]) => [key, key === name ? { ...value, ...change } : value]));
  it.each<[string, StateValue]>([
    ['a bit of an entry', changed('a', { bytes: Uint8Array.of(1, 2, 2) })],
    ['a shape', changed('b/kernel', { shape: [4] })],
    ['a dtype', changed('b/kernel', { dtype: 'I32' })],
    ['a name', new Map([...someState].map(([key, value]) => [key === 'a' ? 'A' : key, value]))],
    ['an entry less', new Map([...someState].slice(1))],
  ])('changes with %s', (_, state) => {
    expect(hashState(state)).not.toBe(hashState(someState));
  });

  it('tells apart states whose bytes are the same in a row', () => {
    const one: StateValue = new Map([['a', { dtype: 'U8', shape: [2], bytes: Uint8Array.of(1, 2) }]]);
    const two: StateValue = new Map([
      ['a', { dtype: 'U8', shape: [1], bytes: Uint8Array.of(1) }],
      ['b', { dtype: 'U8', shape: [1], bytes: Uint8Array.of(2) }],
    ]);
    expect(hashState(one)).not.toBe(hashState(two));
  });
});
