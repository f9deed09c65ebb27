/** Two runs in one Training panel of the real window: chosen from a list, copied, arranged alike, and gone. */
import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { newestRun, openRun, recordRun, until, writeExperiment } from '../workbench/training-runs';
import { uiTests } from '../workbench/ui-tests';
import type { Workbench } from '../workbench/workbench';

const button = (workbench: Workbench, name: string) => workbench.webview().getByRole('button', { name, exact: true });
const region = (workbench: Workbench, name: string) => workbench.webview().getByRole('region', { name, exact: true });

/** A track, if it is the first one. */
const topmost = (workbench: Workbench, track: string) =>
  workbench.webview().locator(`.tracks > [data-track="${track}"]:first-child`);

/** No run has more. */
const MOST_TRACKS = 20;

export default uiTests(
  'Compared runs',
  {},
  {
    'a second run is chosen from a list and laid over every track': async (workbench) => {
      recordRun(workbench, 'tiny-gan.gibbon.ts');
      const faster = (source: string) => source.replace('rmsprop(0.001)', 'rmsprop(0.004)');
      recordRun(workbench, writeExperiment(workbench, 'faster', faster));
      await openRun(workbench, 'faster');
      await button(workbench, 'Compare with…').click();
      await workbench.choose('tiny-gan');
      await region(workbench, 'Compared runs').filter({ hasText: 'tiny-gan' }).waitFor();
      await workbench.webview().locator('.wall').nth(1).waitFor();
      const difference = workbench.webview().locator('.value-row .difference');
      await difference
        .filter({ hasText: /A − B [+−]/ })
        .first()
        .waitFor();
    },
    'the figures of a span are copied for a spreadsheet, each digit of both': async (workbench) => {
      await workbench.page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
      await workbench.webview().locator('.playhead-layer').focus();
      for (const key of ['Home', 's', 'End', 's']) await workbench.page.keyboard.press(key);
      await region(workbench, 'Selected span')
        .getByText(/on the clock/)
        .waitFor();
      await button(workbench, 'Copy as CSV').click();
      const copied = await until('the copied figures', async () => {
        const text = await workbench.page.evaluate(() => navigator.clipboard.readText());
        return text.startsWith('run,') && text;
      });
      const lines = copied.split('\r\n');
      assert.match(lines[1] ?? '', /^A faster,Loss,G,gLoss,1,40,40,0,/);
      assert.match(lines[3] ?? '', /^B tiny-gan,Loss,G,gLoss,1,40,40,0,/);
    },
    'a run that was deleted is told as gone': async (workbench) => {
      rmSync(newestRun(workbench, 'tiny-gan').folder, { recursive: true });
      await region(workbench, 'Compared runs').filter({ hasText: 'The other run can’t be read' }).waitFor();
      await button(workbench, 'Stop comparing').click();
      await region(workbench, 'Compared runs').waitFor({ state: 'hidden' });
    },
    'a track that is moved by keyboard stands there in the next run of the family, too': async (workbench) => {
      await button(workbench, 'Samples').focus();
      for (let place = 0; place < MOST_TRACKS && (await topmost(workbench, 'samples').count()) === 0; place++)
        await workbench.page.keyboard.press('Alt+ArrowUp');
      await topmost(workbench, 'samples').waitFor();
      await workbench.closeAllEditors();
      recordRun(workbench, 'tiny-gan.gibbon.ts');
      await openRun(workbench, 'tiny-gan');
      await topmost(workbench, 'samples').waitFor();
    },
  },
);
