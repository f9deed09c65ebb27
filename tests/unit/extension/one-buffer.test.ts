/** A message of more arrays than VS Code can count arrives whole: they lie in one buffer. */
import { expect, test } from 'vitest';
import { onOneBuffer } from '../../../src/extension/one-buffer';

/** As VS Code counts them: each buffer once. */
function buffersIn(value: unknown, found = new Set<ArrayBufferLike>()): Set<ArrayBufferLike> {
  if (ArrayBuffer.isView(value)) found.add(value.buffer);
  else if (typeof value === 'object' && value !== null) for (const part of Object.values(value)) buffersIn(part, found);
  return found;
}

const curves = (count: number) =>
  Array.from({ length: count }, (_, i) => ({
    tag: `codings/${i}`,
    firstStep: Float64Array.of(50, 100, i),
    mean: Float32Array.of(i / 7, NaN, -0),
    nonFinite: Uint32Array.of(0, 1, i),
    png: Uint8Array.of(i % 256),
    nothing: null,
    empty: new Float32Array(0),
  }));

test('many arrays come over one buffer, each with its numbers', () => {
  const message = { id: 7, body: { curves: curves(64), isWhole: true, missing: undefined } };
  const sent = onOneBuffer(message);
  expect(buffersIn(message).size).toBeGreaterThan(300);
  expect(buffersIn(sent).size).toBe(1);
  expect(sent).toEqual(message);
});

test('few are sent as they are', () => {
  const message = { body: { curves: curves(10) } };
  expect(onOneBuffer(message)).toBe(message);
});

test('an array that stands in several places stays one', () => {
  const shared = Float32Array.of(1, 2);
  const sent = onOneBuffer({ curves: curves(64), a: shared, b: shared }) as { a: Float32Array; b: Float32Array };
  expect(sent.a).toBe(sent.b);
  expect([...sent.a]).toEqual([1, 2]);
});
