/** Messages to the page as text: what JSON has no words for, typed arrays and numbers that are none, is wrapped. */

const KINDS = { Float32Array, Float64Array, Int32Array, Uint32Array, Uint8Array, Uint8ClampedArray } as const;

export const asText = (message: unknown): string =>
  JSON.stringify(message, function (this: Record<string, unknown>, key, written: unknown) {
    // Before JSON has its way with it: a Buffer is bytes, too.
    const value = this[key];
    if (typeof value === 'number' && !Number.isFinite(value)) return { '~number': String(value) };
    if (!ArrayBuffer.isView(value)) return written;
    const kind = Object.entries(KINDS).find(([, TypedArray]) => value instanceof TypedArray)?.[0];
    if (kind === undefined) throw new TypeError(`A panel was sent a ${value.constructor.name}, which is not expected.`);
    const bytes = Buffer.from(value.buffer, value.byteOffset, value.byteLength);
    return { '~array': kind, bytes: bytes.toString('base64') };
  });
