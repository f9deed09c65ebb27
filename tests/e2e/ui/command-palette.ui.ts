/** The first thing a user does: open an experiment and find Gibbon's commands in the palette. */
import { uiTests } from '../workbench/ui-tests';
import type { Workbench } from '../workbench/workbench';

/** One of each way to find the run that is meant: by its state, by any, by two of them. */
const ABOUT_RUNS = ['Pause Training', 'Save Model…', 'Open Side by Side'];

export default uiTests(
  'Command palette',
  { file: 'tiny-gan.gibbon.ts' },
  {
    'the experiment is open': async (workbench) => {
      await workbench.activeTab('tiny-gan.gibbon.ts').waitFor();
    },
    ...Object.fromEntries(
      ABOUT_RUNS.map((title) => [
        `${title}, with no run there, says so`,
        async (workbench: Workbench) => {
          await workbench.command(`Gibbon: ${title}`);
          await workbench.expectNotification('There is no run to which this applies now.');
        },
      ]),
    ),
    'the palette finds the command that trains by its name': async (workbench) => {
      await workbench.command('Gibbon: Train Experiment');
      await workbench.tab('tiny-gan').nth(1).waitFor();
    },
  },
);
