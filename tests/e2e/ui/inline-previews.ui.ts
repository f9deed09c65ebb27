/** Training shown inside the source: previews at the ends of the lines that made them, live and recorded, followed by edits. */
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { changeSettings } from '../workbench/change-settings';
import { countPreviews, goToLine, lineOf, openBeside, preview } from '../workbench/inline-previews';
import { panelButton, shownStep as panelStep, statusSays, trainInWindow, until } from '../workbench/training-runs';
import { uiTests } from '../workbench/ui-tests';
import type { Workbench } from '../workbench/workbench';

/** A helper makes blocks of layers; nothing ends it. */
const BLOCKS = `import { tf, gan, datasets } from 'gibbon';

const codings = 30;

/** Two layers that many networks are made of. */
const block = (units: number, first = {}) => [
  tf.layers.dense({ units, ...first }),
  tf.layers.leakyReLU({ alpha: 0.2 }),
];

const generator = tf.sequential({
  layers: [
    ...block(100, { inputShape: [codings] }),
    ...block(150),
    tf.layers.dense({ units: 28 * 28, activation: 'sigmoid' }),
    tf.layers.reshape({ targetShape: [28, 28, 1] }),
  ],
});

const discriminator = tf.sequential({
  layers: [
    tf.layers.flatten({ inputShape: [28, 28, 1] }),
    tf.layers.dense({ units: 100, activation: 'selu' }),
    tf.layers.dense({ units: 1, activation: 'sigmoid' }),
  ],
});

export default gan({
  dataset: datasets.glyphs({ count: 2000 }),
  generator,
  discriminator,
  codings,
  optimizer: () => tf.train.rmsprop(0.001),
  epochs: 100000,
});
`;

const AUTOENCODER = `import { tf, autoencoder, datasets } from 'gibbon';

const encoder = tf.sequential({
  layers: [
    tf.layers.flatten({ inputShape: [28, 28, 1] }),
    tf.layers.dense({ units: 64, activation: 'relu' }),
    tf.layers.dense({ units: 16, activation: 'selu' }),
  ],
});

const decoder = tf.sequential({
  layers: [
    tf.layers.dense({ units: 64, activation: 'relu', inputShape: [16] }),
    tf.layers.dense({ units: 28 * 28, activation: 'sigmoid' }),
    tf.layers.reshape({ targetShape: [28, 28, 1] }),
  ],
});

export default autoencoder({
  dataset: datasets.glyphs({ count: 2560 }),
  encoder,
  decoder,
  loss: 'binaryCrossentropy',
  optimizer: () => tf.train.adam(0.001),
  validation: 256,
  epochs: 4,
});
`;

const LOSSES = { line: /export default gan/, picture: />D \d\.\d\d<.*>G \d\.\d\d<.*>step [\d,]+</ };
const shownStep = async (workbench: Workbench): Promise<number> =>
  Number(/>step ([\d,]+)</.exec(await preview(workbench, LOSSES))?.[1]?.replaceAll(',', ''));

/** Waits until pictures and layers in the panel, and the figures of a hover, are of just this step. */
async function shownWhole(workbench: Workbench, step: number): Promise<void> {
  const said = `step ${step.toLocaleString('en')}`;
  const pane = workbench.webview().locator('.pane');
  await pane.locator('.pane-title', { hasText: new RegExp(`${said}\\D.*computed again, bit-equal`) }).waitFor();
  await pane.locator('.wall-part .caption', { hasText: new RegExp(`${said}$`) }).waitFor();
  await pane
    .locator('h3', { hasText: new RegExp(`of ${said}$`) })
    .first()
    .waitFor();
}

/** Keeps what the host tells the panel of selected layers, newest last. */
const listenForLayers = (workbench: Workbench): Promise<void> =>
  workbench
    .webview()
    .locator('body')
    .evaluate((body) => {
      window.addEventListener('message', ({ data }: MessageEvent<{ body?: { kind?: string; layer?: string } }>) => {
        if (data.body?.kind === 'layerSelected') body.dataset['layer'] = data.body.layer ?? 'none';
      });
    });

