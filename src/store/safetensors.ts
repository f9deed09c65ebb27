/**
 * Training states as safetensors, which Python and others read: a length, a JSON header, the bytes of all entries. What
 * comes from a file is checked completely, so that whatever parses is safe to use. Knows nothing of checkpoints.
 * Source: https://github.com/huggingface/safetensors, "Format".
 */
import { STATE_DTYPE_BYTES, type StateDtype, type StateEntry, type StateValue, stateBytes } from '../base/state-value';
import type { Problem } from '../base/problem';
import { failure, ok, type Result } from '../base/result';
import { findRepeatedKey } from './json-keys';

const LENGTH_BYTES = 8;
const METADATA = '__metadata__';
/** The limit that safetensors' own reader has. */
const MAX_HEADER_BYTES = 100_000_000;

export interface SafetensorsFile {
  readonly state: StateValue;
  readonly metadata: Readonly<Record<string, string>>;
}

/**
 * The one encoding of a state: entries in the order of their names (by UTF-16 code units), the header padded with
 * spaces to a multiple of 8 bytes.
 * @throws RangeError when an entry's bytes are not what its shape and dtype ask for, or a name can't be written
 */
export function encodeSafetensors(state: StateValue, metadata: Readonly<Record<string, string>> = {}): Uint8Array {
  const names = [...state.keys()].sort();
  const members: string[] = [];
  if (Object.keys(metadata).length > 0) {
    const sorted = Object.entries(metadata).sort(([a], [b]) => (a < b ? -1 : 1));
    members.push(`"${METADATA}":${JSON.stringify(Object.fromEntries(sorted))}`);
  }
  let length = 0;
  for (const name of names) {
    const { dtype, shape, bytes } = state.get(name)!;
    if (name === METADATA || /\p{Surrogate}/u.test(name)) throw new RangeError(`An entry can't be named "${name}".`);
    if (bytes.length !== stateBytes(dtype, shape)) {
      throw new RangeError(`"${name}" has ${bytes.length} bytes, which is not ${dtype} [${shape.join(', ')}].`);
    }
    const member = { dtype, shape, data_offsets: [length, length + bytes.length] };
    members.push(`${JSON.stringify(name)}:${JSON.stringify(member)}`);
    length += bytes.length;
  }
  const header = new TextEncoder().encode(`{${members.join(',')}}`);
  const headerLength = Math.ceil(header.length / 8) * 8;
  const out = new Uint8Array(LENGTH_BYTES + headerLength + length);
  new DataView(out.buffer).setBigUint64(0, BigInt(headerLength), true);
  out.fill(0x20, LENGTH_BYTES, LENGTH_BYTES + headerLength).set(header, LENGTH_BYTES);
  let offset = LENGTH_BYTES + headerLength;
  for (const name of names) {
    const { bytes } = state.get(name)!;
    out.set(bytes, offset);
    offset += bytes.length;
  }
  return out;
}

/**
 * The entries share the memory of `bytes`, except those that would not begin at a multiple of their element's size:
 * these are copies, so that a typed array can lie over every entry.
 * @param file absolute path, for the message of a failure
 */
export function parseSafetensors(bytes: Uint8Array, file: string): Result<SafetensorsFile> {
  try {
    // A Buffer's slice() shares its memory, against what a Uint8Array promises: entries are never Buffers.
    return ok(parse(new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.length)));
  } catch (error) {
    if (!(error instanceof Violation)) throw error;
    return failure({ ...error.details, file, blame: 'environment' });
  }
}

/** A broken rule of the format, on its way to `parseSafetensors`. */
class Violation extends Error {
  constructor(readonly details: Pick<Problem, 'message' | 'remedy'>) {
    super(details.message);
  }
}

function violate(what: string, expected: string, got: string): never {
  throw new Violation({
    message: `This is no valid safetensors file: ${what} (expected ${expected}, got ${got}).`,
    remedy: 'Use another checkpoint, or a copy of this file from before it was damaged.',
  });
}

