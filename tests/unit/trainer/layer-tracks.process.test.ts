/** The heat tracks of real runs: each row is recorded, and leads to the line that made its layer. */
import { readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { unwrap } from '../../../src/base/result';
import type { HeatTrack } from '../../../src/protocol/tracks';
import { RunReader } from '../../../src/store/run-reader';
import { readManifest } from '../../../src/store/manifest-file';
import { fixture } from '../../programs/gibbon-cli';
import { trainedFixture } from '../../programs/inspected-fixture';

const STEPS = 150;

async function trained(name: string): Promise<{ tracks: HeatTrack[]; reader: RunReader; kinds: string[] }> {
  const folder = await trainedFixture(name, STEPS);
  const reader = unwrap(RunReader.open(folder));
  onTestFinished(() => {
    reader.dispose();
    rmSync(path.dirname(folder), { recursive: true });
  });
  reader.refresh();
  const { tracks } = unwrap(readManifest(folder));
  return {
    reader,
    tracks: tracks.filter((track) => track.kind === 'heat'),
    kinds: tracks.map(({ kind, id }) => (kind === 'heat' ? id : kind)),
  };
}

/** Every row has one finite value at the step that was looked into last, the hundred and fiftieth. */
function expectRecorded(tracks: readonly HeatTrack[], reader: RunReader): void {
  for (const { rows } of tracks) {
    const values = reader.values(
      rows.map(({ tag }) => tag),
      STEPS,
    );
    expect(values.map(({ step }) => step)).toEqual(rows.map(() => STEPS));
    expect(values.filter(({ value }) => !Number.isFinite(value))).toEqual([]);
  }
}

test('of a GAN: the layers with weights in source order, at their own lines, helpers too', async () => {
  const { tracks, reader, kinds } = await trained('tiny-gan');
  expect(kinds).toEqual(['curves', 'beliefs', 'gradientNorm', 'bands', 'images', 'updateRatio', 'deadShare']);
  const labels = ['G dense 8', 'G dense 8', 'G dense 784', 'D dense 8', 'D dense 8', 'D dense 1'];
  for (const { rows } of tracks) expect(rows.map(({ label }) => label)).toEqual(labels);
  const text = readFileSync(fixture('tiny-gan'), 'utf8').split('\n');
  for (const { label, place } of tracks[0]?.rows ?? []) {
    expect(place?.file).toBe(fixture('tiny-gan'));
    const units = / 8$/.test(label) ? 'units,' : `units: ${label.split(' ').at(-1)}`;
    expect(text[(place?.line ?? 0) - 1]).toContain(`dense({ ${units}`);
  }
  expectRecorded(tracks, reader);
});

test('of an autoencoder: how far each coding spreads, too, from the line of the encoder’s output', async () => {
  const { tracks, reader, kinds } = await trained('tiny-autoencoder');
  expect(kinds).toEqual([
    'curves',
    'codings',
    'images',
    'images',
    'curves',
    'gradientNorm',
    'updateRatio',
    'deadShare',
  ]);
  const [codings, gradientNorm] = tracks;
  expect(codings).toMatchObject({ place: { line: 7 }, rows: { length: 8 } });
  expect(codings?.rows.every(({ layer }) => layer === 'encoder/dense_1')).toBe(true);
  expect(gradientNorm?.rows.map(({ label, place }) => `${label} :${place?.line}`)).toEqual([
    'enc dense 8 :7',
    'dec dense 784 :12',
  ]);
  expectRecorded(tracks, reader);
});

test('of a classifier: no role before the layers’ names, and its softmax has rows as any layer', async () => {
  const { tracks, reader, kinds } = await trained('tiny-classifier');
  expect(kinds).toEqual(['curves', 'curves', 'confusion', 'gradientNorm', 'updateRatio', 'deadShare']);
  for (const { rows } of tracks) expect(rows.map(({ label }) => label)).toEqual(['dense 12', 'dense 10']);
  expectRecorded(tracks, reader);
});
