/** The picker of templates. */
import { pickerRow } from '../gallery/hands';
import { surface } from '../gallery/surface';

export default surface({
  name: 'new-experiment',
  title: 'New Experiment from Template: the picker',
  redrawn: true,
  async show(stage) {
    await stage.workbench.command(stage.words.command('newExperiment'));
    await pickerRow(stage, 'GAN').waitFor();
  },
});
