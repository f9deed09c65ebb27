/** A training shown inside the source while it goes on: at the ends of the lines that made it, at the playhead, followed by edits. */
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { goToLine, lineOf, preview } from '../workbench/inline-previews';
import {
  openInFirstGroup,
  panelButton,
  shownStep as panelStep,
  statusSays,
  trainInWindow,
  unhurried,
  until,
} from '../workbench/training-runs';
import { uiTests } from '../workbench/ui-tests';
import type { Workbench } from '../workbench/workbench';

/** A helper makes blocks of layers. */
const BLOCKS = unhurried(`import { tf, gan, datasets } from 'gibbon';

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
  dataset: datasets.glyphs({ count: 640 }),
  generator,
  discriminator,
  codings,
  optimizer: () => tf.train.rmsprop(0.001),
  epochs: 2,
});
`);

const FILE = 'blocks.gibbon.ts';
const said = (step: number): string => `step ${step.toLocaleString('en')}`;

const LOSSES = { line: /export default gan/, picture: />D \d\.\d\d<.*>G \d\.\d\d<.*>step [\d,]+</ };
const lossesAt = (workbench: Workbench, step: number): Promise<string> =>
  preview(workbench, { ...LOSSES, picture: new RegExp(`>${said(step)}<`) });
const shownStep = async (workbench: Workbench): Promise<number> =>
  Number(/>step ([\d,]+)</.exec(await preview(workbench, LOSSES))?.[1]?.replaceAll(',', ''));

/** Waits until pictures and layers in the panel, and the figures of a hover, are of just this step. */
async function shownWhole(workbench: Workbench, step: number): Promise<void> {
  const pane = workbench.webview().locator('.pane');
  await pane.locator('.pane-title', { hasText: new RegExp(`${said(step)}\\D.*computed again, bit-equal`) }).waitFor();
  await pane.locator('.wall-part .caption', { hasText: new RegExp(`${said(step)}$`) }).waitFor();
  await pane
    .locator('h3', { hasText: new RegExp(`of ${said(step)}$`) })
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
  {},
  {
    'a live run is shown at the lines that made it, through a helper too, and followed': async (workbench) => {
      writeFileSync(path.join(workbench.places.workspace, FILE), BLOCKS);
      await trainInWindow(workbench, FILE);
      await statusSays(workbench, /training/);
      await preview(workbench, { line: /reshape/, picture: /<image .*<use / });
      await preview(workbench, { line: /dense\(\{ units: 1,/, picture: /D\(x\) \d\.\d\d.*D\(G\(z\)\) \d\.\d\d/ });
      for (const line of [/dense\(\{ units, \.\.\.first/, /leakyReLU/, /units: 100, activation/])
        await preview(workbench, { line, picture: /<path d="M/ });
      const before = await shownStep(workbench);
      await until('a later step', async () => (await shownStep(workbench)) > before);
    },
    'a step that was not recorded is shown whole while training goes on': async (workbench) => {
      await workbench.webview().locator('.playhead-layer').focus();
      await workbench.page.keyboard.press('Home');
      await workbench.page.keyboard.press('Shift+ArrowRight');
      await shownWhole(workbench, 1);
      await lossesAt(workbench, 1);
      await statusSays(workbench, /training/);
      await workbench.webview().locator('.playhead-layer').focus();
      await workbench.page.keyboard.press('l');
    },
    'all of it stands at the playhead, and returns with it': async (workbench) => {
      await panelButton(workbench, 'Stop').click();
      await statusSays(workbench, /stopped/i);
      const last = await panelStep(workbench);
      await lossesAt(workbench, last);
      await workbench.webview().locator('.playhead-layer').focus();
      const title = workbench.webview().locator('.pane-title');
      await workbench.page.keyboard.press('Home');
      await title.filter({ hasText: /step 0/ }).waitFor();
      await workbench.page.keyboard.press('ArrowRight');
      await title.filter({ hasText: /step [1-9]/ }).waitFor();
      const step = Number(/step ([\d,]+)/.exec(await title.innerText())?.[1]?.replaceAll(',', ''));
      assert.ok(step < last, `the playhead stands at step ${step} of ${last}`);
      await lossesAt(workbench, step);
      await workbench.page.keyboard.press('End');
      await lossesAt(workbench, last);
    },
    'the cursor on a line that made a layer selects it in the panel, and elsewhere none': async (workbench) => {
      await listenForLayers(workbench);
      await goToLine(workbench, FILE, lineOf(BLOCKS, 'reshape'));
      await selectedLayer(workbench, 'generator/reshape_1');
      await goToLine(workbench, FILE, lineOf(BLOCKS, 'const codings'));
      await selectedLayer(workbench, 'none');
    },
    'a hover shows it large, with its figures and the way to the timeline': async (workbench) => {
      await goToLine(workbench, FILE, lineOf(BLOCKS, 'units: 28 * 28'));
      await workbench.command('Show or Focus Hover');
      const hover = workbench.page.locator('.monaco-hover:visible').filter({ hasText: /generator\/dense_3/ });
      await hover.locator('img[src^="data:image/svg"]').waitFor();
      await hover.locator('td', { hasText: 'generator/dense_3' }).waitFor();
      await hover.getByText('Show in the timeline').click();
      await selectedLayer(workbench, 'generator/dense_3');
    },
    'marks move with their lines, and one whose line was changed says so': async (workbench) => {
      const edited = `// A line more.\n${BLOCKS}`.replace('units: 100, activation', 'units: 120, activation');
      await openInFirstGroup(workbench, FILE);
      writeFileSync(path.join(workbench.places.workspace, FILE), edited);
      await preview(workbench, { line: /units: 120/, picture: /opacity="0\.4"/ });
      const pictures = await preview(workbench, { line: /reshape/, picture: /<use / });
      assert.doesNotMatch(pictures, /opacity="0\.4"/);
      await goToLine(workbench, FILE, lineOf(edited, 'units: 120'));
      await workbench.command('Show or Focus Hover');
      await workbench.page.locator('.monaco-hover:visible').getByText('changed since this run').waitFor();
    },
    'typing moves them at once': async (workbench) => {
      await goToLine(workbench, FILE, 1);
      await workbench.page.keyboard.type('// typed');
      await workbench.page.keyboard.press('Enter');
      await preview(workbench, { line: /reshape/, picture: /<use / });
      await workbench.command('File: Revert File');
      const kept = readFileSync(path.join(workbench.places.workspace, FILE), 'utf8');
      assert.match(kept, /^\/\/ A line more/);
    },
  },
);
