/** A run on a student's own images: it resumes to the bit, goes on with no other images, and says what is wrong in words. */
import { copyFileSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { encode } from 'fast-png';
import { describe, expect, test } from 'vitest';
import { RunReader } from '../../../src/store/run-reader';
import {
  fixture,
  gibbon,
  manifestIn,
  resultOf,
  runsIn,
  start,
  temporaryFolder,
  until,
} from '../../programs/gibbon-cli';

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

/** So many that a quick machine has not done them before it is killed. */
const STEPS = 4000;

/** Of the only run in a folder. */
function lastStepIn(runs: string): number {
  const reader = RunReader.open(path.join(runs, runsIn(runs)[0] ?? ''));
  if (!reader.ok) return 0;
  reader.value.refresh();
  const { lastStep } = reader.value;
  reader.value.dispose();
  return lastStep;
}

const trainArguments = (file: string, runs: string, ...more: string[]) => [
  ...['train', file, '--runs', runs, '--json', '--engine', 'onnx', '--threads', '1'],
  ...more,
];
const train = (file: string, runs: string, ...more: string[]) => gibbon(trainArguments(file, runs, ...more));

describe('a run on a folder of images, augmented', () => {
  test('that was killed and resumed ends as one that was not, to the bit, and records its pictures', async () => {
    const folder = temporaryFolder();
    writeShapes(folder);
    const file = experimentIn(folder);
    const whole = resultOf(await train(file, path.join(folder, 'whole'), '--steps', `${STEPS}`));
    const runs = path.join(folder, 'parts');
    const killed = start(trainArguments(file, runs, '--steps', `${STEPS}`));
    const { pid } = await until('the trainer', () => manifestIn(runs)?.process ?? undefined);
    await until('some steps', () => lastStepIn(runs) > 20);
    process.kill(pid, 'SIGKILL');
    expect((await killed.finished).code).toBe(2);
    const resumed = resultOf(await gibbon(['resume', 'latest', '--runs', runs, '--json']));
    expect(resumed.stateSha256).toBe(whole.stateSha256);
    const inspected = await gibbon(['inspect', 'latest', '--runs', runs, '--step', '17', '--json']);
    expect(JSON.parse(inspected.stdout.trim().split('\n').at(-1) ?? '')).toMatchObject({ isAsRecorded: true });

    const manifest = manifestIn(runs)!;
    expect(manifest.dataset).toMatchObject({ name: 'shapes', trainCount: 16, classNames: ['even', 'odd'] });
    expect(manifest.dataset.fingerprint).toMatch(/^[0-9a-f]{64}$/);
    expect(manifest.tracks.map(({ id }) => id)).toEqual(
      expect.arrayContaining(['reconstructions', 'errorMap', 'errorByClass']),
    );
  });

  test('is not computed again on images that have changed', async () => {
    const folder = temporaryFolder();
    writeShapes(folder);
    const runs = path.join(folder, 'runs');
    await train(experimentIn(folder), runs, '--steps', '12');
    writeFileSync(
      path.join(folder, 'shapes/odd/1.png'),
      encode({ width: 6, height: 6, channels: 1, data: new Uint8Array(36).fill(9) }),
    );
    const inspected = await gibbon(['inspect', 'latest', '--runs', runs, '--step', '5']);
    expect(inspected.code).toBe(2);
    expect(inspected.stderr).toMatch(/expected the images that it was trained on, and some of .*shapes have changed/);
  });

  test.each<[string, (folder: string) => void, RegExp]>([
    ['no folder', () => undefined, /shapes: Expected a folder of images here, and there is nothing\. Check its name/],
    [
      'a damaged image',
      (folder) => {
        writeShapes(folder);
        writeFileSync(path.join(folder, 'shapes/odd/99.png'), 'oops');
      },
      /shapes\/odd\/99\.png: Expected a PNG or JPEG image, and got another kind of file/,
    ],
    [
      'models of another size',
      (folder) => {
        mkdirSync(path.join(folder, 'shapes'));
        const file = path.join(folder, 'shapes/1.png');
        for (const name of ['1', '2', '3'])
          writeFileSync(
            path.join(folder, `shapes/${name}.png`),
            encode({ width: 5, height: 5, channels: 1, data: new Uint8Array(25) }),
          );
        rmSync(file);
      },
      /gibbon\.ts:\d+: The encoder's input doesn't have the shape of the data: expected \[batch, 5, 5, 1\], got \[batch, 6, 6, 1\]/,
    ],
  ])('with %s ends with code 1 and one sentence', async (_what, spoil, message) => {
    const folder = temporaryFolder();
    spoil(folder);
    const { code, stderr } = await train(experimentIn(folder), path.join(folder, 'runs'));
    expect(stderr).toMatch(message);
    expect(code).toBe(1);
  });
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
  const finished = await train(file, runs, '--steps', '60');
  expect(finished.code, finished.stderr).toBe(0);
  expect(manifestIn(runs)!.tracks.filter(({ kind }) => kind === 'images')).toEqual([]);
  expect((await gibbon(['show', 'latest', '--runs', runs])).code).toBe(0);
});
