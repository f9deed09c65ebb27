/** A finished GAN over the whole width, the playhead in its middle. */
import { openRecorded, playhead } from '../gallery/hands';
import { GAN } from '../gallery/recorded-runs';
import { surface } from '../gallery/surface';

export default surface({
  name: 'training-gan-recorded',
  title: 'A recorded GAN, the playhead in its middle',
  async show(stage) {
    await openRecorded(stage, GAN, 'finished');
    const box = await playhead(stage).boundingBox();
    await playhead(stage).click({ position: { x: (box?.width ?? 0) / 2, y: 60 } });
  },
});
