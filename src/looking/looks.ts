/** Everything that is looked at of a run at a moment, beside the numbers of its step: whether it trains, or is replayed. */
import type { Track } from '../protocol/tracks';
import type { RecordedScalar } from '../store/event-messages';
import type { Assembled } from '../training/assemble-run';
import { countedGenerator, DrawnClasses } from './drawn-classes';
import { LayerStatistics } from './layer-statistics';
import { type DrawnPicture, PictureDrawer } from './picture-drawer';
import { lookAtReconstructions } from './reconstruction-errors';
import { classifierFile } from './reference-classifier';

export interface Looks {
  readonly layers: LayerStatistics;
  /** All pictures as they are now, and what is measured with them. Leaves no trace in the training state. */
  pictures(): { readonly images: readonly DrawnPicture[]; readonly scalars: readonly RecordedScalar[] };
  /** Of an experiment whose drawn classes are counted. */
  readonly classes?: Pick<DrawnClasses, 'count'> | undefined;
}

export interface LooksOptions {
  readonly tracks: readonly Track[];
  readonly cacheFolder: string;
  /** Told at each look that needs the reference classifier while there is none. */
  readonly onClassifierMissing?: (step: number) => void;
}

export function looksOf(
  { loaded, dataset, engine, state, trainingStep, randomness }: Assembled,
  { tracks, cacheFolder, onClassifierMissing = () => undefined }: LooksOptions,
): Looks {
  const { experiment, seed } = loaded;
  const drawer = new PictureDrawer(experiment, trainingStep, randomness, seed);
  const generator = countedGenerator(experiment, tracks);
  return {
    layers: new LayerStatistics(experiment, state),
    pictures: () => {
      const errors = drawer.aside(() => lookAtReconstructions(experiment, trainingStep));
      return {
        images: [...drawer.drawAll(), ...(errors?.picture ? [errors.picture] : [])],
        scalars: errors?.scalars ?? [],
      };
    },
    classes:
      generator &&
      new DrawnClasses({
        generator,
        dataset,
        engine,
        noiseOf: (shape) => trainingStep.noiseOf(shape),
        randomness,
        seed,
        classifierFile: classifierFile(cacheFolder, dataset),
        onMissing: onClassifierMissing,
      }),
  };
}
