/** What a run records of its layers and codings, made up but of real shape: norms that vanish and grow, codings that die. */
import { NoiseGenerator } from '../../src/noise/noise-generator';
import type { HeatRow, HeatTrack } from '../../src/protocol/tracks';

/** Layers are recorded now and then. */
export const LAYERS_EVERY = 50;

export type Scalars = [string, (step: number) => number | undefined][];

interface Layer {
  readonly name: string;
  readonly label: string;
  readonly line: number;
  /** Size of its gradient at the beginning, and how it goes on when the discriminator wins. */
  readonly norm: number;
  readonly late: number;
  readonly dead: number;
}

const LAYERS: readonly Layer[] = [
  { name: 'generator/dense_1', label: 'G dense 100', line: 7, norm: 0.06, late: 0.4, dead: 0 },
  { name: 'generator/dense_2', label: 'G dense 150', line: 8, norm: 0.03, late: 0.6, dead: 0.3 },
  { name: 'generator/dense_3', label: 'G dense 784', line: 9, norm: 0.2, late: 12, dead: 0 },
  { name: 'discriminator/dense_1', label: 'D dense 150', line: 14, norm: 0.05, late: 0.5, dead: 0 },
  { name: 'discriminator/dense_2', label: 'D dense 100', line: 15, norm: 0.3, late: 2, dead: 0.55 },
  { name: 'discriminator/dense_3', label: 'D dense 1', line: 16, norm: 0.4, late: 4, dead: 0 },
];

const noise = (stream: number) => {
  const values = new NoiseGenerator(9, stream).normal(new Float32Array(512));
  return (step: number) => values[Math.floor(step / LAYERS_EVERY) % values.length] ?? 0;
};

const now = (figure: (step: number) => number) => (step: number) =>
  step % LAYERS_EVERY === 0 ? figure(step) : undefined;

/** @param ramp 0 before one step, 1 after another */
export function ganLayers(
  file: string,
  ramp: (step: number, from: number, to: number) => number,
  nanFrom: number,
  nanTo: number,
): { tracks: HeatTrack[]; scalars: Scalars } {
  const rows = (what: string): HeatRow[] =>
    LAYERS.map(({ name, label, line }) => ({
      tag: `layers/${name}/${what}`,
      label,
      layer: name,
      place: { file, line, column: 5 },
    }));
  const scalars = LAYERS.flatMap(({ name, norm, late, dead }, index): Scalars => {
    const wave = noise(40 + index);
    const gradient = (step: number) =>
      (index === 2 && step >= nanFrom && step <= nanTo ? NaN : norm) *
      Math.exp(0.25 * wave(step)) *
      (1 + (late - 1) * ramp(step, 4500, 9000));
    return [
      [`layers/${name}/gradientNorm`, now(gradient)],
      [`layers/${name}/updateRatio`, now((step) => (0.004 * gradient(step)) / norm / (1 + step / 900))],
      [`layers/${name}/deadShare`, now((step) => dead * ramp(step, 1500, 6000))],
    ];
  });
  const tracks: HeatTrack[] = [
    {
      kind: 'heat',
      id: 'gradientNorm',
      title: 'Gradient norm',
      subtitle: 'per layer, log scale; dark: vanishing',
      scale: 'log',
      rows: rows('gradientNorm'),
    },
    {
      kind: 'heat',
      id: 'updateRatio',
      title: 'Update ratio',
      subtitle: 'norm of the update over norm of the weights, log scale',
      scale: 'log',
      rows: rows('updateRatio'),
    },
    {
      kind: 'heat',
      id: 'deadShare',
      title: 'Dead share',
      subtitle: 'units that give 0 for a whole batch; bright: dead',
      scale: 'linear',
      range: [0, 1],
      rows: rows('deadShare'),
    },
  ];
  return { tracks, scalars };
}

/** Every seventh coding dies on the way. */
export function codingRows(count: number): { track: HeatTrack; scalars: Scalars } {
  const tag = (row: number) => `codings/${row + 1}/spread`;
  const track: HeatTrack = {
    kind: 'heat',
    id: 'codings',
    title: 'Spread of codings',
    subtitle: 'standard deviation over a batch; one row, one coding; dark: dead',
    scale: 'linear',
    rows: Array.from({ length: count }, (_, row) => ({
      tag: tag(row),
      label: String(row + 1),
      layer: 'encoder/dense_2',
    })),
    place: { file: '/home/ada/lecture/fashion-autoencoder.gibbon.ts', line: 12, column: 5 },
  };
  const scalars = track.rows.map((_, row): Scalars[number] => {
    const wave = noise(70 + row);
    const size = 1.2 + 0.9 * Math.sin(row * 2.4);
    const dies = row % 7 === 3;
    return [
      tag(row),
      now((step) => size * (1 - Math.exp(-step / 600)) * (dies ? Math.exp(-step / 1500) : 1) * (1 + 0.06 * wave(step))),
    ];
  });
  return { track, scalars };
}
