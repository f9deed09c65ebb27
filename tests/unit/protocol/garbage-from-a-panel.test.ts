import { describe, expect, test } from 'vitest';
import { Emitter } from '../../../src/base/disposable';
import { type Problem, ProblemError } from '../../../src/base/problem';
import { Channel } from '../../../src/protocol/channel';
import {
  type FromPanel,
  readFromPanelEvent,
  readPanelRequest,
  type ToPanel,
} from '../../../src/protocol/training-panel-messages';

const bytes = new Uint8Array(2);
const place = { file: 'a.ts', line: 1, column: 1 };

const BAD_REQUESTS: readonly (readonly [what: string, body: unknown])[] = [
  ['nothing', undefined],
  ['null', null],
  ['a word', 'readRun'],
  ['a number', 7],
  ['a list', []],
  ['no kind', {}],
  ['an unknown kind', { kind: 'spawn', command: 'sh' }],
  ['a kind from the prototype', { kind: 'constructor' }],
  ['a step that is text', { kind: 'readImage', tag: 'samples', step: '7' }],
  ['a step that is no number', { kind: 'readImage', tag: 'samples', step: NaN }],
  ['a step before the first', { kind: 'readImage', tag: 'samples', step: -1 }],
  ['an endless step', { kind: 'readValues', tags: [], step: Infinity }],
  ['tags that are no list', { kind: 'readValues', tags: 'dLoss', step: 1 }],
  ['a tag that is no text', { kind: 'readCurves', tags: [{}], fromStep: 0, toStep: 1, columns: 8 }],
  ['too many columns', { kind: 'readCurves', tags: [], fromStep: 0, toStep: 1, columns: 1e9 }],
  ['no columns', { kind: 'readHistograms', tag: 'p', fromStep: 0, toStep: 1, columns: 0 }],
  ['half a column', { kind: 'readHistograms', tag: 'p', fromStep: 0, toStep: 1, columns: 0.5 }],
  ['a run that is neither', { kind: 'readSteps', tag: 'samples', of: 'third' }],
  ['a span without an end', { kind: 'readStatistics', tags: [], fromStep: 1 }],
  [
    'a layout of heights that nobody could see',
    { kind: 'saveLayout', layout: { order: [], folded: [], heights: { a: 0 } } },
  ],
  ['a folder that is none', { kind: 'readOther', runFolder: null }],
  ['a place without a line', { kind: 'revealPlace', place: { file: 'a.ts', column: 1 } }],
  ['a place before the first line', { kind: 'revealPlace', place: { ...place, line: -1 } }],
  ['bytes that are none', { kind: 'writeFile', ticket: '0', bytes: [1, 2] }],
  ['a name that is none', { kind: 'chooseFile', suggestedName: 7, formats: ['png'] }],
  ['a format that is none', { kind: 'chooseFile', suggestedName: 'a', formats: ['bmp'] }],
];

function connect() {
  const [incoming, closed] = [new Emitter<unknown>(), new Emitter<void>()];
  const [posted, bad, asked]: [unknown[], Problem[], unknown[]] = [[], [], []];
  const port = { post: (message: unknown) => posted.push(message), onMessage: incoming.event, onClose: closed.event };
  const channel = new Channel<ToPanel, FromPanel>(port, {
    parseRequest: readPanelRequest,
    parseEvent: readFromPanelEvent,
    onRequest: (request) => Promise.resolve(asked.push(request)),
    onEvent: () => undefined,
    onBadMessage: (problem) => bad.push(problem),
  });
  return { channel, say: (message: unknown) => incoming.fire(message), posted, bad, asked };
}

const settled = () => new Promise((resolve) => setTimeout(resolve, 0));

describe('a request of a panel that is', () => {
  test.each(BAD_REQUESTS)('%s is refused with a sentence, and does nothing', async (_what, body) => {
    expect(() => readPanelRequest(body)).toThrow(ProblemError);
    const { say, posted, asked } = connect();
    expect(() => say({ type: 'request', id: 1, body })).not.toThrow();
    await settled();
    expect(asked).toEqual([]);
    const message = expect.stringMatching(/^A request of a panel could not be understood: .+\.$/) as string;
    expect(posted).toEqual([{ type: 'failure', id: 1, problem: { message, blame: 'environment' } }]);
  });

  test('right is answered', async () => {
    const { say, asked } = connect();
    say({ type: 'request', id: 1, body: { kind: 'writeFile', ticket: '0', bytes } });
    await settled();
    expect(asked).toHaveLength(1);
  });
});

describe('a message that is no envelope', () => {
  test.each([undefined, null, 0, 'text', [], {}, { type: 'request' }, { type: 'other', id: 1 }, { type: 7, id: 7 }])(
    '%j is told, and the channel goes on',
    (message) => {
      const { say, bad } = connect();
      expect(() => say(message)).not.toThrow();
      expect(bad).toHaveLength(1);
      expect(bad[0]?.message).toMatch(/^A message .+\.$/);
    },
  );

  test.each([
    { type: 'answer', id: 99 },
    { type: 'failure', id: 99 },
    { type: 'failure', id: 99, problem: 'no' },
  ])('%j to a question that nobody asked is passed over', (message) => {
    const { say } = connect();
    expect(() => say(message)).not.toThrow();
  });

  test('a failure without a word fails the request with a sentence', async () => {
    const { channel, say } = connect();
    const answer = channel.request({ kind: 'nothing' });
    say({ type: 'failure', id: 1 });
    await expect(answer).rejects.toThrow('The other side failed, and did not say why.');
  });
});
