/** What stands at the ends of lines, read from a run on disk. */
import { encode } from 'fast-png';
import { beforeEach, describe, expect, test } from 'vitest';
import { hoverPicture } from '../../../../src/extension/previews/hover-picture';
import { inlineContent } from '../../../../src/extension/previews/inline-content';
import type { Mark, Shown } from '../../../../src/extension/previews/marks';
import type { InlineStyle } from '../../../../src/extension/previews/moment';
import { PALETTES } from '../../../../src/extension/previews/palette';
import type { RunReader } from '../../../../src/store/run-reader';
import { histogramRecord, imageRecord, RunFixture, scalarRecord } from '../../store/a-run';

const named = { id: 'x', title: '', subtitle: '' };
const PICTURES: Shown = {
  kind: 'pictures',
  track: {
    ...named,
    ...{ kind: 'images', tag: 'samples', columns: 4, rows: 2, tileWidth: 2, tileHeight: 2, caption: '' },
    layout: 'samples',
  },
};
const BELIEFS: Shown = { kind: 'beliefs', track: { ...named, kind: 'beliefs', real: 'br', generated: 'bg' } };
const LOSSES: Shown = {
  kind: 'curves',
  track: {
    ...named,
    kind: 'curves',
    series: [
      { tag: 'gLoss', label: 'G', role: 'generated' },
      { tag: 'dLoss', label: 'D', role: 'real' },
    ],
  },
};
const ACTIVATION: Shown = { kind: 'activation' };

const mark = (shown: Shown): Mark => ({
  line: 1,
  column: 1,
  shown,
  layers: [
    { name: 'generator/a', className: 'Dense', outputShape: [null, 4], parameters: 1, frames: [], side: 'generated' },
  ],
});

const STYLE: InlineStyle = {
  heightPx: 16,
  lettering: { family: "'Fira Code', monospace", sizePx: 12 },
  dimmed: false,
  said: (label) => label,
  stepSaid: (step) => `step ${step}`,
};

let reader: RunReader;

beforeEach(() => {
  const run = new RunFixture();
  const writer = run.beginSegment();
  const atlas = (grey: number) =>
    encode({ width: 8, height: 4, channels: 1, depth: 8, data: new Uint8Array(32).fill(grey) });
  writer.append(
    scalarRecord(1, { gLoss: 1.25, dLoss: 0.524, dReal: 0.75, dFake: 0.25 }),
    histogramRecord(10, 'layers/generator/a/activation', [1, 0, 4, 16]),
    histogramRecord(10, 'br', [0, 1, 2, 3]),
    histogramRecord(10, 'bg', [3, 2, 1, 0]),
    imageRecord(20, 'samples', atlas(0)),
    imageRecord(30, 'samples', atlas(255)),
    scalarRecord(30, { gLoss: 2.5, dLoss: NaN, dReal: 1, dFake: 0 }),
  );
  writer.close();
  reader = run.read();
});

const svgAt = (shown: Shown, step: number, style: Partial<InlineStyle> = {}) =>
  inlineContent(mark(shown), { reader, step }, { ...STYLE, ...style })?.svg(PALETTES.dark);
const texts = (svg = '') => [...svg.matchAll(/>([^<>]+)<\/text>/g)].map(([, text]) => text);

describe('at the end of a line stand', () => {
  test('the losses of the playhead’s step, the discriminator’s first, in its colour', () => {
    expect(texts(svgAt(LOSSES, 29))).toEqual(['D 0.52', 'G 1.25', 'step 29']);
    expect(texts(svgAt(LOSSES, 30))).toEqual(['D NaN', 'G 2.50', 'step 30']);
    expect(svgAt(LOSSES, 30)).toMatch(new RegExp(`fill="${PALETTES.dark.sides.real}">D NaN`));
  });

  test('what the discriminator believes, as figures and as marks', () => {
    const svg = svgAt(BELIEFS, 5);
    expect(texts(svg)).toEqual(['D(x) 0.75', 'D(G(z)) 0.25']);
    expect(svg?.match(/<path d="M[^"]*z" fill/g)).toHaveLength(2);
  });

  test('a bar for each bin that has something, by the square root', () => {
    const bars =
      /<path d="([^"]*)" fill/
        .exec(svgAt(ACTIVATION, 50) ?? '')?.[1]
        ?.split('z')
        .filter(Boolean) ?? [];
    const heights = bars.map((bar) => -Number(/v(-[\d.]+)/.exec(bar)?.[1]));
    expect(bars).toHaveLength(3);
    expect(heights[1]! / heights[2]!).toBeCloseTo(0.5);
    expect(heights[0]! / heights[2]!).toBeCloseTo(0.25);
  });

  test('pictures of the newest step by then', () => {
    expect(svgAt(PICTURES, 29)).not.toEqual(svgAt(PICTURES, 30));
    expect(svgAt(PICTURES, 30)?.match(/<use /g)).toHaveLength(4);
  });

  test('nothing while nothing is recorded', () => {
    expect([svgAt(LOSSES, 0), svgAt(BELIEFS, 0), svgAt(ACTIVATION, 9)]).toEqual([undefined, undefined, undefined]);
  });
});

test('figures that change move nothing', () => {
  const widths = [1, 29, 30].map((step) => inlineContent(mark(LOSSES), { reader, step }, STYLE)?.widthPx);
  expect(new Set(widths).size).toBe(1);
});

test('what is stale is dimmed, and only that', () => {
  expect(svgAt(LOSSES, 30, { dimmed: true })).toContain('opacity="0.4"');
  expect(svgAt(LOSSES, 30)).not.toContain('opacity="0.4"');
});

test.each([PICTURES, BELIEFS, LOSSES, ACTIVATION])('a hover shows $kind large', (shown) => {
  const small = inlineContent(mark(shown), { reader, step: 30 }, STYLE);
  const large = hoverPicture(mark(shown), { reader, step: 30 });
  expect(large?.heightPx).toBeGreaterThan(4 * (small?.heightPx ?? Infinity));
});
