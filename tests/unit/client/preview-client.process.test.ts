/** A preview as its client has it: a process of its own that reads the data, and ends. */
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { InspectorClient } from '../../../src/client/inspector-client';
import { PreviewClient } from '../../../src/client/preview-client';
import { fixture, temporaryFolder } from '../../programs/gibbon-cli';

const script = path.resolve(__dirname, '../../../dist/inspector.cjs');
const program = { execPath: process.execPath, script };

function preview(experimentFile: string, source?: string): PreviewClient['answer'] {
  const dataPlaces = { datasetFolders: [], cacheFolder: temporaryFolder(), allowDownload: false };
  const client = new PreviewClient(program, { experimentFile, source, dataPlaces }, () => undefined);
  onTestFinished(() => client.dispose());
  return client.answer;
}

const experimentOn = (dataset: string): string => `import { autoencoder, datasets, tf } from 'gibbon';
const data = ${dataset};
export default autoencoder({
  dataset: data,
  encoder: tf.sequential({ layers: [tf.layers.dense({ units: 1, inputShape: [2] })] }),
  decoder: tf.sequential({ layers: [tf.layers.dense({ units: 2, inputShape: [1] })] }),
  optimizer: () => tf.train.sgd(0.5),
});
`;

test('it is of the text as it stands in the editor, and of what is held out', async () => {
  const file = path.join(temporaryFolder(), 'new.gibbon.ts');
  const source = experimentOn('datasets.tensor([1, 2, 3, 4, 5, 6], [3, 2], { testShare: 0 })');
  expect(await preview(file, source)).toMatchObject({
    ok: true,
    value: { name: 'Numbers of the experiment', samples: 'points', splits: { train: 3, validation: 0, test: 0 } },
  });
  expect(await preview(fixture('tiny-autoencoder'))).toMatchObject({
    ok: true,
    value: { name: 'Glyphs', splits: { validation: 40 }, images: { shown: expect.any(Array) as number[] } },
  });
});

test('what is wrong with the data is told at their file, or at the line that names them', async () => {
  const folder = temporaryFolder();
  const file = path.join(folder, 'new.gibbon.ts');
  mkdirSync(path.join(folder, 'data'));
  writeFileSync(path.join(folder, 'data', 'table.csv'), 'x,y\n1,2\n3,oops\n');
  expect(await preview(file, experimentOn("datasets.csv('data/table.csv')"))).toMatchObject({
    ok: false,
    problem: { file: path.join(folder, 'data/table.csv'), line: 3, blame: 'experiment' },
  });
  const labels = "datasets.tensor([1, 2], [1, 2], { labels: [7], classNames: ['a'] })";
  expect(await preview(file, experimentOn(labels))).toMatchObject({ ok: false, problem: { file, line: 2 } });
});

test('the line that names the data set is part of what an experiment is', async () => {
  const client = new InspectorClient(program);
  onTestFinished(() => client.dispose());
  const file = path.join(temporaryFolder(), 'new.gibbon.ts');
  const described = await client.describe(file, experimentOn('datasets.points3d()'));
  // Its models don't fit three coordinates, which only a training finds out.
  expect(described).toMatchObject({ ok: true, value: { datasetFrames: [{ file, line: 2 }] } });
});
