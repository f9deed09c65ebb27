import { expect, test } from 'vitest';
import { messageFor } from '../../../../webviews/training/keyboard';
import { initialState } from '../../../../webviews/training/state';
import { readyState } from './ready-state';

const key = (name: string, held: Partial<Record<'shiftKey' | 'ctrlKey' | 'metaKey' | 'altKey', boolean>> = {}) => ({
  key: name,
  shiftKey: false,
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  ...held,
});

test.for([
  ['ArrowRight', { kind: 'playheadStepped', by: 'picture', direction: 1 }],
  ['ArrowLeft', { kind: 'playheadStepped', by: 'picture', direction: -1 }],
  ['PageUp', { kind: 'playheadStepped', by: 'page', direction: 1 }],
  ['Home', { kind: 'playheadMoved', step: 0 }],
  ['End', { kind: 'wentLive' }],
  ['Escape', { kind: 'wentLive' }],
  ['l', { kind: 'wentLive' }],
  ['a', { kind: 'wholeRunShown' }],
  ['t', { kind: 'tableToggled' }],
] as const)('%s', ([name, message]) => {
  expect(messageFor(key(name), readyState(500))).toEqual(message);
});

test('with Shift the arrows go step by step', () => {
  expect(messageFor(key('ArrowLeft', { shiftKey: true }), readyState(500))).toEqual({
    kind: 'playheadStepped',
    by: 'step',
    direction: -1,
  });
});

test('plus and minus zoom about the playhead', () => {
  const zoomed = messageFor(key('+'), readyState(500, 'finished'));
  expect(zoomed).toMatchObject({ kind: 'zoomed', window: { to: 500 } });
});

test('keys of VS Code are left alone', () => {
  expect(messageFor(key('l', { ctrlKey: true }), readyState(500))).toBeUndefined();
  expect(messageFor(key('ArrowLeft', { altKey: true }), readyState(500))).toBeUndefined();
  expect(messageFor(key('F5'), readyState(500))).toBeUndefined();
});

test('before the run is read no key does anything', () => {
  expect(messageFor(key('ArrowLeft'), initialState())).toBeUndefined();
});
