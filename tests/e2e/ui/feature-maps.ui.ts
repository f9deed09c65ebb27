/** Feature maps inside the source: at the lines of convolutions, at the playhead, large in a hover; and why there are none. */
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { THEMES, wearTheme } from '../gallery/themes';
import { goToLine, lineOf, preview } from '../workbench/inline-previews';
import { panelButton, shownStep, statusSays, trainInWindow } from '../workbench/training-runs';
import { uiTests } from '../workbench/ui-tests';
import type { Workbench } from '../workbench/workbench';

/** ReLU gives no number below zero, SELU does. Nothing ends it. */
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

/** The strip of the encoder's last layer, at the step to which a key takes the playhead. @param title of the pane then */
async function stripAfter(workbench: Workbench, key: string, title: RegExp): Promise<string> {
  await workbench.page.keyboard.press(key);
  const pane = workbench.webview().locator('.pane-title').filter({ hasText: title });
  const step = /step [\d,]+/.exec(await pane.innerText())?.[0] ?? '';
  // All previews of an editor are drawn at once, with their step.
  await preview(workbench, { line: /export default autoencoder/, picture: new RegExp(`>${step}<`) });
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
      for (const line of [/conv, filters,/, /maxPooling2d/, LAST_OF_ENCODER, /filters: 16,/])
        await preview(workbench, { line, picture: STRIP });
      // What comes out in the end is pictures.
      await preview(workbench, { line: /filters: 1,/, picture: /(?:<use .*){10}/ });
    },
    'the panel has every row of a track of many rows': async (workbench) => {
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
      for (let looks = 0; !(await hasLastRows()); looks++) {
        assert.ok(looks < 100, 'the last rows have not come');
        await workbench.page.waitForTimeout(100);
      }
    },
    'they follow the playhead': async (workbench) => {
      await statusSays(workbench, /step (?:[1-9]\d{2,}|[1-9],)/);
      await panelButton(workbench, 'Stop').click();
      await statusSays(workbench, /stopped/i);
      const last = new RegExp(`step ${(await shownStep(workbench)).toLocaleString('en')}(?!\\d)`);
      const toFirst = async () => {
        await workbench.page.keyboard.press('Home');
        await workbench
          .webview()
          .locator('.pane-title')
          .filter({ hasText: /step 0/ })
          .waitFor();
        // No loss is shown before the first step, so that it is told from one to the next.
        return stripAfter(workbench, 'ArrowRight', /step [1-9]/);
      };
      await workbench.webview().locator('.playhead-layer').focus();
      const [first, newest] = [await toFirst(), await stripAfter(workbench, 'End', last)];
      assert.notEqual(newest, first);
      assert.equal(await toFirst(), first);
      assert.equal(await stripAfter(workbench, 'End', last), newest);
    },
    'a hover shows all that are recorded, with their figures': async (workbench) => {
      const said = await hover(workbench, FILE, lineOf(AUTOENCODER, 'filters: 24'), /encoder\/conv2d_3/);
      assert.match(said, /Feature maps 1 to 16 of 24 for the first held-out image/);
      assert.match(
        said,
        /in the line 8 of these, evenly spaced · step [\d,]+ · values from 0 to [\d.]+ · \d+ of 24 maps are 0/,
      );
      await workbench.screenshot('feature-maps-hover');
      const signed = await hover(workbench, FILE, lineOf(AUTOENCODER, 'filters: 16,'), /decoder\/conv2d_transpose_1/);
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
