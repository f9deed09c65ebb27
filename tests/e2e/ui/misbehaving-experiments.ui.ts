/** Experiments that loop for ever, end their process or take all memory: the run is marked, nothing is left behind. */
import assert from 'node:assert/strict';
import { trainersOf } from '../workbench/processes';
import { newestRun, panelButton, statusSays, trainInWindow, until, writeExperiment } from '../workbench/training-runs';
import { uiTests } from '../workbench/ui-tests';
import type { Workbench } from '../workbench/workbench';

/** An experiment with a step of its own: after `good` steps the real thing, then `mischief`. */
const withStep = (good: number, mischief: string) => `import { tf, experiment, datasets } from 'gibbon';

const model = tf.sequential({
  layers: [
    tf.layers.flatten({ inputShape: [28, 28, 1] }),
    tf.layers.dense({ units: 4, activation: 'selu' }),
    tf.layers.dense({ units: 1 }),
  ],
});
const optimizer = tf.train.sgd(0.01);
let steps = 0;

export default experiment({
  dataset: datasets.glyphs({ count: 640 }),
  models: { model },
  optimizers: { optimizer },
  batchSize: 32,
  epochs: 100000,
  seed: 1,
  step(ctx) {
    if (steps++ > ${good}) {
      ${mischief}
    }
    return { loss: ctx.minimize('model', () => tf.mean(tf.square(model.apply(ctx.realImages) as tf.Tensor))) };
  },
});
`;

const PLACEHOLDER = withStep(0, '');

const gone = (workbench: Workbench) =>
  until('no trainer', () => trainersOf(workbench.places.workspace).length === 0, 25_000);

export default uiTests(
  'Misbehaving experiments',
  { file: 'tiny-gan.gibbon.ts' },
  {
    placeholder: async (workbench) => {
      assert.ok(PLACEHOLDER);
      await gone(workbench);
      writeExperiment(workbench, 'x', () => PLACEHOLDER);
      await trainInWindow(workbench, 'x.gibbon.ts');
      await statusSays(workbench, /./);
      await panelButton(workbench, 'Stop').click();
      newestRun(workbench, 'x');
    },
  },
);
