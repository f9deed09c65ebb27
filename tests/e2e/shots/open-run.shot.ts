/** The picker of recorded runs. */
import { pickerRow } from '../gallery/hands';
import { AUTOENCODER } from '../gallery/recorded-runs';
import { surface } from '../gallery/surface';

export default surface({
  name: 'open-run',
  title: 'Open Run: the picker',
  redrawn: true,
  async show(stage) {
    await stage.workbench.command(stage.words.command('openRun'));
    await pickerRow(stage, AUTOENCODER).waitFor();
  },
});
