/** A run on a student's own images: it resumes to the bit, is computed again as it was recorded, and goes on with no other images. */
import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { encode } from 'fast-png';
import { expect, test } from 'vitest';
import { readManifest, writeManifest } from '../../../src/store/manifest-file';
import { unwrap } from '../../../src/base/result';
import { fixture, gibbon, manifestIn, resultOf, runsIn, temporaryFolder } from '../../programs/gibbon-cli';

/** Images 6 × 6 of two classes; no two are alike. */
function writeShapes(folder: string, count = 20): void {
  for (let i = 0; i < count; i++) {
    const file = path.join(folder, 'shapes', i % 2 ? 'odd' : 'even', `${i}.png`);
    mkdirSync(path.dirname(file), { recursive: true });
    const data = Uint8Array.from({ length: 36 }, (_, at) => (at * (i + 3) * 7) % 256);
    writeFileSync(file, encode({ width: 6, height: 6, channels: 1, data }));
  }
}

function experimentIn(folder: string): string {
  const file = path.join(folder, 'own-images.gibbon.ts');
  copyFileSync(fixture('own-images'), file);
  return file;
}

const STEPS = 40;
/** In the middle of an epoch. */
const MIDDLE = 18;

test('on a folder of images, augmented, a run resumes to the bit and is looked into, but not on images that have changed', async () => {
  const folder = temporaryFolder();
  writeShapes(folder);
  const file = experimentIn(folder);
  const train = async (runs: string, steps: number) => {
    const finished = await gibbon(['train', file, '--runs', runs, '--json', '--steps', String(steps)]);
    expect(finished.code, finished.stderr).toBe(0);
    return resultOf(finished);
  };
  const whole = await train(path.join(folder, 'whole'), STEPS);
  const runs = path.join(folder, 'parts');
  await train(runs, MIDDLE);
  // As if its trainer had been killed there.
  const runFolder = path.join(runs, runsIn(runs)[0]!);
  writeManifest(runFolder, { ...unwrap(readManifest(runFolder)), totalSteps: STEPS, end: null });
  const resumed = resultOf(await gibbon(['resume', 'latest', '--runs', runs, '--json']));
  expect(resumed).toMatchObject({ steps: STEPS, stateSha256: whole.stateSha256 });

  const manifest = manifestIn(runs)!;
  expect(manifest.dataset).toMatchObject({ name: 'shapes', trainCount: 16, classNames: ['even', 'odd'] });
  expect(manifest.dataset.fingerprint).toMatch(/^[0-9a-f]{64}$/);
  expect(manifest.tracks.map(({ id }) => id)).toEqual(
    expect.arrayContaining(['reconstructions', 'errorMap', 'errorByClass']),
  );

  const inspect = ['inspect', 'latest', '--runs', runs, '--step', '17'];
  const inspected = await gibbon([...inspect, '--json']);
  expect(JSON.parse(inspected.stdout.trim().split('\n').at(-1) ?? '')).toMatchObject({ isAsRecorded: true });
  writeFileSync(
    path.join(folder, 'shapes/odd/1.png'),
    encode({ width: 6, height: 6, channels: 1, data: new Uint8Array(36).fill(9) }),
  );
  const refused = await gibbon(inspect);
  expect(refused.code).toBe(2);
  expect(refused.stderr).toMatch(/expected the images that it was trained on, and some of .*shapes have changed/);
});

test('points are trained, and nothing is drawn of them', async () => {
  const folder = temporaryFolder();
  const file = path.join(folder, 'points.gibbon.ts');
  writeFileSync(
    file,
    `import { autoencoder, datasets, tf } from 'gibbon';
export default autoencoder({
  dataset: datasets.points3d(),
  encoder: tf.sequential({ layers: [tf.layers.dense({ units: 2, inputShape: [3] })] }),
  decoder: tf.sequential({ layers: [tf.layers.dense({ units: 3, inputShape: [2] })] }),
  optimizer: () => tf.train.sgd(0.5),
});
`,
  );
  const runs = path.join(folder, 'runs');
  const finished = await gibbon(['train', file, '--runs', runs, '--steps', '60']);
  expect(finished.code, finished.stderr).toBe(0);
  expect(manifestIn(runs)!.tracks.filter(({ kind }) => kind === 'images')).toEqual([]);
  expect((await gibbon(['show', 'latest', '--runs', runs])).code).toBe(0);
});
