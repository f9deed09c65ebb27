/** Which line shows what of a run, and where that line is after edits. */
import { describe, expect, test } from 'vitest';
import { marksIn } from '../../../../src/extension/previews/marks';
import { placeMarks } from '../../../../src/extension/previews/place-marks';
import type { LayerSummary, RunManifest, SourcePlace } from '../../../../src/protocol/manifest';

const FILE = '/work/a.gibbon.ts';
const at = (line: number, file = FILE): SourcePlace => ({ file, line, column: 1 });
const layer = (name: string, ...frames: SourcePlace[]): LayerSummary => ({
  name,
  className: 'Dense',
  outputShape: [null, 8],
  parameters: 8,
  frames,
});
const track = { id: 'x', title: '', subtitle: '', place: at(30) };
const tracks: RunManifest['tracks'] = [
  { ...track, kind: 'curves', series: [] },
  { ...track, kind: 'beliefs', real: 'r', generated: 'g' },
  {
    ...track,
    ...{ kind: 'images', tag: 'samples', columns: 8, rows: 8, tileWidth: 28, tileHeight: 28, caption: '' },
    layout: 'samples',
  },
];
const models = [
  { role: 'generator', layers: [layer('generator/a', at(10)), layer('generator/b', at(11))] },
  { role: 'discriminator', layers: [layer('discriminator/a', at(20)), layer('discriminator/b', at(21))] },
];
const shownAt = (run: Pick<RunManifest, 'models' | 'tracks'>, file = FILE) =>
  marksIn(run, file).map(({ line, shown, layers }) => [line, shown.kind, layers.at(-1)?.side]);

describe('a line shows', () => {
  test('pictures at the generator’s output, beliefs at the discriminator’s, losses at the call, histograms elsewhere', () => {
    expect(shownAt({ models, tracks })).toEqual([
      [10, 'activation', 'generated'],
      [11, 'pictures', 'generated'],
      [20, 'activation', 'real'],
      [21, 'beliefs', 'real'],
      [30, 'curves', undefined],
    ]);
  });

  test('the last of the layers that a helper makes there', () => {
    const block = (line: number) => [
      layer(`m/dense_${line}`, at(3), at(line)),
      layer(`m/act_${line}`, at(4), at(line)),
    ];
    const marks = marksIn({ models: [{ role: 'm', layers: [...block(10), ...block(11)] }], tracks: [] }, FILE);
    expect(marks.map(({ line, layers }) => [line, layers.map(({ name }) => name)])).toEqual([
      [3, ['m/dense_10', 'm/dense_11']],
      [4, ['m/act_10', 'm/act_11']],
    ]);
  });

  test('feature maps where they are recorded, but pictures where those come out; and why there are none', () => {
    const maps = (name: string) => ({
      ...{ layer: name, tag: `maps/${name}`, columns: 8, rows: 2, tileWidth: 7, tileHeight: 7, shown: 16, count: 64 },
    });
    const missing = { role: 'discriminator', missing: 'severalInputs' as const, layers: ['discriminator/a'] };
    const ofGenerator = {
      role: 'generator',
      sample: 'fixedCoding' as const,
      layers: models[0]!.layers.map(({ name }) => maps(name)),
    };
    const marks = marksIn({ models, tracks, featureMaps: [ofGenerator, missing] }, FILE);
    expect(marks.map(({ shown }) => shown).slice(0, 4)).toEqual([
      { kind: 'maps', maps: maps('generator/a'), sample: 'fixedCoding' },
      expect.objectContaining({ kind: 'pictures' }),
      { kind: 'activation', missing },
      expect.objectContaining({ kind: 'beliefs' }),
    ]);
  });

  test('what a helper in another file made, at the line that called it', () => {
    const made = layer('m/a', at(2, '/work/blocks.ts'), at(7));
    const run = { models: [{ role: 'm', layers: [made] }], tracks: [] };
    expect(shownAt(run)).toEqual([[7, 'activation', 'plain']]);
    expect(shownAt(run, '/work/blocks.ts')).toEqual([[2, 'activation', 'plain']]);
  });
});

describe('after edits', () => {
  const TEXT = ['a;', 'dense(', '  { units: 100 },', ');', 'dense({ units: 50 });', 'end;'].join('\n');
  const marks = marksIn(
    { models: [{ role: 'm', layers: [layer('m/a', at(2)), layer('m/b', at(5))] }], tracks: [] },
    FILE,
  );
  const placed = (now: string) => placeMarks(marks, TEXT, now).map(({ line, isStale }) => [line, isStale]);

  test.each([
    [
      'none',
      TEXT,
      [
        [2, false],
        [5, false],
      ],
    ],
    [
      'a line above',
      `// more\n${TEXT}`,
      [
        [3, false],
        [6, false],
      ],
    ],
    [
      'another argument on a later line of the call',
      TEXT.replace('100', '120'),
      [
        [2, true],
        [5, false],
      ],
    ],
    [
      'another line within the call',
      TEXT.replace('  { units', '  // hm\n  { units'),
      [
        [2, true],
        [6, false],
      ],
    ],
    [
      'its line is gone',
      TEXT.replace('dense({ units: 50 });\n', ''),
      [
        [2, false],
        [4, true],
      ],
    ],
  ])('%s', (_what, now, expected) => {
    expect(placed(now)).toEqual(expected);
  });

  test('a mark whose line is gone does not push out one that is there', () => {
    const text = 'dense(1);\ndense(2);';
    const two = marksIn(
      { models: [{ role: 'm', layers: [layer('m/a', at(1)), layer('m/b', at(2))] }], tracks: [] },
      FILE,
    );
    expect(placeMarks(two, text, 'dense(1);').map(({ mark, isStale }) => [mark.layers[0]?.name, isStale])).toEqual([
      ['m/a', false],
    ]);
  });
});
