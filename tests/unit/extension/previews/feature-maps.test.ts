/** Feature maps in a line and in a hover, read from a run on disk. */
import { encode } from 'fast-png';
import { beforeEach, describe, expect, test } from 'vitest';
import { mapsInLine, mapStrip, mapWall } from '../../../../src/extension/previews/feature-maps';
import { hoverPicture } from '../../../../src/extension/previews/hover-picture';
import { inlineContent } from '../../../../src/extension/previews/inline-content';
import type { Mark } from '../../../../src/extension/previews/marks';
import type { InlineStyle } from '../../../../src/extension/previews/moment';
import { PALETTES } from '../../../../src/extension/previews/palette';
import type { LayerMaps } from '../../../../src/protocol/feature-maps';
import type { RunReader } from '../../../../src/store/run-reader';
import { histogramRecord, imageRecord, RunFixture, scalarRecord } from '../../store/a-run';

const LAYER = 'encoder/conv2d_1';
const STYLE: InlineStyle = {
  heightPx: 16,
  lettering: { family: 'monospace', sizePx: 12 },
  dimmed: false,
  said: (label) => label,
  stepSaid: (step) => `step ${step}`,
};

const maps = (tileWidth: number, tileHeight = tileWidth, shown = 16): LayerMaps => ({
  ...{ layer: LAYER, tag: `maps/${LAYER}`, columns: Math.min(8, shown), rows: Math.ceil(shown / 8) },
  ...{ tileWidth, tileHeight, shown, count: 64 },
});

const atlas = ({ columns, rows, tileWidth, tileHeight }: LayerMaps, grey = 0) => {
  const [width, height] = [columns * tileWidth, rows * tileHeight];
  const palette = [[grey, grey, grey]];
  return encode({ width, height, channels: 1, depth: 8, palette, data: new Uint8Array(width * height) });
};

const figures = (smallest: number, largest: number) => ({
  [`maps/${LAYER}/smallest`]: smallest,
  [`maps/${LAYER}/largest`]: largest,
  [`maps/${LAYER}/dead`]: 1,
});

/** Pictures at steps 10 and 20; the figures of the first are not below zero. */
function runOf(ofLayer: LayerMaps): RunReader {
  const run = new RunFixture();
  const writer = run.beginSegment();
  writer.append(
    histogramRecord(5, `layers/${LAYER}/activation`, [1, 0, 4, 16]),
    scalarRecord(10, figures(0, 2.5)),
    imageRecord(10, ofLayer.tag, atlas(ofLayer)),
    scalarRecord(20, figures(-1, 0.5)),
    imageRecord(20, ofLayer.tag, atlas(ofLayer, 9)),
  );
  writer.close();
  return run.read();
}

const tilesOf = (svg = '') =>
  [...svg.matchAll(/<svg x="([\d.]+)" y="([\d.]+)" width="([\d.]+)" height="([\d.]+)"/g)].map((found) =>
    found.slice(1).map(Number),
  );

describe('in a line', () => {
  test.each([
    [16, [0, 2, 4, 6, 8, 10, 12, 14]],
    [12, [0, 1, 3, 4, 6, 7, 9, 10]],
    [3, [0, 1, 2]],
  ])('of %d maps stand eight at most, evenly spaced', (shown, expected) =>
    expect(mapsInLine(maps(7, 7, shown))).toEqual(expected),
  );

  test.each([
    ['large ones are made as small as the line is high', maps(28), 16, 16, false],
    ['small ones grow by whole pixels and stay sharp', maps(7), 14, 14, true],
    ['wide ones are no wider than four times that', maps(64, 2), 64, 2, true],
    ['very wide ones are made smaller', maps(128, 2), 64, 1, false],
  ])('%s', (_what, ofLayer, width, height, sharp) => {
    const strip = mapStrip(ofLayer, { reader: runOf(ofLayer), step: 10 }, STYLE);
    const svg = strip?.svg(PALETTES.dark);
    expect(tilesOf(svg)).toHaveLength(8);
    expect(tilesOf(svg)[1]?.[0]).toBe(width + 1);
    expect(tilesOf(svg)[0]?.slice(2)).toEqual([width, height]);
    expect(svg?.includes('pixelated')).toBe(sharp);
    expect(strip?.heightPx).toBe(16);
  });
});

describe('at a step', () => {
  const ofLayer = maps(7);
  let reader: RunReader;
  const mark: Mark = {
    ...{ line: 1, column: 1, shown: { kind: 'maps', maps: ofLayer, sample: 'heldOutImage' } },
    layers: [
      { name: LAYER, className: 'Conv2D', outputShape: [null, 7, 7, 64], parameters: 1, frames: [], side: 'plain' },
    ],
  };
  const svgAt = (step: number) => inlineContent(mark, { reader, step }, STYLE)?.svg(PALETTES.dark) ?? '';

  beforeEach(() => {
    reader = runOf(ofLayer);
  });

  test('the newest maps by then are shown, and where there are none how the values are spread', () => {
    expect(svgAt(19)).toBe(svgAt(10));
    expect(svgAt(20)).not.toBe(svgAt(19));
    const without: Mark = {
      ...mark,
      shown: { kind: 'maps', maps: { ...ofLayer, tag: 'maps/none' }, sample: 'heldOutImage' },
    };
    const histogram = inlineContent(without, { reader, step: 10 }, STYLE)?.svg(PALETTES.dark) ?? '';
    expect([tilesOf(histogram), histogram.includes('<path')]).toEqual([[], true]);
  });

  test('maps with numbers below zero, which are white where a page may be, have frames', () => {
    expect(svgAt(10)).not.toContain('stroke=');
    expect(svgAt(20)).toMatch(/<path d="(?:M[^M"]*z){8}" fill="none" stroke=/);
  });

  test('a hover shows all that are recorded, and what their colours stand for', () => {
    const textsAt = (step: number) => {
      const svg = hoverPicture(mark, { reader, step })?.svg(PALETTES.light) ?? '';
      expect(tilesOf(svg)).toHaveLength(16);
      return [...svg.matchAll(/>([^<>]+)<\/text>/g)].map(([, text]) => text);
    };
    expect(textsAt(10)).toEqual(['0', '2.50']);
    expect(textsAt(20)).toEqual(['−1.00', '1.00']);
  });
});

test.each([1, 3, 7, 14, 28, 64, 200])('a wall of maps of %d pixels keeps within a hover', (size) => {
  const ofLayer = maps(size);
  const wall = mapWall(ofLayer, { reader: runOf(ofLayer), step: 10 });
  expect(wall?.widthPx).toBeLessThanOrEqual(464);
  expect(wall?.heightPx).toBeLessThanOrEqual(254);
});
