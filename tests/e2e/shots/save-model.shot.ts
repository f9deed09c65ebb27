/** The picker of formats in which a model is saved. */
import { openMenu, chooseFromMenu, showGibbonView } from '../workbench/gibbon-view';
import { pickerRow } from '../gallery/hands';
import { AUTOENCODER } from '../gallery/recorded-runs';
import { surface } from '../gallery/surface';

export default surface({
  name: 'save-model',
  title: 'Save Model: the formats',
  redrawn: true,
  async show(stage) {
    const { workbench, words } = stage;
    await showGibbonView(workbench);
    const name = words.contributed('command.saveModel');
    await openMenu(workbench, AUTOENCODER, name);
    await chooseFromMenu(workbench, name);
    await pickerRow(stage, 'decoder').click();
    await pickerRow(stage, 'safetensors').waitFor();
    await workbench.page.mouse.move(0, 0);
  },
});
