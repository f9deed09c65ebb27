/** A student's own images: the lens over datasets.…, the panel it opens, and what is wrong in it. */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { encode } from 'fast-png';
import { uiTests } from '../workbench/ui-tests';
import type { Workbench } from '../workbench/workbench';

const FILE = 'own-images.gibbon.ts';

const EXPERIMENT = `import { tf, autoencoder, datasets } from 'gibbon';

const shapes = datasets.augmented(
  datasets.images('shapes', { size: 16, channels: 1 }),
  { flipHorizontally: true, shiftPx: 2, rotateDegrees: 15 },
);

export default autoencoder({
  dataset: shapes,
  encoder: tf.sequential({ layers: [tf.layers.flatten({ inputShape: [16, 16, 1] }), tf.layers.dense({ units: 8 })] }),
  decoder: tf.sequential({
    layers: [
      tf.layers.dense({ units: 256, inputShape: [8], activation: 'sigmoid' }),
      tf.layers.reshape({ targetShape: [16, 16, 1] }),
    ],
  }),
  optimizer: () => tf.train.adam(0.001),
  epochs: 2,
});
`;

/** Discs and squares in colour, some larger than others. */
function writeShapes(folder: string): void {
  for (const [kind, count] of [
    ['disc', 60],
    ['square', 30],
  ] as const) {
    mkdirSync(path.join(folder, kind), { recursive: true });
    for (let i = 0; i < count; i++) {
      const side = 20 + (i % 5) * 4;
      const radius = side / 4 + (i % 3);
      const data = Uint8Array.from({ length: side * side * 3 }, (_, at) => {
        const [x, y] = [(Math.floor(at / 3) % side) - side / 2, Math.floor(at / 3 / side) - side / 2];
        const isInside =
          kind === 'disc' ? x * x + y * y < radius * radius : Math.max(Math.abs(x), Math.abs(y)) < radius;
        return isInside ? [250, 160 + (i % 60), 60][at % 3]! : 20;
      });
      const png = encode({ width: side, height: side, channels: 3, data });
      writeFileSync(path.join(folder, kind, `${String(i).padStart(2, '0')}.png`), png);
    }
  }
}

const openPreview = async (workbench: Workbench): Promise<void> => {
  await workbench.openFile(FILE);
  await workbench.codeLens('Preview data').click();
  await workbench.tab('Data of own-images').waitFor();
};

export default uiTests(
  'Data preview',
  {},
  {
    'the lens over the data set opens its classes, its images and its values': async (workbench) => {
      const { workspace } = workbench.places;
      writeShapes(path.join(workspace, 'shapes'));
      writeFileSync(path.join(workspace, FILE), EXPERIMENT);
      await openPreview(workbench);
      const panel = workbench.webview();
      await panel.getByText('images 16 × 16 × 1 · from 0 to 1 · 73 to train · 8 held out · 9 to test').waitFor();
      await panel.getByText('54 to train, 6 to test').waitFor({ state: 'attached' });
      await panel.getByRole('img', { name: 'Mean image of disc' }).waitFor();
      await panel.getByRole('heading', { name: 'Augmented' }).waitFor();
    },
    'a broken image among them is named, and mended it is read again': async (workbench) => {
      const broken = path.join(workbench.places.workspace, 'shapes', 'disc', '61.png');
      writeFileSync(broken, 'no image');
      const panel = workbench.webview();
      await panel.getByRole('button', { name: 'Read again' }).click();
      await panel.getByText('Expected a PNG or JPEG image, and got another kind of file.').waitFor();
      await panel.getByRole('button', { name: '61.png' }).waitFor();
      rmSync(broken);
      await panel.getByRole('button', { name: 'Read again' }).click();
      await panel.getByText('73 to train').waitFor();
    },
  },
);
