/** The autoencoder while it trains, beside its source. */
import { trainBeside } from '../gallery/hands';
import { AUTOENCODER } from '../gallery/recorded-runs';
import { surface } from '../gallery/surface';

export default surface({
  name: 'training-autoencoder-live',
  title: 'The Training panel beside the source, while an autoencoder trains',
  moving: true,
  show: (stage) => trainBeside(stage, AUTOENCODER, 1500),
});
