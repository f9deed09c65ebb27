import { describe, expect, test } from 'vitest';
import type { Track } from '../../../../src/protocol/tracks';
import type { PanelState } from '../../../../webviews/training/state';
import { tablesOf } from '../../../../webviews/training/tables';
import { readyState } from './ready-state';

/** The state of a run with these tracks, and what was read of them. */
function withTracks(tracks: readonly Track[], more: Partial<PanelState> = {}): PanelState {
  const state = readyState(500);
  const { run } = state;
  if (!run) throw new Error('Expected a run.');
  return { ...state, ...more, run: { ...run, manifest: { ...run.manifest, tracks: [...tracks] } } };
}

const byClass: Track = {
  kind: 'curves',
  id: 'errorByClass',
  title: 'Error by class',
  subtitle: '',
  series: [
    { tag: 'e/0', label: 'Bag', role: 'plain', classIndex: 0, samples: 5, standardError: 'e/0/se' },
    { tag: 'e/1', label: 'Coat', role: 'plain', classIndex: 1, samples: 1 },
  ],
};

describe('the tables', () => {
  test('of classes have a mean, its standard error, Student’s interval, and of how many images it is', () => {
    const values = [
      { tag: 'e/0', step: 450, value: 10 },
      { tag: 'e/0/se', step: 450, value: 2 },
      { tag: 'e/1', step: 450, value: 3 },
    ];
    const tables = tablesOf(withTracks([byClass], { valuesAtPlayhead: { step: 500, values, computed: false } }));
    expect(tables[0]?.head).toHaveLength((tables[0]?.rows[0]?.cells.length ?? 0) + 1);
    // Of 4 degrees of freedom the published quantile is 2.776445.
    expect(tables[0]?.rows.map(({ name, cells }) => [name, ...cells])).toEqual([
      ['Bag', '10.00', '2.0', '4.447 – 15.55', '5'],
      ['Coat', '3.000', '', '', '1'],
    ]);
  });

  test('of beliefs have a row a bin, and count images of either kind', () => {
    const track: Track = { kind: 'beliefs', id: 'b', title: 'Beliefs', subtitle: '', real: 'r', generated: 'g' };
    const histogramsAtPlayhead = new Map([
      ['r', { step: 500, counts: Float32Array.of(0, 1, 2, 7), computed: false }],
      ['g', { step: 500, counts: Float32Array.of(9, 1, 0, 0), computed: false }],
    ]);
    const [table] = tablesOf(withTracks([track], { histogramsAtPlayhead }));
    expect(table?.rows.map(({ name, cells }) => [name, ...cells])).toEqual([
      ['0.00 – 0.25', '0', '9'],
      ['0.25 – 0.50', '1', '1'],
      ['0.50 – 0.75', '2', '0'],
      ['0.75 – 1.00', '7', '0'],
    ]);
  });

  test('that were read and have nothing say so, and are not read for ever', () => {
    const track: Track = {
      kind: 'heat',
      id: 'h',
      title: 'Norms',
      subtitle: '',
      scale: 'log',
      rows: [{ tag: 'n', label: 'G dense', layer: 'generator/dense' }],
    };
    expect(tablesOf(withTracks([track]))[0]?.caption).toBe('Reading…');
    const nothing = new Float32Array();
    const curve = {
      tag: 'n',
      firstStep: new Float64Array(),
      lastStep: new Float64Array(),
      nonFinite: new Uint32Array(),
    };
    const held = { ...curve, min: nothing, mean: nothing, max: nothing };
    const table = new Map([['h', { span: { from: 500, to: 501, bucket: 1 }, readUpTo: 500, curves: [held] }]]);
    expect(tablesOf(withTracks([track], { table }))[0]?.caption).toMatch(/: nothing recorded$/);
  });
});
