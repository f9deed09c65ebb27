/** What the Training panel says in every state of a run. */
import { expect, test } from 'vitest';
import { ProblemError } from '../../src/base/problem';
import { ganRun } from './fixtures/fixture-runs';
import { trainingPanels } from './page/opened-panels';
import type { OpenPanel } from './page/panel-tab';
import type { RecordedRun } from './fixtures/recorded-run';
import { answerFrom } from './fixtures/training-host';

const { open, openRun } = trainingPanels({ width: 1100, height: 720 });

const buttonsOf = async ({ page }: OpenPanel) => {
  const named = ['Pause', 'Resume', 'Stop'];
  const shown = await Promise.all(
    named.map((name) => page.locator('.buttons').getByRole('button', { name }).isVisible()),
  );
  return named.filter((_, at) => shown[at]);
};

test('loading: it says that it reads the run', async () => {
  const { page } = await open({ answer: () => new Promise(() => undefined) });
  await expect.poll(() => page.locator('.placeholder').textContent()).toContain('Reading the run…');
});

test('a run that cannot be read: why, what to do, and a way to try again', async () => {
  let broken = true;
  const run = ganRun();
  const answer = answerFrom(run);
  const { page } = await openRun(run, {
    answer(request) {
      if (!broken) return answer(request);
      throw new ProblemError({
        message: 'manifest.json ends in the middle of a word.',
        remedy: 'Restore it from a copy.',
        file: '/runs/1/manifest.json',
        blame: 'environment',
      });
    },
  });
  await expect.poll(() => page.locator('.placeholder').textContent()).toContain('Restore it from a copy.');
  broken = false;
  await page.getByRole('button', { name: 'Try again' }).click();
  await expect.poll(() => page.getByRole('slider').isVisible()).toBe(true);
});

test('starting: it says what is going on', async () => {
  const run = ganRun();
  Object.assign(run, { state: 'starting', activity: 'reading Fashion-MNIST', lastStep: -1 });
  const shown = await openRun(run);
  await expect.poll(() => shown.page.locator('.placeholder').textContent()).toContain('Reading Fashion-MNIST…');
  await expect.poll(() => buttonsOf(shown)).toEqual(['Stop']);
});

test('training without a picture yet: the tracks say so', async () => {
  const run = ganRun();
  Object.assign(run, { state: 'training', stepsPerSecond: 417, lastStep: 8 });
  const empty = { ...run, steps: () => new Float64Array(), imageAt: () => null };
  const shown = await openRun(
    Object.assign(Object.create(run) as RecordedRun, { steps: empty.steps, imageAt: empty.imageAt }),
  );
  await expect.poll(() => shown.page.locator('.caption').textContent()).toBe('No pictures recorded yet.');
  await expect.poll(() => buttonsOf(shown)).toEqual(['Pause', 'Stop']);
});

test('paused, finished and stopped: the buttons that apply', async () => {
  const run = ganRun();
  const shown = await openRun(run);
  for (const [state, buttons] of [
    ['paused', ['Resume', 'Stop']],
    ['finished', []],
    ['stopped', ['Resume']],
  ] as const) {
    run.state = state;
    shown.send({ kind: 'runAdvanced', progress: run.progress() });
    await expect.poll(() => shown.page.locator('.status').textContent()).toContain(state);
    await expect.poll(() => buttonsOf(shown)).toEqual(buttons);
  }
});

test('failed: the problem, its line as a link, and the remedy', async () => {
  const run = ganRun({ nanFrom: 6400, nanTo: 9000 });
  run.state = 'failed';
  run.lastStep = 6500;
  run.problem = {
    message: 'The generator’s loss became NaN at step 6,400 and did not recover.',
    remedy: 'Lower the learning rate, or clip the gradients.',
    file: '/home/ada/lecture/fashion-gan.gibbon.ts',
    line: 31,
    blame: 'experiment',
  };
  const { page, requests } = await openRun(run);
  await expect.poll(() => page.locator('.notices').textContent()).toContain('Lower the learning rate');
  await page.getByRole('button', { name: 'fashion-gan.gibbon.ts:31' }).click();
  await expect.poll(() => requests.at(-1)).toMatchObject({ kind: 'revealPlace', place: { line: 31 } });
});

test('crashed: what is kept, and Resume; a note on the run is folded, with what it says, from which step on, and its line', async () => {
  const run = ganRun();
  run.state = 'crashed';
  run.lastStep = 5120;
  run.damage = ['events.out.tfevents.1: the last record is torn; everything before it was read.'];
  run.records.manifest.notes = [
    {
      step: 1200,
      message: "This training step can't be compiled: it reads the values of a tensor while it runs.",
      place: { file: '/home/ada/lecture/fashion-gan.gibbon.ts', line: 31, column: 5 },
    },
  ];
  const { page, requests } = await openRun(run);
  await expect.poll(() => page.locator('.notices').textContent()).toContain('step 5,120');
  await page.locator('.notices').getByRole('button', { name: 'Resume' }).click();
  await expect.poll(() => requests.at(-1)?.kind).toBe('resume');
  const notices = page.locator('.notices');
  await notices.getByText('A note on this run').click();
  await expect.poll(() => notices.textContent()).toContain('(from step 1,200 on)');
  await expect.poll(() => notices.getByRole('button', { name: 'fashion-gan.gibbon.ts:31' }).isVisible()).toBe(true);
});

test('a name with markup in it stays a name', async () => {
  const run = ganRun();
  const records = { ...run.records, manifest: { ...run.records.manifest, name: '<img src=x onerror=alert(1)>' } };
  const { page } = await openRun(Object.assign(Object.create(run) as RecordedRun, { records }));
  await expect.poll(() => page.locator('h1').textContent()).toBe('<img src=x onerror=alert(1)>');
  await expect.poll(() => page.locator('img').count()).toBe(0);
});

test('a picture that is none, and a request that fails, cost only themselves', async () => {
  const run = ganRun();
  const answer = answerFrom(run);
  const { page } = await openRun(run, {
    answer(request) {
      if (request.kind === 'readImage' && request.step < 4000)
        return { tag: request.tag, step: request.step, png: new Uint8Array([1, 2, 3]) };
      if (request.kind === 'readImage' && request.step < 5000)
        throw new ProblemError({ message: 'The event file is gone.', blame: 'environment' });
      return answer(request);
    },
  });
  await expect.poll(() => page.locator('.caption').textContent()).toContain('64 fixed codings · step');
  await expect.poll(() => page.locator('.notices').textContent()).toContain('The event file is gone.');
  await page.getByRole('button', { name: 'Dismiss' }).click();
});
