/** Pictures of the panel for people to look at, in every theme and at several sizes; written to out/shots. */
import { mkdirSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { autoencoderRun, ganRun } from './fixture-runs';
import { PanelBrowser } from './panel-page';
import type { ThemeName } from './themes';
import { answerFrom } from './training-host';
import { settled } from './waiting';

const SHOTS = 'out/shots';
let browser: PanelBrowser;

beforeAll(async () => {
  mkdirSync(SHOTS, { recursive: true });
  browser = await PanelBrowser.start('training');
});
afterAll(() => browser.close());

const SIZES = [
  { width: 1360, height: 860 },
  { width: 700, height: 900 },
];

test.for(['dark', 'light', 'hc-dark', 'hc-light'] as const satisfies readonly ThemeName[])(
  'a GAN in training, %s',
  async (theme) => {
    const run = ganRun();
    run.state = 'training';
    run.stepsPerSecond = 417;
    const panel = await browser.open('training', { theme, answer: answerFrom(run) });
    for (const size of SIZES) {
      await panel.page.setViewportSize(size);
      await settled(panel);
      await panel.page.screenshot({ path: `${SHOTS}/gan-${theme}-${size.width}.png` });
    }
    expect(panel.complaints).toEqual([]);
    await panel.close();
  },
);

test('an autoencoder', async () => {
  const panel = await browser.open('training', { answer: answerFrom(autoencoderRun()) });
  await settled(panel);
  await panel.page.screenshot({ path: `${SHOTS}/autoencoder-dark.png` });
  expect(panel.complaints).toEqual([]);
  await panel.close();
});
