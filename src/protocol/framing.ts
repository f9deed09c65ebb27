/**
 * Messages over a byte stream: a 4-byte length, then one MessagePack value. Typed arrays travel as they are, so that
 * numbers are never printed and parsed. Knows bytes only; who opens the stream is the caller's affair.
 */
import { Decoder, Encoder, ExtensionCodec } from '@msgpack/msgpack';
import { ProblemError } from '../base/problem';
import { type Disposable, Emitter, toDisposable } from '../base/disposable';
import type { Port } from './channel';

/** The part of a socket that a port needs; node:net's Socket has it. */
export interface ByteStream {
  write(bytes: Uint8Array): boolean;
  readonly writableNeedDrain: boolean;
  on(event: 'data', listener: (bytes: Uint8Array) => void): unknown;
  on(event: 'close' | 'error', listener: () => void): unknown;
  destroy(): unknown;
}

/** A message longer than this is a broken or hostile peer, not data. */
const MAX_MESSAGE_BYTES = 1 << 28;

const typedArrays = [Float32Array, Float64Array, Int32Array, Uint32Array] as const;

function createCodec(): ExtensionCodec {
  const codec = new ExtensionCodec();
  typedArrays.forEach((TypedArray, type) =>
    codec.register({
      type,
      encode: (value) =>
        value instanceof TypedArray ? new Uint8Array(value.buffer, value.byteOffset, value.byteLength) : null,
      // A copy, since the bytes inside a message may lie at an address that the typed array can't start at.
      decode: (bytes) => new TypedArray(new Uint8Array(bytes).buffer),
    }),
  );
  return codec;
}

/** One value without a frame, for a file that says itself where it ends. */
export const encodeValue = (value: unknown): Uint8Array => new Encoder({ extensionCodec: createCodec() }).encode(value);

/** @throws ProblemError when `bytes` are no such value */
export function decodeValue(bytes: Uint8Array): unknown {
  try {
    return new Decoder({ extensionCodec: createCodec() }).decode(bytes);
  } catch (error) {
    throw new ProblemError({ message: `This is not MessagePack: ${String(error)}.`, blame: 'environment' });
  }
}

export class FrameDecoder {
  private chunks: Uint8Array[] = [];
  private buffered = 0;
  private readonly decoder = new Decoder({ extensionCodec: createCodec() });

  /** @returns the messages completed by `bytes` @throws RangeError when a length is absurd: close the stream */
  push(bytes: Uint8Array): unknown[] {
    // Node's sockets give Buffers, whose slices behave otherwise.
    this.chunks.push(new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength));
    this.buffered += bytes.length;
    const messages: unknown[] = [];
    for (;;) {
      const length = this.buffered >= 4 ? readLength(this.joined()) : undefined;
      if (length === undefined) return messages;
      if (length > MAX_MESSAGE_BYTES)
        throw new RangeError(`A message of ${length} bytes was announced; at most ${MAX_MESSAGE_BYTES} are allowed.`);
      if (this.buffered < 4 + length) return messages;
      const all = this.joined();
      messages.push(this.decoder.decode(all.subarray(4, 4 + length)));
      this.chunks = [all.subarray(4 + length)];
      this.buffered -= 4 + length;
    }
  }

  private joined(): Uint8Array {
    if (this.chunks.length > 1 && this.chunks[0] !== undefined) {
      const first = this.chunks[0];
      // Growing messages are joined once they are complete; until then only the length has to be readable.
      if (first.length >= 4 && this.buffered < 4 + readLength(first)) return first;
      const all = new Uint8Array(this.buffered);
      let offset = 0;
      for (const chunk of this.chunks) {
        all.set(chunk, offset);
        offset += chunk.length;
      }
      this.chunks = [all];
    }
    return this.chunks[0] ?? new Uint8Array(0);
  }
}

const readLength = (bytes: Uint8Array): number => new DataView(bytes.buffer, bytes.byteOffset, 4).getUint32(0, true);

export interface StreamPort extends Port, Disposable {
  /** True while the peer is behind: messages of which only the latest counts should wait. */
  readonly congested: boolean;
}

export function createStreamPort(stream: ByteStream): StreamPort {
  const encoder = new Encoder({ extensionCodec: createCodec(), ignoreUndefined: true });
  const decoder = new FrameDecoder();
  const messages = new Emitter<unknown>();
  const closed = new Emitter<void>();
  stream.on('data', (bytes) => {
    try {
      for (const message of decoder.push(bytes)) messages.fire(message);
    } catch {
      stream.destroy(); // Not our protocol: nothing after this can be understood.
    }
  });
  stream.on('error', () => stream.destroy());
  stream.on('close', () => closed.fire());
  return {
    post(message) {
      const body = encoder.encode(message);
      const frame = new Uint8Array(4 + body.length);
      new DataView(frame.buffer).setUint32(0, body.length, true);
      frame.set(body, 4);
      stream.write(frame);
    },
    onMessage: messages.event,
    onClose: closed.event,
    get congested() {
      return stream.writableNeedDrain;
    },
    dispose: toDisposable(() => stream.destroy()).dispose,
  };
}
