/** What a reload of the window leaves: every kind of panel about a run comes back as it was, and one that follows a training follows it on. */
import assert from 'node:assert/strict';
import { mapSays, openPanel, part, pressLens } from '../workbench/moment-panels';
import {
  openRun,
  panelButton,
  recordFixture,
  recordRun,
  shownStep,
  statusSays,
  until,
  writeExperiment,
  writeLongExperiment,
} from '../workbench/training-runs';
import { uiTests } from '../workbench/ui-tests';
import type { Workbench } from '../workbench/workbench';

const AUTOENCODER = 'tiny-conv-autoencoder';
const CLASSIFIER = 'tiny-classifier';

const images = (workbench: Workbench) => workbench.webview().getByRole('combobox', { name: 'Images', exact: true });
const compared = (workbench: Workbench) =>
  workbench.webview().getByRole('region', { name: 'Compared runs', exact: true });

/** Each kind of panel as it is left before the reload, and as it has to be found after it. */
const PANELS: readonly {
  readonly tab: string;
  readonly leave: (workbench: Workbench) => Promise<void>;
  readonly find: (workbench: Workbench) => Promise<void>;
}[] = [
  {
    tab: AUTOENCODER,
    leave: async (workbench) => {
      await openRun(workbench, AUTOENCODER);
      await panelButton(workbench, 'Compare with…').click();
      await workbench.choose('beside');
      await compared(workbench).filter({ hasText: 'beside' }).waitFor();
    },
    find: async (workbench) => {
      await compared(workbench).filter({ hasText: 'beside' }).waitFor();
      await workbench.webview().locator('.wall').nth(1).waitFor();
    },
  },
  {
    tab: `Layers · ${AUTOENCODER}`,
    leave: async (workbench) => {
      await openPanel(workbench, 'Open Layers', AUTOENCODER);
      await part(workbench, '.layer .picture canvas').first().waitFor();
    },
    find: (workbench) => part(workbench, '.layer .picture canvas').first().waitFor(),
  },
  {
    tab: `Latent space · ${AUTOENCODER}`,
    leave: async (workbench) => {
      await openPanel(workbench, 'Open Latent Space', AUTOENCODER);
      await mapSays(workbench, /200 samples, 294 codings each/);
      await part(workbench, '.segments').getByRole('radio', { name: 'UMAP' }).click();
      await mapSays(workbench, /Trust/);
    },
    find: async (workbench) => {
      await mapSays(workbench, /200 samples, 294 codings each/);
      await part(workbench, '.segments button.chosen').filter({ hasText: 'UMAP' }).waitFor();
    },
  },
  {
    tab: `Adversarial · ${CLASSIFIER}`,
    leave: async (workbench) => {
      await openPanel(workbench, 'Attack Classifier', CLASSIFIER);
      await part(workbench, '.story canvas').first().waitFor();
      await images(workbench).selectOption('7');
      await part(workbench, '.story .before').waitFor();
    },
    find: async (workbench) => {
      await part(workbench, '.story .before').waitFor();
      assert.equal(await images(workbench).inputValue(), '7');
    },
  },
  {
    tab: 'Confidence · tiny-gan',
    leave: async (workbench) => {
      await openPanel(workbench, 'Open Confidence', 'tiny-gan');
      await part(workbench, '.field canvas').first().waitFor();
      await part(workbench, '.steps').focus();
      await workbench.page.keyboard.press('Home');
      await part(workbench, '.moment-bar .status').filter({ hasText: 'step 0' }).waitFor();
    },
    find: async (workbench) => {
      await part(workbench, '.field canvas').first().waitFor();
      await part(workbench, '.moment-bar .status')
        .filter({ hasText: /step \d/ })
        .waitFor();
    },
  },
];

export default uiTests(
  'Restored panels',
  {},
  {
    'each kind of panel is open, and one follows a training': async (workbench) => {
      recordFixture(workbench, AUTOENCODER);
      recordRun(
        workbench,
        writeExperiment(workbench, 'beside', (source) => source, AUTOENCODER),
      );
      recordFixture(workbench, CLASSIFIER);
      recordRun(workbench, 'tiny-gan.gibbon.ts');
      for (const { leave } of PANELS) {
        await workbench.page.keyboard.press('Control+1');
        await leave(workbench);
      }
      // The last one, lest it draws all the while.
      await pressLens(workbench, writeLongExperiment(workbench, 'followed'), /▶ Train/);
      await statusSays(workbench, /training/);
    },
    'after a reload that one follows it on, and obeys': async (workbench) => {
      const before = await shownStep(workbench);
      await workbench.reload();
      await statusSays(workbench, /training/);
      await until('a later step', async () => (await shownStep(workbench)) > before);
      await panelButton(workbench, 'Stop').click();
      await statusSays(workbench, /stopped/i);
    },
    ...Object.fromEntries(
      PANELS.map(({ tab, find }) => [
        `${tab} is as it was`,
        async (workbench: Workbench) => {
          const label = workbench.page.locator('.tab .label-name').getByText(tab, { exact: true });
          await label.click();
          await find(workbench);
        },
      ]),
    ),
  },
);
