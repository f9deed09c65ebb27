/** A recorded run inside the source of a JavaScript file: feature maps at the lines of convolutions, large in a hover; and why there are none. */
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { writeSettings } from '../../../scripts/lib/code-server.mjs';
import { countPreviews, goToLine, lineOf, preview } from '../workbench/inline-previews';
import { testSettings } from '../workbench/test-server';
import { recordRun, statusSays, until } from '../workbench/training-runs';
import { uiTests } from '../workbench/ui-tests';
import type { Workbench } from '../workbench/workbench';

/** ReLU gives no number below zero, SELU does. */
const AUTOENCODER = `import { tf, autoencoder, datasets } from 'gibbon';

const conv = { kernelSize: 3, padding: 'same', activation: 'relu' };

const block = (filters, first = {}) => [
  tf.layers.conv2d({ ...conv, filters, ...first }),
  tf.layers.maxPooling2d({ poolSize: 2 }),
];

const encoder = tf.sequential({
  layers: [
    ...block(16, { inputShape: [28, 28, 1] }),
    ...block(32),
    tf.layers.conv2d({ ...conv, filters: 24 }),
  ],
});

const decoder = tf.sequential({
  layers: [
    tf.layers.conv2dTranspose({ ...conv, filters: 16, strides: 2, activation: 'selu', inputShape: [7, 7, 24] }),
    tf.layers.conv2dTranspose({ ...conv, filters: 1, strides: 2, activation: 'sigmoid' }),
  ],
});

export default autoencoder({
  dataset: datasets.glyphs({ count: 320 }),
  encoder,
  decoder,
  loss: 'binaryCrossentropy',
  optimizer: () => tf.train.adam(0.001),
  validation: 64,
  epochs: 7,
});
`;

/** What its model is to be given can't be known. */
const TWO_INPUTS = `import { tf, experiment, datasets } from 'gibbon';

const image = tf.input({ shape: [28, 28, 1] });
const label = tf.input({ shape: [10] });
const maps = tf.layers.conv2d({ filters: 4, kernelSize: 5, strides: 4, activation: 'relu' }).apply(image);
const all = tf.layers.concatenate().apply([tf.layers.flatten().apply(maps), label]);
const model = tf.model({ inputs: [image, label], outputs: tf.layers.dense({ units: 1 }).apply(all) });

export default experiment({
  models: { model },
  optimizers: { model: () => tf.train.sgd(0.001) },
  dataset: datasets.glyphs({ count: 64 }),
  epochs: 1,
  step({ batch, update }) {
    const labels = tf.oneHot(batch.labels, 10).toFloat();
    return { loss: update('model', () => tf.mean(tf.square(model.apply([batch.images, labels])))) };
  },
});
`;

const FILE = 'maps.gibbon.js';
const OTHER_FILE = 'two-inputs.gibbon.js';
/** Eight tiles of one picture. */
const STRIP = /<image (?:.*<use ){8}/;
const HOVER_PATIENCE_MS = 3000;
const LOSSES = { line: /export default autoencoder/, picture: />train \d.*validation \d/ };

function record(workbench: Workbench, file: string, source: string): void {
  writeFileSync(path.join(workbench.places.workspace, file), source);
  recordRun(workbench, file);
}

/** What a hover over a line says. One that is asked for before the window has read the run says nothing of it: then it is asked again. */
async function hover(workbench: Workbench, file: string, line: number, words: RegExp): Promise<string> {
  await goToLine(workbench, file, line);
  const shown = workbench.page.locator('.monaco-hover:visible').filter({ hasText: words }).first();
  const isThere = async () => {
    await workbench.page.keyboard.press('Escape');
    await workbench.command('Show or Focus Hover');
    return shown.waitFor({ timeout: HOVER_PATIENCE_MS }).then(
      () => true,
      () => false,
    );
  };
  await until('a hover that says it', isThere);
  return shown.innerText();
}

export default uiTests(
  'Feature maps inside the source',
  {},
  {
    'when the file is opened, with no panel, each convolution has a strip of its maps, through a helper too': async (
      workbench,
    ) => {
      record(workbench, FILE, AUTOENCODER);
      await workbench.openFile(FILE);
      for (const line of [/conv, filters,/, /maxPooling2d/, /filters: 24/, /filters: 16,/])
        await preview(workbench, { line, picture: STRIP });
      // What comes out in the end is pictures.
      await preview(workbench, { line: /filters: 1,/, picture: /(?:<use .*){10}/ });
      await preview(workbench, LOSSES);
    },
    'a hover shows all that are recorded, with their figures': async (workbench) => {
      const text = await hover(workbench, FILE, lineOf(AUTOENCODER, 'filters: 24'), /encoder\/conv2d_3/);
      assert.match(text, /Feature maps 1 to 16 of 24 for the first held-out image/);
      assert.match(
        text,
        /in the line 8 of these, evenly spaced · step [\d,]+ · values from 0 to [\d.]+ · \d+ of 24 maps are 0/,
      );
      const signed = await hover(workbench, FILE, lineOf(AUTOENCODER, 'filters: 16,'), /decoder\/conv2d_transpose_1/);
      assert.match(signed, /Feature maps 1 to 16 of 16 for the coding of the first held-out image/);
      assert.match(signed, /values from −?-?[\d.]+ to/);
    },
    'a model that can’t be given a sample says why, at the line that would have maps': async (workbench) => {
      record(workbench, OTHER_FILE, TWO_INPUTS);
      const line = lineOf(TWO_INPUTS, 'filters: 4');
      await hover(workbench, OTHER_FILE, line, /No feature maps: expected a model with one input/);
    },
    'the panel has every row of a track of many rows': async (workbench) => {
      await workbench.openFile(FILE);
      await workbench.page.keyboard.press('Control+End');
      await workbench.codeLens('Open run maps').first().click();
      await statusSays(workbench, /finished/i);
      const canvas = workbench.webview().locator('[data-track=codings] canvas');
      await canvas.scrollIntoViewIfNeeded();
      // Cells of the last rows: VS Code once delivered the numbers of the first twenty only.
      const hasLastRows = () =>
        canvas.evaluate((element) => {
          const { width, height } = element as HTMLCanvasElement;
          const context = (element as HTMLCanvasElement).getContext('2d');
          const pixels = context?.getImageData(0, Math.round(height * 0.8), width, 1).data ?? [];
          return [...pixels].some((value, at) => at % 4 === 3 && value === 255);
        });
      await until('the last rows', hasLastRows);
    },
    'they wear the colours of another theme, and one setting ends them': async (workbench) => {
      const { profile } = workbench.places;
      const dark = await preview(workbench, LOSSES);
      writeSettings(profile, testSettings({ 'workbench.colorTheme': 'Default Light Modern' }));
      await workbench.page.locator('.monaco-workbench.vs').waitFor();
      await until('other colours', async () => (await preview(workbench, LOSSES)) !== dark);
      writeSettings(profile, testSettings({ 'gibbon.inlinePreviews': false }));
      await until('the end of all previews', async () => (await countPreviews(workbench)) === 0);
      writeSettings(profile, testSettings());
      await preview(workbench, LOSSES);
    },
  },
);
