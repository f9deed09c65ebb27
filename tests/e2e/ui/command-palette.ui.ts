/** The first thing a user does: open an experiment and find Gibbon's commands in the palette. */
import { uiTests } from '../workbench/ui-tests';

export default uiTests(
  'Command palette',
  { file: 'tiny-gan.gibbon.ts' },
  {
    'the experiment is open': async (workbench) => {
      await workbench.activeTab('tiny-gan.gibbon.ts').waitFor();
    },
    'the palette finds the command that trains by its name': async (workbench) => {
      await workbench.command('Gibbon: Train Experiment');
      await workbench.tab('tiny-gan').nth(1).waitFor();
    },
  },
);
