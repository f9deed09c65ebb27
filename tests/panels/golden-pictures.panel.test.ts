/** How panels look: eight pictures of fixed runs and kept answers, each compared with the kept one. */
import { describe, expect, test } from 'vitest';
import { classesRun, errorsRun } from './fixtures/class-fixtures';
import { classifierRun } from './fixtures/classifier-fixtures';
import { ganRun } from './fixtures/fixture-runs';
import { inspectedRun } from './fixtures/inspected-run';
import { keptAnswers } from './fixtures/kept-answers';
import { answerFrom } from './fixtures/training-host';
import { expectGolden } from './page/golden-pictures';
import { openedPanels, trainingPanels } from './page/opened-panels';
import { settled } from './page/waiting';

describe('the Training panel', () => {
  const { openRun } = trainingPanels({ width: 1200, height: 900 });

  test('on a GAN in training, dark', async () => {
    const run = classesRun();
    Object.assign(run, { state: 'training', stepsPerSecond: 417 });
    await expectGolden(await openRun(run), 'training-gan-dark');
  });

  test('on an autoencoder with its errors, light', async () => {
    await expectGolden(await openRun(errorsRun(), { theme: 'light' }), 'training-autoencoder-light');
  });

  test('on two runs that are compared, light with high contrast', async () => {
    const run = ganRun();
    const others = new Map([['/runs/calm', ganRun({ name: 'calm-gan', calmer: 0.3 })]]);
    const panel = await openRun(run, { theme: 'hc-light', answer: answerFrom(run, 'png', others) });
    await panel.page.keyboard.press('c');
    await settled(panel);
    expect(await panel.page.locator('.wall').count()).toBe(2);
    await expectGolden(panel, 'training-compared-hc-light');
  });

  test('on a classifier and its confusion, dark with high contrast', async () => {
    await expectGolden(await openRun(classifierRun(), { theme: 'hc-dark' }), 'training-classifier-hc-dark');
  });
});

describe.each([
  ['latent', 'tiny-autoencoder', 60, 'light'],
  ['layers', 'tiny-conv-autoencoder', 60, 'dark'],
  ['confidence', 'tiny-gan', 60, 'dark'],
  ['adversarial', 'tiny-classifier', 200, 'light'],
] as const)('the panel %s', (panel, fixture, steps, theme) => {
  const { open } = openedPanels<{ readonly kind: string }, never>(panel, { width: 1100, height: 900 });

  test(`on ${fixture}, ${theme}`, async () => {
    const answers = keptAnswers(panel, () => inspectedRun(fixture, steps));
    const shown = await open({ theme, answer: (request) => answers.answer(request) });
    await expectGolden(shown, `${panel}-${theme}`);
    answers.done();
  });
});