function parse(bytes: Uint8Array): SafetensorsFile {
  const { header, dataStart } = readHeader(bytes);
  let metadata: Readonly<Record<string, string>> = {};
  const placed: { name: string; dtype: StateDtype; shape: number[]; begin: number; end: number }[] = [];
  for (const [name, member] of Object.entries(header)) {
    if (name === METADATA) metadata = asMetadata(member);
    else placed.push({ name, ...asPlacedEntry(name, member) });
  }
  placed.sort((a, b) => a.begin - b.begin || a.end - b.end);
  const state = new Map<string, StateEntry>();
  let covered = 0;
  for (const { name, dtype, shape, begin, end } of placed) {
    if (begin !== covered) violate(`"${name}" leaves a hole or overlaps`, `offset ${covered}`, String(begin));
    const whole = bytes.subarray(dataStart + begin, dataStart + end);
    if (whole.length !== end - begin)
      violate(`"${name}" ends beyond the file`, `${end - begin} bytes`, String(whole.length));
    state.set(name, { dtype, shape, bytes: whole.byteOffset % STATE_DTYPE_BYTES[dtype] === 0 ? whole : whole.slice() });
    covered = end;
  }
  const dataLength = bytes.length - dataStart;
  if (covered !== dataLength)
    violate('the entries do not cover the data', `${covered} bytes of data`, String(dataLength));
  return { state, metadata };
}

function readHeader(bytes: Uint8Array): { header: Record<string, unknown>; dataStart: number } {
  if (bytes.length < LENGTH_BYTES) violate('it is too short', `at least ${LENGTH_BYTES} bytes`, String(bytes.length));
  const length = new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true);
  const limit = Math.min(MAX_HEADER_BYTES, bytes.length - LENGTH_BYTES);
  if (length > limit) violate('its header is longer than it may be', `at most ${limit} bytes`, String(length));
  const dataStart = LENGTH_BYTES + Number(length);
  let header: unknown;
  let text = '';
  try {
    text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes.subarray(LENGTH_BYTES, dataStart));
    header = JSON.parse(text);
  } catch (error) {
    violate('its header can not be read', 'JSON in UTF-8', error instanceof Error ? error.message : String(error));
  }
  if (!text.startsWith('{')) violate('its header is not an object', '"{" as its first byte', JSON.stringify(text[0]));
  const repeated = findRepeatedKey(text);
  if (repeated !== undefined) violate('its header repeats a name', 'each name once', `"${repeated}" twice`);
  return { header: header as Record<string, unknown>, dataStart };
}

function asMetadata(member: unknown): Readonly<Record<string, string>> {
  if (!isObject(member)) violate('its metadata is not an object', 'texts by name', JSON.stringify(member));
  for (const [name, text] of Object.entries(member)) {
    if (typeof text !== 'string') violate(`its metadata "${name}" is not a text`, 'a text', JSON.stringify(text));
  }
  return member as Readonly<Record<string, string>>;
}

function asPlacedEntry(
  name: string,
  member: unknown,
): { dtype: StateDtype; shape: number[]; begin: number; end: number } {
  if (!isObject(member)) violate(`"${name}" is not an object`, 'dtype, shape and data_offsets', JSON.stringify(member));
  const { dtype, shape, data_offsets: offsets, ...others } = member;
  const [unknown] = Object.keys(others);
  if (unknown !== undefined)
    violate(`"${name}" has a member too many`, 'dtype, shape and data_offsets', `"${unknown}" too`);
  if (!isDtype(dtype))
    violate(`the dtype of "${name}" is unknown`, Object.keys(STATE_DTYPE_BYTES).join(', '), JSON.stringify(dtype));
  if (!isCounts(shape)) violate(`the shape of "${name}" is none`, 'whole numbers', JSON.stringify(shape));
  if (!isCounts(offsets)) violate(`the offsets of "${name}" are none`, 'two whole numbers', JSON.stringify(offsets));
  const [begin, end] = offsets;
  if (begin === undefined || end === undefined || offsets.length !== 2 || end < begin) {
    violate(`the offsets of "${name}" are none`, 'a begin and an end behind it', JSON.stringify(offsets));
  }
  const needed = stateBytes(dtype, shape);
  if (Number.isNaN(needed))
    violate(`the shape of "${name}" is too large`, 'fewer than 2^53 bytes', JSON.stringify(shape));
  if (end - begin !== needed)
    violate(
      `"${name}" has the wrong length`,
      `${needed} bytes for ${dtype} [${shape.join(', ')}]`,
      String(end - begin),
    );
  return { dtype, shape, begin, end };
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isDtype = (value: unknown): value is StateDtype =>
  typeof value === 'string' && Object.hasOwn(STATE_DTYPE_BYTES, value);

const isCounts = (value: unknown): value is number[] =>
  Array.isArray(value) && value.every((item) => Number.isSafeInteger(item) && item >= 0);
