/** An experiment in the editor as a person sees it before anything runs: figures, shapes, a mistake, and one click to train. */
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { uiTests } from '../workbench/ui-tests';
import type { Workbench } from '../workbench/workbench';

const EXPERIMENT = `import { tf, gan, datasets } from 'gibbon';

const codings = 30;

/** Two layers that many networks are made of. */
const block = (units: number, inputShape?: number[]) => [
  tf.layers.dense({ units, activation: 'selu', ...(inputShape && { inputShape }) }),
  tf.layers.dropout({ rate: 0.3 }),
];

const generator = tf.sequential({
  layers: [
    ...block(100, [codings]),
    ...block(150),
    tf.layers.dense({ units: 28 * 28, activation: 'sigmoid' }),
    tf.layers.reshape({ targetShape: [28, 28, 1] }),
  ],
});

const discriminator = tf.sequential({
  layers: [
    tf.layers.conv2d({ filters: 16, kernelSize: 5, strides: 2, padding: 'same', inputShape: [28, 28, 1] }),
    tf.layers.leakyReLU({ alpha: 0.2 }),
    tf.layers.flatten(),
    tf.layers.dense({ units: 1, activation: 'sigmoid' }),
  ],
});

export default gan({
  dataset: datasets.glyphs({ count: 640 }),
  generator,
  discriminator,
  codings,
  optimizer: () => tf.train.adam(0.001),
  epochs: 2,
});
`;

/** A lens that does nothing is no link. */
const figures = (workbench: Workbench, text: RegExp) =>
  workbench.page.locator('.codelens-decoration span').filter({ hasText: text });

/** Hints are text that the editor adds to a line; its spaces are of the unbreakable kind. */
const hint = (workbench: Workbench, text: RegExp) =>
  workbench.page.locator('.view-line span').filter({ hasText: text }).first();

export default uiTests(
  'Experiment in the editor',
  {},
  {
    'figures stand over the models, and shapes at the ends of lines, through helpers too': async (workbench) => {
      writeFileSync(path.join(workbench.places.workspace, 'blocks-gan.gibbon.ts'), EXPERIMENT);
      await workbench.openFile('blocks-gan.gibbon.ts');
      // 30 · 100 + 100, 100 · 150 + 150, 150 · 784 + 784; Adam keeps two numbers beside each.
      await figures(
        workbench,
        /generator · 136,634 parameters · 0\.27 MFLOP a sample · 1\.6 MB with optimizer/,
      ).waitFor();
      // 5 · 5 · 16 + 16, 14 · 14 · 16 + 1; 2 · (14 · 14 · 400 + 3136) operations.
      await figures(workbench, /discriminator · 3,553 parameters · 0\.16 MFLOP a sample/).waitFor();
      await hint(workbench, /→\s28\s×\s28\s×\s1/).waitFor();
      await hint(workbench, /→\s100,\s150/).waitFor();
      await hint(workbench, /→\s14\s×\s14\s×\s16/).waitFor();
    },
    'the lens over the export trains it, and then leads to its run': async (workbench) => {
      await workbench.codeLens('▶ Train').click();
      await workbench.tab('blocks-gan').nth(1).waitFor();
      await workbench.openFile('blocks-gan.gibbon.ts');
      await workbench.codeLens('Open run blocks-gan').first().waitFor();
    },
    'a mistake is underlined at its line': async (workbench) => {
      writeFileSync(
        path.join(workbench.places.workspace, 'mistaken.gibbon.ts'),
        EXPERIMENT.replace('units: 28 * 28', 'units: 27 * 28'),
      );
      await workbench.closeAllEditors();
      await workbench.openFile('mistaken.gibbon.ts');
      await workbench.page.locator('.squiggly-error').first().waitFor();
    },
  },
);
