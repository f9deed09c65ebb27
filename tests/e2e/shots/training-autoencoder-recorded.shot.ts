/** A finished autoencoder over the whole width, at its newest step. */
import { openRecorded } from '../gallery/hands';
import { AUTOENCODER } from '../gallery/recorded-runs';
import { surface } from '../gallery/surface';

export default surface({
  name: 'training-autoencoder-recorded',
  title: 'A recorded autoencoder at its newest step',
  show: (stage) => openRecorded(stage, AUTOENCODER, 'finished'),
});
