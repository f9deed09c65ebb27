/** Fixture runs with what is recorded by class: a GAN that loses classes, an autoencoder with its errors. Made up, of real shape. */
import { encode } from 'fast-png';
import { viridis } from '../../src/base/viridis';
import { fashionMnistClasses } from '../../src/data/fashion-mnist-files';
import { NoiseGenerator } from '../../src/noise/noise-generator';
import type { Track } from '../../src/protocol/tracks';
import { autoencoderRun, FIXTURE_STEPS, ganRun } from './fixture-runs';
import { atlasPixels, fashionImages, SIDE } from './fashion-images';
import { RecordedRun, type RunRecords } from './recorded-run';

const EVERY = 100;
export const SAMPLES = 512;
export const ACCURACY = 0.9134;

/** Counts of each class at a recorded step; sandals, sneakers and boots are lost on the way. */
export function classCounts(step: number): number[] {
  const drawn = new NoiseGenerator(5, step).uniform(new Float32Array(10), 0.8, 1.2);
  const lost = Math.max(0, 1 - step / 2500);
  const weights = Array.from(drawn, (noise, index) => noise * ([5, 7, 9].includes(index) ? lost : 1));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const counts = weights.map((weight) => Math.floor((weight / total) * SAMPLES));
  counts[0]! += SAMPLES - counts.reduce((sum, count) => sum + count, 0);
  return counts;
}

export const bandsTrack = (more: { readonly unavailable?: string } = {}): Extract<Track, { kind: 'bands' }> => ({
  kind: 'bands',
  id: 'classes',
  title: 'Classes drawn',
  subtitle: `${SAMPLES} fixed codings, by the reference classifier`,
  bands: fashionMnistClasses.map((label, index) => ({ tag: `classes/${index}`, label })),
  samples: SAMPLES,
  accuracy: 'classes/accuracy',
  ...more,
});

/** @param more `unavailable` for a run without any; `from` the first step at which a classifier was there */
export function classesRun(more: { readonly unavailable?: string; readonly from?: number } = {}): RecordedRun {
  const { from = EVERY, ...rest } = more;
  const { records } = ganRun();
  const isRecorded = (step: number) => rest.unavailable === undefined && step >= from && step % EVERY === 0;
  const [loss, beliefs, ...others] = records.manifest.tracks;
  const tracks = [...(loss ? [loss] : []), ...(beliefs ? [beliefs] : []), bandsTrack(rest), ...others];
  const scalars = new Map(records.scalars);
  fashionMnistClasses.forEach((_, index) =>
    scalars.set(`classes/${index}`, (step) =>
      isRecorded(step) ? (classCounts(step)[index] ?? 0) / SAMPLES : undefined,
    ),
  );
  scalars.set('classes/accuracy', (step) => (isRecorded(step) ? ACCURACY : undefined));
  return new RecordedRun(withTracks(records, tracks, { scalars }), FIXTURE_STEPS);
}

const ASKED_ROWS = 8;

/** Share of images of the asked class; it climbs. */
export const askedShare = (step: number): number =>
  Math.round(SAMPLES * (0.1 + 0.8 * Math.min(1, step / 6000))) / SAMPLES;

/** A conditional GAN: a wall with a column for each class, and how often the class drawn is the one that was asked for. */
export function askedRun(): RecordedRun {
  const { records } = classesRun();
  const images = fashionImages(fashionMnistClasses.length * ASKED_ROWS);
  const wall = encode({
    width: fashionMnistClasses.length * SIDE,
    height: ASKED_ROWS * SIDE,
    data: atlasPixels(fashionMnistClasses.length, ASKED_ROWS, (tile) => images[tile] ?? new Uint8Array()),
    channels: 1,
    depth: 8,
  });
  const steps = records.pictures.get('samples')?.steps ?? [];
  const tracks = records.manifest.tracks.flatMap((track): Track[] =>
    track.kind === 'bands'
      ? [
          track,
          {
            kind: 'curves',
            id: 'askedClass',
            title: 'Class as asked',
            subtitle: `${SAMPLES} fixed codings, % told to be of the asked class`,
            unit: 'share',
            series: [{ tag: 'classes/asked', label: 'as asked', role: 'generated', samples: SAMPLES }],
          },
        ]
      : track.kind === 'images'
        ? [{ ...track, columns: fashionMnistClasses.length, rows: ASKED_ROWS, columnNames: [...fashionMnistClasses] }]
        : [track],
  );
  const scalars = new Map(records.scalars).set('classes/asked', (step) =>
    step % EVERY === 0 ? askedShare(step) : undefined,
  );
  const pictures = new Map(records.pictures).set('samples', { steps, at: () => wall });
  return new RecordedRun(withTracks(records, tracks, { scalars, pictures }), FIXTURE_STEPS);
}

