/** Everything that is looked at of a run at a moment, beside the numbers of its step: whether it trains, or is replayed. */
import type { ModelMaps } from '../protocol/feature-maps';
import type { Track } from '../protocol/tracks';
import type { RecordedHistogram, RecordedScalar } from '../store/event-messages';
import type { Assembled } from '../training/assemble-run';
import { Confusion } from './confusion';
import { asksForClass, countedGenerator, DrawnClasses } from './drawn-classes';
import { DrawnModes, modedGenerator } from './drawn-modes';
import { lookAtFeatureMaps } from './feature-maps';
import { LayerStatistics } from './layer-statistics';
import { type DrawnPicture, PictureDrawer } from './picture-drawer';
import { lookAtReconstructions } from './reconstruction-errors';
import { classifierFile } from './reference-classifier';

export interface Looks {
  readonly layers: LayerStatistics;
  /** All pictures as they are now, and what is measured with them. Leaves no trace in the training state. */
  pictures(): { readonly images: readonly DrawnPicture[]; readonly scalars: readonly RecordedScalar[] };
  /** Hundreds of samples told apart by class, or by mode: those that a generator draws, or those that a classifier has to tell. */
  readonly classes?: ((step: number) => ClassCounts) | undefined;
}

export interface ClassCounts {
  readonly scalars: readonly RecordedScalar[];
  readonly histograms?: readonly RecordedHistogram[];
}

export interface LooksOptions {
  readonly tracks: readonly Track[];
  /** Of which layers there are feature maps: none where the run doesn't say. */
  readonly featureMaps?: readonly ModelMaps[] | undefined;
  readonly cacheFolder: string;
  /** Told at each look that needs the reference classifier while there is none. */
  readonly onClassifierMissing?: (step: number) => void;
}

export function looksOf(assembled: Assembled, options: LooksOptions): Looks {
  const { loaded, trainingStep, state } = assembled;
  const { featureMaps = [] } = options;
  const { experiment, seed } = loaded;
  const drawer = new PictureDrawer(experiment, trainingStep, seed);
  return {
    layers: new LayerStatistics(experiment, state),
    pictures: () => {
      const errors = drawer.aside(() => lookAtReconstructions(experiment, trainingStep));
      const maps = drawer.aside(() => lookAtFeatureMaps({ experiment, step: trainingStep, seed }, featureMaps));
      return {
        images: [...drawer.drawAll(), ...(errors?.picture ? [errors.picture] : []), ...maps.images],
        scalars: [...(errors?.scalars ?? []), ...maps.scalars],
      };
    },
    classes: confusionOf(assembled, drawer) ?? modesOf(assembled) ?? drawnClassesOf(assembled, options),
  };
}

function confusionOf({ loaded, dataset, trainingStep }: Assembled, drawer: PictureDrawer): Looks['classes'] {
  const { classify } = loaded.experiment;
  if (!classify) return undefined;
  const confusion = new Confusion(classify, trainingStep, dataset.classNames.length);
  return () => drawer.aside(() => confusion.look());
}

function modesOf({ loaded, dataset, trainingStep }: Assembled): Looks['classes'] {
  const { experiment, seed } = loaded;
  const generator = modedGenerator(experiment, dataset);
  if (!generator || !dataset.modes) return undefined;
  const modes = new DrawnModes(generator, dataset.modes, trainingStep, seed);
  return () => ({ scalars: modes.look() });
}

function drawnClassesOf(
  { loaded, dataset, engine, trainingStep }: Assembled,
  { tracks, cacheFolder, onClassifierMissing = () => undefined }: LooksOptions,
): Looks['classes'] {
  const generator = countedGenerator(loaded.experiment, tracks);
  if (!generator) return undefined;
  const classes = new DrawnClasses({
    generator,
    isAsked: asksForClass(loaded.experiment),
    dataset,
    engine,
    step: trainingStep,
    seed: loaded.seed,
    classifierFile: classifierFile(cacheFolder, dataset),
    onMissing: onClassifierMissing,
  });
  return (step) => ({ scalars: classes.count(step) });
}
