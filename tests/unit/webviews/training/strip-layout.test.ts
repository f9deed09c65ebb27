import { describe, expect, test } from 'vitest';
import type { ImagesTrack } from '../../../../src/protocol/tracks';
import {
  pairTiles,
  STRIP_GAP_PX,
  stripColumns,
  stripScale,
  stripTiles,
} from '../../../../webviews/training/strip-layout';
import { NAMES_PX, tileAt, wallLayout } from '../../../../webviews/training/tracks/wall-layout';

const every = (distance: number, last: number) =>
  Float64Array.from({ length: last / distance + 1 }, (_, i) => i * distance);
const track = (layout: ImagesTrack['layout']): ImagesTrack => ({
  kind: 'images',
  id: 's',
  tag: 's',
  title: '',
  subtitle: '',
  caption: '',
  layout,
  columns: 8,
  rows: 8,
  tileWidth: 28,
  tileHeight: 28,
});

describe('a strip', () => {
  test('shows as many pictures as fit, evenly, each near its own step', () => {
    const columns = stripColumns({ from: 0, to: 9000 }, 9000, 600, 28, every(25, 9000));
    expect(columns).toHaveLength(20);
    for (const { step, x } of columns) expect(Math.abs(x + 14 - (step / 9000) * 600)).toBeLessThan(2);
  });

  test('never lets two pictures touch, however unevenly they were recorded', () => {
    const steps = [0, 1, 2, 3, 500, 501, 990, 1000];
    const columns = stripColumns({ from: 0, to: 1000 }, 1000, 400, 28, steps);
    expect(columns.map(({ step }) => step)).toEqual(steps);
    columns
      .slice(1)
      .forEach(({ x }, at) => expect(x - (columns[at]?.x ?? 0)).toBeGreaterThanOrEqual(28 + STRIP_GAP_PX - 1));
    expect(columns[0]?.x).toBeGreaterThanOrEqual(0);
    expect((columns.at(-1)?.x ?? 0) + 28).toBeLessThanOrEqual(400);
  });

  test('puts nothing into the future', () => {
    const columns = stripColumns({ from: 0, to: 10_000 }, 5000, 600, 28, every(25, 5000));
    for (const { x } of columns) expect(x + 14).toBeLessThanOrEqual(300 + 1);
  });

  test('is empty between two records', () => {
    expect(stripColumns({ from: 101, to: 149 }, 9000, 600, 28, every(50, 9000))).toEqual([]);
  });

  test.for([
    [28, 200, 1],
    [28, 720, 2],
    [28, 1100, 3],
    [256, 600, 1],
  ] as const)('tiles of %i pixels over %i take scale %i', ([tile, width, scale]) => {
    expect(stripScale(tile, width)).toBe(scale);
  });

  test('of pairs shows the reconstructions', () => {
    expect(stripTiles(track('samples'), 3)).toEqual([0, 1, 2]);
    expect(stripTiles(track('pairs'), 10)).toEqual([8, 9, 10, 11, 12, 13, 14, 15, 24, 25]);
    expect(pairTiles(9, 8)).toEqual({ input: 17, reconstruction: 25 });
  });
});

describe('a wall', () => {
  test.for([
    [240, 1],
    [463, 2],
    [461, 1],
    [720, 3],
    [100, 1],
  ] as const)('in %i pixels has scale %i', ([room, scale]) => {
    expect(wallLayout(track('samples'), room).scale).toBe(scale);
  });

  test('knows the tile and the pixel at a place, and the gaps between', () => {
    const layout = wallLayout(track('samples'), 470);
    expect(tileAt(layout, track('samples'), 0, 0)).toEqual({ tile: 0, x: 0, y: 0 });
    expect(tileAt(layout, track('samples'), 58 + 5, 2 * 58 + 9)).toEqual({ tile: 17, x: 2, y: 4 });
    expect(tileAt(layout, track('samples'), 57, 0)).toBeUndefined();
  });

  test('has room over its columns where these have names, and no tile there', () => {
    const named = { ...track('samples'), columnNames: Array.from({ length: 8 }, (_, column) => `class ${column}`) };
    const [plain, layout] = [wallLayout(track('samples'), 470), wallLayout(named, 470)];
    expect(layout.heightPx).toBe(plain.heightPx + NAMES_PX);
    expect(tileAt(layout, named, 5, NAMES_PX - 1)).toBeUndefined();
    expect(tileAt(layout, named, 5, NAMES_PX + 3)).toEqual(tileAt(plain, named, 5, 3));
  });

  test('holds pairs together', () => {
    const { tiles } = wallLayout(track('pairs'), 470);
    const gap = (row: number) => (tiles[(row + 1) * 8]?.y ?? 0) - (tiles[row * 8]?.y ?? 0);
    expect(gap(1)).toBeGreaterThan(gap(0));
    expect(gap(2)).toBe(gap(0));
  });
});