const selectedLayer = (workbench: Workbench, layer: string): Promise<void> =>
  workbench.webview().locator(`body[data-layer="${layer}"]`).waitFor();

export default uiTests(
  'Training inside the source',
  { settings: { 'editor.fontSize': 13 } },
  {
    'a live run is shown at the lines that made it, through a helper too': async (workbench) => {
      // As a projector shows it.
      await workbench.page.setViewportSize({ width: 1920, height: 1080 });
      await workbench.command('View: Toggle Primary Side Bar Visibility');
      writeFileSync(path.join(workbench.places.workspace, 'blocks.gibbon.ts'), BLOCKS);
      await trainInWindow(workbench, 'blocks.gibbon.ts');
      await statusSays(workbench, /training/);
      await preview(workbench, { line: /reshape/, picture: /<image .*<use / });
      await preview(workbench, { line: /dense\(\{ units: 1,/, picture: /D\(x\) \d\.\d\d.*D\(G\(z\)\) \d\.\d\d/ });
      await preview(workbench, { line: /dense\(\{ units, \.\.\.first/, picture: /<path d="M/ });
      await preview(workbench, { line: /leakyReLU/, picture: /<path d="M/ });
      await preview(workbench, { line: /units: 100, activation/, picture: /<path d="M/ });
    },
    'it follows the run while it trains': async (workbench) => {
      const before = await shownStep(workbench);
      await workbench.page.waitForTimeout(1200);
      const after = await shownStep(workbench);
      assert.ok(after > before, `step ${after} after step ${before}`);
      await workbench.screenshot('inline-previews-live');
    },
    'a step that nobody recorded is shown whole while training goes on': async (workbench) => {
      await workbench.webview().locator('.playhead-layer').focus();
      await workbench.page.keyboard.press('Home');
      await workbench.page.keyboard.press('Shift+ArrowRight');
      await shownWhole(workbench, 1);
      await preview(workbench, { ...LOSSES, picture: />step 1</ });
      await statusSays(workbench, /training/);
      await workbench.webview().locator('.playhead-layer').focus();
      await workbench.page.keyboard.press('l');
    },
    'the cursor on a line that made a layer selects it in the panel, and elsewhere none': async (workbench) => {
      await listenForLayers(workbench);
      await goToLine(workbench, 'blocks.gibbon.ts', lineOf(BLOCKS, 'reshape'));
      await selectedLayer(workbench, 'generator/reshape_1');
      await goToLine(workbench, 'blocks.gibbon.ts', lineOf(BLOCKS, 'const codings'));
      await selectedLayer(workbench, 'none');
    },
    'all of it stands at the playhead, and returns with it': async (workbench) => {
      await panelButton(workbench, 'Stop').click();
      await statusSays(workbench, /stopped/i);
      const last = await panelStep(workbench);
      await preview(workbench, { ...LOSSES, picture: new RegExp(`>step ${last.toLocaleString('en')}<`) });
      await workbench.webview().locator('.playhead-layer').focus();
      const title = workbench.webview().locator('.pane-title');
      await workbench.page.keyboard.press('Home');
      await title.filter({ hasText: /step 0/ }).waitFor();
      await workbench.page.keyboard.press('ArrowRight');
      await title.filter({ hasText: /step [1-9]/ }).waitFor();
      const step = Number(/step ([\d,]+)/.exec(await title.innerText())?.[1]?.replaceAll(',', ''));
      assert.ok(step < last, `the playhead stands at step ${step} of ${last}`);
      await preview(workbench, { ...LOSSES, picture: new RegExp(`>step ${step.toLocaleString('en')}<`) });
      await workbench.screenshot('inline-previews-at-playhead');
      await workbench.page.keyboard.press('End');
      await preview(workbench, { ...LOSSES, picture: new RegExp(`>step ${last.toLocaleString('en')}<`) });
      await workbench.page.keyboard.press('Shift+ArrowLeft');
      await shownWhole(workbench, last - 1);
      await workbench.screenshot('step-computed-again');
      await workbench.page.keyboard.press('l');
    },
    'a hover shows it large, with its figures and the way to the timeline': async (workbench) => {
      await goToLine(workbench, 'blocks.gibbon.ts', lineOf(BLOCKS, 'units: 28 * 28'));
      await workbench.command('Show or Focus Hover');
      const hover = workbench.page.locator('.monaco-hover:visible').filter({ hasText: /generator\/dense_3/ });
      await hover.locator('img[src^="data:image/svg"]').waitFor();
      await hover.locator('td', { hasText: 'generator/dense_3' }).waitFor();
      await workbench.screenshot('inline-previews-hover');
      await hover.getByText('Show in the timeline').click();
      await selectedLayer(workbench, 'generator/dense_3');
    },
    'marks move with their lines, and one whose line was changed says so': async (workbench) => {
      const file = path.join(workbench.places.workspace, 'blocks.gibbon.ts');
      const edited = `// A line more.\n${BLOCKS}`.replace('units: 100, activation', 'units: 120, activation');
      await openBeside(workbench, 'blocks.gibbon.ts');
      writeFileSync(file, edited);
      await preview(workbench, { line: /units: 120/, picture: /opacity="0\.4"/ });
      const pictures = await preview(workbench, { line: /reshape/, picture: /<use / });
      assert.doesNotMatch(pictures, /opacity="0\.4"/);
      await goToLine(workbench, 'blocks.gibbon.ts', lineOf(edited, 'units: 120'));
      await workbench.command('Show or Focus Hover');
      await workbench.page.locator('.monaco-hover:visible').getByText('changed since this run').waitFor();
      await workbench.screenshot('inline-previews-stale');
    },
    'typing moves them at once': async (workbench) => {
      await goToLine(workbench, 'blocks.gibbon.ts', 1);
      await workbench.page.keyboard.type('// typed');
      await workbench.page.keyboard.press('Enter');
      await preview(workbench, { line: /reshape/, picture: /<use / });
      await workbench.command('File: Revert File');
      assert.match(
        readFileSync(path.join(workbench.places.workspace, 'blocks.gibbon.ts'), 'utf8'),
        /^\/\/ A line more/,
      );
    },
    'a recorded run of a JavaScript file is shown when the file is opened, with no panel': async (workbench) => {
      writeFileSync(path.join(workbench.places.workspace, 'small.gibbon.js'), AUTOENCODER);
      await trainInWindow(workbench, 'small.gibbon.js');
      await statusSays(workbench, /finished/i);
      await workbench.reload();
      await statusSays(workbench, /finished/i);
      await workbench.closeAllEditors();
      await workbench.openFile('small.gibbon.js');
      await preview(workbench, { line: /reshape/, picture: /<image .*<use / });
      await preview(workbench, { line: /export default autoencoder/, picture: />train \d.*validation \d/ });
      await preview(workbench, { line: /units: 16,/, picture: /<path d="M/ });
      await workbench.screenshot('inline-previews-javascript');
    },
    'in a light theme, too': async (workbench) => {
      await changeSettings(workbench, { 'editor.fontSize': 13, 'workbench.colorTheme': 'Default Light Modern' });
      await workbench.page.locator('.monaco-workbench.vs').waitFor();
      await preview(workbench, { line: /reshape/, picture: /<use / });
      await workbench.screenshot('inline-previews-light');
    },
    'one setting ends them': async (workbench) => {
      assert.ok((await countPreviews(workbench)) > 0);
      await changeSettings(workbench, { 'editor.fontSize': 13, 'gibbon.inlinePreviews': false });
      const counts: number[] = [];
      const look = setInterval(() => void countPreviews(workbench).then((count) => counts.push(count)), 200);
      try {
        await until('the end of all previews', () => counts.at(-1) === 0);
      } finally {
        clearInterval(look);
      }
    },
  },
);
