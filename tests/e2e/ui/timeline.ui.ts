/** The timeline as a person works with it: two recorded runs laid over one another, a span selected, tracks arranged. */
import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { RunReader } from '../../../src/store/run-reader';
import { statusSays, newestRun, trainInWindow, writeExperiment } from '../workbench/training-runs';
import { uiTests } from '../workbench/ui-tests';
import type { Workbench } from '../workbench/workbench';

const button = (workbench: Workbench, name: string) => workbench.webview().getByRole('button', { name, exact: true });
const region = (workbench: Workbench, name: string) => workbench.webview().getByRole('region', { name, exact: true });
const layer = (workbench: Workbench) => workbench.webview().locator('.playhead-layer');

/** Statistics of one curve, computed here from what lies on disk, number by number. */
function figuresOf(folder: string, tag: string): { mean: string; lowest: string; highest: string } {
  const opened = RunReader.open(folder);
  if (!opened.ok) throw new Error(opened.problem.message);
  opened.value.refresh();
  const values = [...opened.value.numbers(tag).values];
  opened.value.dispose();
  const said = (value: number) => value.toPrecision(4);
  return {
    mean: said(values.reduce((sum, value) => sum + value, 0) / values.length),
    lowest: said(Math.min(...values)),
    highest: said(Math.max(...values)),
  };
}

/** Text of the first curve's figure in the given table of the selected span. */
const figure = (workbench: Workbench, table: number, name: string) =>
  region(workbench, 'Selected span')
    .locator('table')
    .nth(table)
    .locator('tr')
    .filter({ has: workbench.webview().getByRole('rowheader', { name, exact: true }) })
    .locator('td')
    .first();

/** A track, if it is the first one. */
const topmost = (workbench: Workbench, track: string) =>
  workbench.webview().locator(`.tracks > [data-track="${track}"]:first-child`);

/** No run has more. */
const MOST_TRACKS = 20;

export default uiTests(
  'Timeline',
  { file: 'tiny-gan.gibbon.ts' },
  {
    'a second run is chosen from a list and laid over every track': async (workbench) => {
      await trainInWindow(workbench, 'tiny-gan.gibbon.ts');
      await statusSays(workbench, /finished.*step 40/i);
      const other = writeExperiment(workbench, 'faster', (source) =>
        source.replace('rmsprop(0.001)', 'rmsprop(0.004)'),
      );
      await trainInWindow(workbench, other);
      await statusSays(workbench, /finished.*step 40/i);
      await button(workbench, 'Compare with…').click();
      const rows = workbench.page.locator('.quick-input-list .monaco-list-row');
      await rows.filter({ hasText: 'tiny-gan' }).first().click();
      await region(workbench, 'Compared runs').filter({ hasText: 'tiny-gan' }).waitFor();
      await workbench.webview().locator('.wall').nth(1).waitFor();
      await workbench
        .webview()
        .locator('.value-row .difference')
        .filter({ hasText: /A − B [+−]/ })
        .first()
        .waitFor();
    },
    'a span selected with Shift has the exact figures of both runs': async (workbench) => {
      const box = await layer(workbench).boundingBox();
      assert.ok(box);
      await workbench.page.keyboard.down('Shift');
      await workbench.page.mouse.move(box.x + 2, box.y + 90);
      await workbench.page.mouse.down();
      await workbench.page.mouse.move(box.x + box.width - 2, box.y + 90, { steps: 5 });
      await workbench.page.mouse.up();
      await workbench.page.keyboard.up('Shift');
      await region(workbench, 'Selected span').getByRole('heading', { name: 'Steps 0 to 40' }).waitFor();
      await region(workbench, 'Selected span')
        .getByText(/on the clock/)
        .waitFor();
      for (const [table, run] of ['faster', 'tiny-gan'].entries()) {
        const { mean, lowest, highest } = figuresOf(newestRun(workbench, run).folder, 'gLoss');
        await figure(workbench, table, 'mean').filter({ hasText: mean }).waitFor();
        await figure(workbench, table, 'lowest').filter({ hasText: lowest }).waitFor();
        await figure(workbench, table, 'highest').filter({ hasText: highest }).waitFor();
      }
      await workbench.screenshot('timeline-compared-dark');
    },
    'its figures are copied for a spreadsheet': async (workbench) => {
      await workbench.page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
      await button(workbench, 'Copy as CSV').click();
      const copied = () => workbench.page.evaluate(() => navigator.clipboard.readText());
      for (let looks = 0; looks < 50 && !(await copied()).startsWith('run,'); looks++)
        await workbench.page.waitForTimeout(100);
      const lines = (await copied()).split('\r\n');
      assert.match(lines[1] ?? '', /^A faster,Loss,G,gLoss,1,40,40,0,/);
      assert.match(lines[3] ?? '', /^B tiny-gan,Loss,G,gLoss,1,40,40,0,/);
    },
    'zoomed to a single step, its phases stand apart': async (workbench) => {
      assert.deepEqual(newestRun(workbench, 'faster').manifest.phases, ['discriminator', 'generator']);
      await workbench.webview().locator('.selected-span').waitFor();
      await layer(workbench).focus();
      for (let turn = 0; turn < 10; turn++) await workbench.page.keyboard.press('+');
      await workbench.screenshot('timeline-one-step');
      await workbench.page.keyboard.press('a');
    },
    'a track that is moved by keyboard stands there in the next run of the family, too': async (workbench) => {
      await button(workbench, 'Samples').focus();
      for (let place = 0; place < MOST_TRACKS && (await topmost(workbench, 'samples').count()) === 0; place++)
        await workbench.page.keyboard.press('Alt+ArrowUp');
      await topmost(workbench, 'samples').waitFor();
      await trainInWindow(
        workbench,
        writeExperiment(workbench, 'next', (source) => source),
      );
      await statusSays(workbench, /finished.*step 40/i);
      await topmost(workbench, 'samples').waitFor();
    },
    'the comparison comes back after a reload; a run that was deleted is told as gone': async (workbench) => {
      await button(workbench, 'Compare with…').click();
      await workbench.page.locator('.quick-input-list .monaco-list-row', { hasText: 'faster' }).first().click();
      await region(workbench, 'Compared runs').filter({ hasText: 'faster' }).waitFor();
      await workbench.reload();
      await region(workbench, 'Compared runs').filter({ hasText: 'faster' }).waitFor();
      await workbench.webview().locator('.wall').nth(1).waitFor();
      rmSync(newestRun(workbench, 'faster').folder, { recursive: true });
      await region(workbench, 'Compared runs').filter({ hasText: 'The other run can’t be read' }).waitFor();
      await button(workbench, 'Stop comparing').click();
      await region(workbench, 'Compared runs').waitFor({ state: 'hidden' });
    },
  },
);
