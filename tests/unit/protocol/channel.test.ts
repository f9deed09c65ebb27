/** The channel settles every request; the framing carries any message in any pieces. */
import { describe, expect, test } from 'vitest';
import { Emitter } from '../../../src/base/disposable';
import { ProblemError } from '../../../src/base/problem';
import { Channel, type Direction, type Port } from '../../../src/protocol/channel';
import { type ByteStream, createStreamPort, FrameDecoder } from '../../../src/protocol/framing';

interface Calculator extends Direction {
  readonly request:
    | { readonly kind: 'add'; readonly a: number; readonly b: number }
    | { readonly kind: 'fail' }
    | { readonly kind: 'wait' };
  readonly answers: { readonly add: number; readonly fail: never; readonly wait: never };
  readonly event: { readonly kind: 'noticed'; readonly what: string };
}

/** Two ports whose messages are copied, as a process boundary would. */
function pair(): { left: Port; right: Port; close(): void } {
  const [toLeft, toRight, closed] = [new Emitter<unknown>(), new Emitter<unknown>(), new Emitter<void>()];
  const port = (incoming: Emitter<unknown>, outgoing: Emitter<unknown>): Port => ({
    post: (message) => queueMicrotask(() => outgoing.fire(structuredClone(message))),
    onMessage: incoming.event,
    onClose: closed.event,
  });
  return { left: port(toLeft, toRight), right: port(toRight, toLeft), close: () => closed.fire() };
}

function connect() {
  const { left, right, close } = pair();
  const [events, bad]: [string[], string[]] = [[], []];
  const nothing = {
    parseRequest: () => ({ kind: 'fail' as const }),
    parseEvent: () => ({ kind: 'noticed' as const, what: '' }),
    onRequest: () => Promise.resolve(),
    onEvent: () => undefined,
  };
  const client = new Channel<Calculator, Calculator>(left, nothing);
  const server = new Channel<Calculator, Calculator>(right, {
    parseRequest: (body) => body as Calculator['request'],
    parseEvent: (body) => {
      const event = body as Calculator['event'];
      if (typeof event.what !== 'string') throw new Error('an event without words');
      return event;
    },
    onRequest: (request) => {
      if (request.kind === 'add') return Promise.resolve(request.a + request.b);
      if (request.kind === 'fail')
        return Promise.reject(new ProblemError({ message: 'no', remedy: 'ask otherwise', blame: 'experiment' }));
      return new Promise(() => undefined);
    },
    onEvent: ({ what }) => events.push(what),
    onBadMessage: ({ message }) => bad.push(message),
  });
  return { client, server, close, events, bad, left };
}

describe('a request', () => {
  test('is waited for until it is answered', async () => {
    const { client } = connect();
    const answer = client.request({ kind: 'add', a: 1, b: 2 });
    expect(client.isWaiting).toBe(true);
    await answer;
    expect(client.isWaiting).toBe(false);
  });

  test('is answered, each with its own answer', async () => {
    const { client } = connect();
    expect(
      await Promise.all([client.request({ kind: 'add', a: 1, b: 2 }), client.request({ kind: 'add', a: 20, b: 3 })]),
    ).toEqual([3, 23]);
  });

  test("fails with the other side's problem", async () => {
    await expect(connect().client.request({ kind: 'fail' })).rejects.toMatchObject({
      problem: { message: 'no', remedy: 'ask otherwise', blame: 'experiment' },
    });
  });

  test('that waits is settled when the channel closes, and later ones at once', async () => {
    const { client, close } = connect();
    const waiting = client.request({ kind: 'wait' });
    close();
    await expect(waiting).rejects.toThrow(/closed before an answer/);
    await expect(client.request({ kind: 'wait' })).rejects.toThrow(/closed/);
  });

  test('can be cancelled, before and while it waits', async () => {
    const { client } = connect();
    const aborting = new AbortController();
    const waiting = client.request({ kind: 'wait' }, aborting.signal);
    aborting.abort();
    await expect(waiting).rejects.toThrow(/cancelled/);
    await expect(client.request({ kind: 'wait' }, aborting.signal)).rejects.toThrow(/cancelled/);
  });
});

test('events arrive in order; what can not be read is told and does not end the channel', async () => {
  const { client, events, bad, left } = connect();
  client.send({ kind: 'noticed', what: 'one' });
  left.post('no envelope');
  left.post({ type: 'event', body: {} });
  client.send({ kind: 'noticed', what: 'two' });
  await new Promise((resolve) => setTimeout(resolve, 5));
  expect(events).toEqual(['one', 'two']);
  expect(bad).toHaveLength(2);
});

/** Collects what a port writes. */
function recorder(): ByteStream & { written: Uint8Array[]; destroyed: boolean; feed(bytes: Uint8Array): void } {
  const data = new Emitter<Uint8Array>();
  const stream = {
    written: [] as Uint8Array[],
    destroyed: false,
    writableNeedDrain: false,
    write: (bytes: Uint8Array) => (stream.written.push(bytes), true),
    on: (event: string, listener: (bytes: Uint8Array) => void) => event === 'data' && data.event(listener),
    destroy: () => (stream.destroyed = true),
    feed: (bytes: Uint8Array) => data.fire(bytes),
  };
  return stream;
}

describe('framing', () => {
  const messages = [
    { kind: 'a', text: 'ü → ∞', list: [1, 2.5, null, true] },
    {
      floats: Float32Array.of(1.5, -0, NaN, Infinity),
      doubles: Float64Array.of(Math.PI),
      ints: Int32Array.of(-1),
      words: Uint32Array.of(0xffffffff),
      bytes: Uint8Array.of(1, 2),
    },
    {},
  ];
  const stream = recorder();
  for (const message of messages) createStreamPort(stream).post(message);
  const all = Buffer.concat(stream.written);

  test.each([1, 2, 3, 7, 64, all.length])('gives back every message when it comes in pieces of %i bytes', (size) => {
    const decoder = new FrameDecoder();
    const received: unknown[] = [];
    for (let start = 0; start < all.length; start += size)
      received.push(...decoder.push(all.subarray(start, start + size)));
    expect(received).toEqual(messages);
  });

  test('gives back a message of many megabytes', () => {
    const big = recorder();
    const values = Float32Array.from({ length: 2_000_000 }, (_, i) => i);
    createStreamPort(big).post({ values });
    const decoder = new FrameDecoder();
    const bytes = Buffer.concat(big.written);
    const received: unknown[] = [];
    for (let start = 0; start < bytes.length; start += 65_536)
      received.push(...decoder.push(bytes.subarray(start, start + 65_536)));
    const [message] = received as [{ values: Float32Array }];
    expect(received).toHaveLength(1);
    expect(Buffer.compare(new Uint8Array(message.values.buffer), new Uint8Array(values.buffer))).toBe(0);
  });

  test('closes a stream that is not ours', () => {
    for (const garbage of [Buffer.from('GET / HTTP/1.1\r\n\r\n'), Buffer.from([3, 0, 0, 0, 0xc1, 0xc1, 0xc1])]) {
      const foreign = recorder();
      createStreamPort(foreign);
      foreign.feed(garbage);
      expect(foreign.destroyed).toBe(true);
    }
  });
});
