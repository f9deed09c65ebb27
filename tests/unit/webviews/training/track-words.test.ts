import { describe, expect, test } from 'vitest';
import type { Track } from '../../../../src/protocol/tracks';
import { createTranslate } from '../../../../webviews/common/words';
import { translateTrack } from '../../../../webviews/training/track-words';

const translate = createTranslate({
  Loss: 'Perda',
  train: 'treino',
  Samples: 'Amostras',
  '{count} fixed codings': '{count} codificações fixas',
});

const images: Track = {
  kind: 'images',
  id: 'samples',
  tag: 'samples',
  title: 'Samples',
  subtitle: 'mine',
  caption: '64 fixed codings',
  layout: 'samples',
  columns: 8,
  rows: 8,
  tileWidth: 28,
  tileHeight: 28,
};

describe("a track's texts", () => {
  test('are translated, and what else it says is left', () => {
    const track: Track = {
      kind: 'curves',
      id: 'loss',
      title: 'Loss',
      subtitle: 'nats',
      series: [{ tag: 'loss', label: 'train', role: 'train' }],
    };
    expect(translateTrack(track, translate)).toEqual({
      ...track,
      title: 'Perda',
      series: [{ tag: 'loss', label: 'treino', role: 'train' }],
    });
  });

  test.each([
    ['64 fixed codings', '64 codificações fixas'],
    ['12 fixed codings', '12 codificações fixas'],
    ['my digits', 'my digits'],
    ['3 of mine', '3 of mine'],
  ])('the caption %j becomes %j', (caption, translated) => {
    expect(translateTrack({ ...images, caption }, translate)).toMatchObject({ caption: translated, title: 'Amostras' });
  });
});