/** The largest error of a pixel, which the lightest colour of the map stands for. */
export const largestError = (step: number): number => 0.02 + 0.15 * Math.exp(-step / 1500);

/** How many of the 32 images each class has; one class has a single one. */
export const CLASS_IMAGES = [5, 3, 3, 4, 2, 4, 3, 1, 4, 3];
export const classError = (index: number, step: number): number =>
  (0.006 + 0.001 * index) * (1 + 4 * Math.exp(-step / 900));
export const classStandardError = (index: number, step: number): number =>
  (0.3 * classError(index, step)) / Math.sqrt(CLASS_IMAGES[index] ?? 1);

/** @param more `old`: as a run of before there were standard errors */
export function errorsRun(more: { readonly old?: boolean } = {}): RecordedRun {
  const { records } = autoencoderRun();
  const steps = records.pictures.get('reconstructions')?.steps ?? [];
  const scalars = new Map(records.scalars);
  scalars.set('errorMap/largest', (step) => (steps.includes(step) ? largestError(step) : undefined));
  const hasError = (index: number) => !more.old && (CLASS_IMAGES[index] ?? 0) > 1;
  fashionMnistClasses.forEach((_, index) => {
    const at = (of: typeof classError) => (step: number) => (steps.includes(step) ? of(index, step) : undefined);
    scalars.set(`errorByClass/${index}`, at(classError));
    if (hasError(index)) scalars.set(`errorByClass/${index}/standardError`, at(classStandardError));
  });
  const pictures = new Map(records.pictures).set('errorMap', { steps, at: () => errorMap() });
  const tracks: Track[] = [
    ...records.manifest.tracks,
    {
      kind: 'images',
      id: 'errorMap',
      tag: 'errorMap',
      title: 'Error map',
      subtitle: 'mean squared error of each pixel',
      caption: '32 held-out images, squared error of each pixel',
      layout: 'samples',
      columns: 1,
      rows: 1,
      tileWidth: SIDE,
      tileHeight: SIDE,
      scale: 'errorMap/largest',
    },
    {
      kind: 'curves',
      id: 'errorByClass',
      title: 'Error by class',
      subtitle: '32 held-out images, mean squared error',
      series: fashionMnistClasses.map((label, index) => ({
        tag: `errorByClass/${index}`,
        label,
        role: 'plain',
        classIndex: index,
        ...(!more.old && { samples: CLASS_IMAGES[index] ?? 0 }),
        ...(hasError(index) && { standardError: `errorByClass/${index}/standardError` }),
      })),
    },
  ];
  return new RecordedRun(withTracks(records, tracks, { scalars, pictures }), FIXTURE_STEPS);
}

const withTracks = (records: RunRecords, tracks: Track[], more: Partial<RunRecords>): RunRecords => ({
  ...records,
  ...more,
  manifest: {
    ...records.manifest,
    tracks,
    dataset: { ...records.manifest.dataset, classNames: [...fashionMnistClasses] },
  },
});

/** Large at the edges of clothes, small within them and around. */
function errorMap(): Uint8Array {
  const data = new Uint8Array(SIDE * SIDE * 3);
  for (let pixel = 0; pixel < SIDE * SIDE; pixel++) {
    const [x, y] = [(pixel % SIDE) - SIDE / 2, Math.floor(pixel / SIDE) - SIDE / 2];
    data.set(viridis(Math.exp(-((Math.hypot(x * 1.4, y) - 9) ** 2) / 8)).map(Math.round), pixel * 3);
  }
  return encode({ width: SIDE, height: SIDE, data, channels: 3, depth: 8 });
}
