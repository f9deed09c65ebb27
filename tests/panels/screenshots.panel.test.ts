/** Pictures of the panel for people to look at, in every theme and at several sizes; written to out/shots. */
import { expect, test } from 'vitest';
import { autoencoderRun, ganRun } from './fixture-runs';
import { openedPanels, SHOTS } from './opened-panels';
import { TESTED_THEMES } from './themes';
import { settled } from './waiting';

const { openRun } = openedPanels();

const SIZES = [
  { width: 1360, height: 860 },
  { width: 700, height: 900 },
];

test.for(TESTED_THEMES)('a GAN in training, %s', async (theme) => {
  const run = ganRun();
  run.state = 'training';
  run.stepsPerSecond = 417;
  const panel = await openRun(run, { theme });
  for (const size of SIZES) {
    await panel.page.setViewportSize(size);
    await settled(panel);
    await panel.page.screenshot({ path: `${SHOTS}/gan-${theme}-${size.width}.png` });
  }
  expect(panel.complaints).toEqual([]);
});

test('an autoencoder', async () => {
  const panel = await openRun(autoencoderRun());
  await panel.page.screenshot({ path: `${SHOTS}/autoencoder-dark.png` });
  expect(panel.complaints).toEqual([]);
});
