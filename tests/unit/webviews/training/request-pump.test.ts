import { beforeEach, describe, expect, test } from 'vitest';
import type { Problem } from '../../../../src/base/problem';
import { RequestPump } from '../../../../webviews/training/request-pump';
import type { PanelMessage } from '../../../../webviews/training/state';
import type { Want } from '../../../../webviews/training/wants';

interface Sent {
  readonly key: string;
  readonly answer: (message?: PanelMessage) => Promise<void>;
  readonly fail: (message: string) => Promise<void>;
}

let nowMs: number;
let sent: Sent[];
let answers: (PanelMessage | undefined)[];
let failures: Problem[];
let timers: { readonly delayMs: number; readonly again: () => void }[];
let pump: RequestPump;

beforeEach(() => {
  nowMs = 0;
  [sent, answers, failures, timers] = [[], [], [], []];
  pump = new RequestPump({
    asker: { request: () => Promise.reject(new Error('No want of these tests asks.')) },
    nowMs: () => nowMs,
    later: (delayMs, again) => timers.push({ delayMs, again }),
    onAnswer: (message) => answers.push(message),
    onFailure: (problem) => failures.push(problem),
  });
});

const settle = () => new Promise((resolve) => setImmediate(resolve)).then(() => undefined);

function want(key: string, options: Partial<Want> = {}): Want {
  return {
    slot: 'curves',
    key,
    everyMs: 0,
    ask: () =>
      new Promise((resolve, reject) => {
        sent.push({
          key,
          answer: (message) => (resolve(message), settle()),
          fail: (message) => (reject(new Error(message)), settle()),
        });
      }),
    ...options,
  };
}

const run = (...wants: Want[]) => pump.run(wants, () => undefined);
const message = (step: number): PanelMessage => ({ kind: 'playheadMoved', step });

describe('a slot', () => {
  test('has at most two requests waiting; the latest want is sent when one is answered', async () => {
    for (const key of ['a', 'b', 'c', 'd']) run(want(key));
    expect(sent.map(({ key }) => key)).toEqual(['a', 'b']);
    await sent[0]?.answer();
    run(want('d'));
    expect(sent.map(({ key }) => key)).toEqual(['a', 'b', 'd']);
  });

  test('asks for nothing twice while it waits', () => {
    run(want('a'));
    run(want('a'));
    expect(sent).toHaveLength(1);
  });

  test('drops an answer that comes after a newer one', async () => {
    run(want('a'), want('b'));
    await sent[1]?.answer(message(2));
    await sent[0]?.answer(message(1));
    expect(answers).toEqual([message(2), undefined]);
  });

  test('keeps every answer where each is of use', async () => {
    run(want('a', { keepsAll: true }), want('b', { keepsAll: true }));
    await sent[1]?.answer(message(2));
    await sent[0]?.answer(message(1));
    expect(answers).toEqual([message(2), message(1)]);
  });

  test('does not stop another', () => {
    run(want('a'), want('b'), want('c'), want('x', { slot: 'values' }));
    expect(sent.map(({ key }) => key)).toEqual(['a', 'b', 'x']);
  });
});

describe('time', () => {
  test('a want that is too early waits for the clock, once for all', async () => {
    run(want('a', { everyMs: 100 }));
    await sent[0]?.answer();
    nowMs = 40;
    run(want('b', { everyMs: 100 }));
    run(want('c', { everyMs: 100 }));
    expect(sent).toHaveLength(1);
    expect(timers.map(({ delayMs }) => delayMs)).toEqual([60]);
    nowMs = 100;
    run(want('c', { everyMs: 100 }));
    expect(sent.map(({ key }) => key)).toEqual(['a', 'c']);
  });

  test('an answer that did not help is not asked for again within a second', async () => {
    run(want('a'));
    await sent[0]?.answer();
    run(want('a'));
    expect(sent).toHaveLength(1);
    nowMs = 1500;
    run(want('a'));
    expect(sent).toHaveLength(2);
  });
});

test('a failure is told, and frees its place', async () => {
  run(want('a'), want('b'));
  await sent[0]?.fail('The file is gone.');
  expect(failures.map((problem) => problem.message)).toEqual(['The file is gone.']);
  run(want('c'));
  expect(sent.map(({ key }) => key)).toEqual(['a', 'b', 'c']);
});
