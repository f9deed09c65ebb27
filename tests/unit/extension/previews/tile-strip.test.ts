import { decode, encode } from 'fast-png';
import { expect, test } from 'vitest';
import { cutTiles } from '../../../../src/extension/previews/tile-strip';

/** 3 × 2 tiles of 2 × 2 pixels, each of which says its tile's number. */
const ATLAS = { columns: 3, rows: 2, tileWidth: 2, tileHeight: 2 };

function atlas(channels: number): Uint8Array {
  const [width, height] = [6, 4];
  const data = Uint8Array.from({ length: width * height * channels }, (_, i) => {
    const pixel = Math.floor(i / channels);
    const [x, y] = [pixel % width, Math.floor(pixel / width)];
    return 10 * (Math.floor(y / 2) * 3 + Math.floor(x / 2)) + (i % channels);
  });
  return encode({ width, height, data, channels, depth: 8 });
}

test.each([1, 3])('tiles of %d channels are laid out anew, in the order that is asked for', (channels) => {
  const cut = cutTiles(atlas(channels), ATLAS, [4, 0], 2);
  expect(cut).toMatchObject({ widthPx: 4, heightPx: 2 });
  const { data, width } = decode(cut!.png);
  const first = (x: number, y: number) => [
    ...data.subarray((y * width + x) * channels, (y * width + x + 1) * channels),
  ];
  const pixel = (tile: number) => Array.from({ length: channels }, (_, channel) => 10 * tile + channel);
  expect([first(0, 0), first(1, 1), first(2, 0), first(3, 1)]).toEqual([pixel(4), pixel(4), pixel(0), pixel(0)]);
});

test('colours of a palette stay those of the palette', () => {
  const palette = [
    [1, 2, 3],
    [200, 100, 0],
  ];
  const png = encode({ width: 2, height: 1, channels: 1, depth: 8, palette, data: Uint8Array.of(0, 1) });
  const cut = cutTiles(png, { columns: 2, rows: 1, tileWidth: 1, tileHeight: 1 }, [1, 0], 2);
  expect(decode(cut!.png)).toMatchObject({ palette, data: Uint8Array.of(1, 0) });
});

test('a tile that the atlas has not stays empty', () => {
  const { data } = decode(cutTiles(atlas(1), ATLAS, [5, 6], 2)!.png);
  expect([data[0], data[2]]).toEqual([50, 0]);
});

test('what is no PNG, or one of other tiles, is no strip', () => {
  expect(cutTiles(Uint8Array.of(1, 2, 3), ATLAS, [0], 1)).toBeUndefined();
  expect(cutTiles(atlas(1), { ...ATLAS, columns: 30 }, [0], 1)).toBeUndefined();
});
