import { describe, expect, test } from 'vitest';
import { AS_THE_FAMILY_SAYS, inOrder, type LayoutMessage, rearrange } from '../../../../webviews/training/track-order';

const tracks = ['loss', 'beliefs', 'gradients', 'samples'].map((id) => ({ id }));
const ids = tracks.map(({ id }) => id);
const ordered = (order: readonly string[]) => inOrder(tracks, order).map(({ id }) => id);

describe('the order of tracks', () => {
  test('is the family’s own where the user said nothing', () => {
    expect(ordered([])).toEqual(ids);
  });

  test.for([
    [['samples'], ['loss', 'beliefs', 'gradients', 'samples']],
    [
      ['samples', 'loss'],
      ['samples', 'loss', 'beliefs', 'gradients'],
    ],
    [
      ['beliefs', 'samples', 'loss'],
      ['beliefs', 'gradients', 'samples', 'loss'],
    ],
    [
      ['of another family', 'gradients', 'loss'],
      ['gradients', 'samples', 'loss', 'beliefs'],
    ],
  ] as const)('%j: a track that was never placed follows its neighbour', ([order, expected]) => {
    expect(ordered(order)).toEqual(expected);
  });
});

describe('arranging', () => {
  const after = (message: LayoutMessage, layout = AS_THE_FAMILY_SAYS) => rearrange(layout, message, ids);

  test('moves a track by one place, but not beyond the ends', () => {
    expect(after({ kind: 'trackMoved', track: 'beliefs', by: -1 }).order).toEqual([
      'beliefs',
      'loss',
      'gradients',
      'samples',
    ]);
    expect(after({ kind: 'trackMoved', track: 'loss', by: -1 })).toBe(AS_THE_FAMILY_SAYS);
    expect(after({ kind: 'trackMoved', track: 'samples', by: 1 })).toBe(AS_THE_FAMILY_SAYS);
    expect(after({ kind: 'trackMoved', track: 'unknown', by: 1 })).toBe(AS_THE_FAMILY_SAYS);
  });

  test('places a track before another, or at the end', () => {
    expect(after({ kind: 'trackPlaced', track: 'samples', before: 'beliefs' }).order).toEqual([
      'loss',
      'samples',
      'beliefs',
      'gradients',
    ]);
    expect(after({ kind: 'trackPlaced', track: 'loss', before: undefined }).order).toEqual([
      'beliefs',
      'gradients',
      'samples',
      'loss',
    ]);
    expect(after({ kind: 'trackPlaced', track: 'loss', before: 'gone' })).toBe(AS_THE_FAMILY_SAYS);
  });

  test('keeps heights within what can be taken hold of, and forgets them', () => {
    const resized = after({ kind: 'trackResized', track: 'loss', heightPx: 250.4 });
    expect(resized.heights).toEqual({ loss: 250 });
    expect(after({ kind: 'trackResized', track: 'loss', heightPx: 3 }).heights).toEqual({ loss: 40 });
    expect(after({ kind: 'trackResized', track: 'loss', heightPx: 1e6 }).heights).toEqual({ loss: 1200 });
    expect(after({ kind: 'trackResized', track: 'loss', heightPx: undefined }, resized).heights).toEqual({});
  });
});
