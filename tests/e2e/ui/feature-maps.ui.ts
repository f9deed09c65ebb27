/** Feature maps inside the source: at the lines of convolutions, at the playhead, large in a hover; and why there are none. */
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { THEMES, wearTheme } from '../gallery/themes';
import { goToLine, lineOf, preview } from '../workbench/inline-previews';
import { panelButton, statusSays, trainInWindow } from '../workbench/training-runs';
import { uiTests } from '../workbench/ui-tests';
import type { Workbench } from '../workbench/workbench';

/** ReLU gives no number below zero, SELU does. Nothing ends it. */
const AUTOENCODER = `import { tf, autoencoder, datasets } from 'gibbon';

const block = (filters, first = {}) => [
  tf.layers.conv2d({ filters, kernelSize: 3, padding: 'same', activation: 'relu', ...first }),
  tf.layers.maxPooling2d({ poolSize: 2 }),
];

const encoder = tf.sequential({
  layers: [
    ...block(16, { inputShape: [28, 28, 1] }),
    ...block(32),
    tf.layers.conv2d({ filters: 24, kernelSize: 3, padding: 'same', activation: 'relu' }),
  ],
});

const decoder = tf.sequential({
  layers: [
    tf.layers.conv2dTranspose({ filters: 16, kernelSize: 3, strides: 2, padding: 'same', activation: 'selu', inputShape: [7, 7, 24] }),
    tf.layers.conv2dTranspose({ filters: 1, kernelSize: 3, strides: 2, padding: 'same', activation: 'sigmoid' }),
  ],
});

export default autoencoder({
  dataset: datasets.glyphs({ count: 2560 }),
  encoder,
  decoder,
  loss: 'binaryCrossentropy',
  optimizer: () => tf.train.adam(0.001),
  validation: 256,
  epochs: 100000,
});
`;

/** What its model is to be given, nobody knows. */
const TWO_INPUTS = `import { tf, experiment, datasets } from 'gibbon';

const image = tf.input({ shape: [28, 28, 1] });
const label = tf.input({ shape: [10] });
const maps = tf.layers.conv2d({ filters: 4, kernelSize: 5, strides: 4, activation: 'relu' }).apply(image);
const all = tf.layers.concatenate().apply([tf.layers.flatten().apply(maps), label]);
const model = tf.model({ inputs: [image, label], outputs: tf.layers.dense({ units: 1 }).apply(all) });

export default experiment({
  models: { model },
  optimizers: { model: () => tf.train.sgd(0.001) },
  dataset: datasets.glyphs({ count: 640 }),
  epochs: 3,
  step({ batch, update }) {
    const labels = tf.oneHot(batch.labels, 10).toFloat();
    return { loss: update('model', () => tf.mean(tf.square(model.apply([batch.images, labels])))) };
  },
});
`;

const FILE = 'maps.gibbon.js';
/** Eight tiles of one picture. */
const STRIP = /<image (?:.*<use ){8}/;
const SETTINGS = { 'editor.fontSize': 13 };
const LAST_OF_ENCODER = /filters: 24/;

/** The strip of the encoder's last layer after keys on the playhead: all previews of an editor are drawn at once, with their step. */
async function stripAfter(workbench: Workbench, keys: readonly string[], step: RegExp): Promise<string> {
  await workbench.webview().locator('.playhead-layer').focus();
  for (const key of keys) await workbench.page.keyboard.press(key);
  await workbench.webview().locator('.pane-title').filter({ hasText: step }).waitFor();
  await preview(workbench, { line: /export default autoencoder/, picture: new RegExp(`>${step.source}<`) });
  return preview(workbench, { line: LAST_OF_ENCODER, picture: STRIP });
}

async function hover(workbench: Workbench, file: string, line: number, words: RegExp): Promise<string> {
  const shown = workbench.page.locator('.monaco-hover:visible').filter({ hasText: words });
  // A run that trains draws its lines anew, which may take a hover away that has just come.
  for (let attempts = 1; ; attempts++) {
    await goToLine(workbench, file, line);
    await workbench.command('Show or Focus Hover');
    try {
      await shown.first().waitFor({ timeout: attempts < 4 ? 5000 : undefined });
      return await shown.first().innerText();
    } catch (error) {
      if (attempts === 4) throw error;
    }
  }
}

export default uiTests(
  'Feature maps inside the source',
  { settings: SETTINGS },
  {
    'each convolution of a live run has a strip of its maps, through a helper too': async (workbench) => {
      await workbench.page.setViewportSize({ width: 1920, height: 1080 });
      await workbench.command('View: Toggle Primary Side Bar Visibility');
      writeFileSync(path.join(workbench.places.workspace, FILE), AUTOENCODER);
      await trainInWindow(workbench, FILE);
      await statusSays(workbench, /training/);
      for (const line of [/conv2d\(\{ filters,/, /maxPooling2d/, LAST_OF_ENCODER, /filters: 16, kernelSize/])
        await preview(workbench, { line, picture: STRIP });
      // What comes out in the end is pictures.
      await preview(workbench, { line: /filters: 1,/, picture: /(?:<use .*){10}/ });
    },
    'they follow the playhead': async (workbench) => {
      await statusSays(workbench, /step (?:[1-9]\d{2,}|[1-9],)/);
      await panelButton(workbench, 'Stop').click();
      await statusSays(workbench, /stopped/i);
      // No loss is shown before the first step, so that it is told from one to the next.
      const first = await stripAfter(workbench, ['Home', 'ArrowRight'], /step \d/);
      const last = await stripAfter(workbench, ['End'], /step [\d,]{3,}/);
      assert.notEqual(last, first);
      assert.equal(await stripAfter(workbench, ['Home', 'ArrowRight'], /step \d/), first);
      assert.equal(await stripAfter(workbench, ['End'], /step [\d,]{3,}/), last);
    },
    'a hover shows all that are recorded, with their figures': async (workbench) => {
      const said = await hover(workbench, FILE, lineOf(AUTOENCODER, 'filters: 24'), /encoder\/conv2d_3/);
      assert.match(said, /Feature maps 1 to 16 of 24 for the first held-out image/);
      assert.match(
        said,
        /in the line 8 of these, evenly spaced · step [\d,]+ · values from 0 to [\d.]+ · \d+ of 24 maps are 0/,
      );
      await workbench.screenshot('feature-maps-hover');
      const signed = await hover(
        workbench,
        FILE,
        lineOf(AUTOENCODER, 'filters: 16, kernelSize'),
        /decoder\/conv2d_transpose_1/,
      );
      assert.match(signed, /Feature maps 1 to 16 of 16 for the coding of the first held-out image/);
      assert.match(signed, /values from −?-?[\d.]+ to/);
      await workbench.screenshot('feature-maps-hover-signed');
    },
    'in every theme': async (workbench) => {
      for (const theme of THEMES) {
        await wearTheme(workbench, theme, SETTINGS);
        await preview(workbench, { line: LAST_OF_ENCODER, picture: STRIP });
        await workbench.screenshot(`feature-maps-${theme.name}`);
      }
    },
    'a model that can’t be given a sample says why, at the line that would have maps': async (workbench) => {
      writeFileSync(path.join(workbench.places.workspace, 'two-inputs.gibbon.js'), TWO_INPUTS);
      await trainInWindow(workbench, 'two-inputs.gibbon.js');
      await statusSays(workbench, /finished/i);
      await hover(
        workbench,
        'two-inputs.gibbon.js',
        lineOf(TWO_INPUTS, 'filters: 4'),
        /No feature maps: expected a model with one input/,
      );
    },
  },
);
