/**
 * What is recorded of each layer by default, from probes of a step: how large its gradient is, how much its weights move,
 * what it gives out. `base/layer-tags.ts` has the tags under which this is recorded; `recorder.ts` writes it.
 */
import type { Experiment } from '../authoring/experiment';
import { type LayerStatistic, layerTag } from '../base/layer-tags';
import { namedLayers } from '../loading/model-roles';
import type { RecordedHistogram, RecordedScalar } from '../store/event-messages';
import { type Probe, probeName, StepProbes } from '../training/step-probes';
import type { Observation } from '../training/training-step';
import type { TrainingState } from '../training/training-state';
import { CodingsSpread, codingTag } from './codings-spread';

const HISTOGRAM_BINS = 32;

interface ProbedLayer {
  readonly name: string;
  /** Those that some phase moves: the others have no gradient. */
  readonly weights: readonly string[];
}

export interface LayerFigures {
  readonly name: string;
  readonly figures: Readonly<Partial<Record<LayerStatistic, number>>>;
  readonly histogram?: Omit<RecordedHistogram, 'tag'>;
}

export class LayerStatistics {
  /** What it takes to know them all. */
  readonly all: readonly Probe[];
  readonly probes: StepProbes;
  readonly codings: CodingsSpread | undefined;
  private readonly layers: readonly ProbedLayer[];

  constructor(experiment: Experiment, state: TrainingState) {
    const { models } = experiment;
    this.codings = CodingsSpread.of(experiment);
    const moved = new Set(
      Object.keys(experiment.optimizers).flatMap((phase) =>
        state.trainableWeights(phase).map((weight) => state.nameOf(weight)),
      ),
    );
    this.layers = Object.entries(models).flatMap(([role, model]) =>
      namedLayers(role, model).map(({ name }) => ({
        name,
        weights: state.weights
          .map((weight) => weight.name)
          .filter((weight) => moved.has(weight) && weight.startsWith(`${name}/`)),
      })),
    );
    this.all = this.layers.flatMap(probesOf);
    this.probes = new StepProbes(this.all);
  }

  get layerNames(): string[] {
    return this.layers.map(({ name }) => name);
  }

  /** Whether the layer has weights that are moved, and so a gradient and an update. */
  isTrained(layer: string): boolean {
    return this.layers.some(({ name, weights }) => name === layer && weights.length > 0);
  }

  /** What a step with these probes says of each layer. */
  figures({ probed }: Observation): LayerFigures[] {
    const normOf = (weights: readonly string[], thing: Probe['thing']): number | undefined => {
      const norms = weights.map((of) => probed[probeName({ of, thing, statistic: 'norm' })]?.values[0]);
      return norms.length > 0 && norms.every((norm) => norm !== undefined) ? Math.hypot(...norms) : undefined;
    };
    return this.layers.map(({ name, weights }) => {
      const [gradientNorm, update, weight] = (['gradient', 'update', 'weight'] as const).map((thing) =>
        normOf(weights, thing),
      );
      const ofWeights = {
        ...(gradientNorm !== undefined && { gradientNorm }),
        ...(update !== undefined && weight !== undefined && { updateRatio: weight > 0 ? update / weight : 0 }),
      };
      const activation = probed[probeName({ of: name, thing: 'activation', statistic: 'values' })];
      if (!activation || activation.values.length === 0) return { name, figures: ofWeights };
      const { histogram, ...ofActivation } = summarize(activation.values, activation.shape.at(-1) ?? 1);
      return { name, figures: { ...ofWeights, ...ofActivation }, histogram };
    });
  }

  /** The same as it is recorded, and how far each coding spreads. */
  read(observation: Observation): { scalars: RecordedScalar[]; histograms: RecordedHistogram[] } {
    const layers = this.figures(observation);
    return {
      scalars: [
        ...layers.flatMap(({ name, figures }) =>
          Object.entries(figures).map(([what, value]) => ({ tag: layerTag(name, what as LayerStatistic), value })),
        ),
        ...this.readCodings(observation),
      ],
      histograms: layers.flatMap(({ name, histogram }) =>
        histogram ? [{ tag: layerTag(name, 'activation'), ...histogram }] : [],
      ),
    };
  }

  private readCodings({ probed }: Observation): RecordedScalar[] {
    const { codings } = this;
    const activation = codings && probed[probeName({ of: codings.layer, thing: 'activation', statistic: 'values' })];
    if (!activation || activation.values.length === 0) return [];
    return Array.from(codings.read(activation.values), (value, row) => ({ tag: codingTag(row), value }));
  }
}

const probesOf = ({ name, weights }: ProbedLayer): Probe[] => [
  { of: name, thing: 'activation', statistic: 'values' },
  ...weights.flatMap((of) =>
    (['gradient', 'update', 'weight'] as const).map((thing): Probe => ({ of, thing, statistic: 'norm' })),
  ),
];

interface Summary {
  readonly mean: number;
  readonly spread: number;
  readonly deadShare: number;
  readonly histogram: Omit<RecordedHistogram, 'tag'>;
}

/**
 * @param values row-major, the units (or channels) last
 * @param units in [1, values.length]
 */
export function summarize(values: ArrayLike<number>, units: number): Summary {
  let [sum, sumSquares, min, max] = [0, 0, Infinity, -Infinity];
  const isAlive = new Uint8Array(units);
  for (let i = 0, unit = 0; i < values.length; i++) {
    const value = values[i] ?? 0;
    sum += value;
    sumSquares += value * value;
    if (value < min) min = value;
    if (value > max) max = value;
    if (value !== 0) isAlive[unit] = 1;
    if (++unit === units) unit = 0;
  }
  const count = values.length;
  const mean = sum / count;
  // Squares of large means leave a little below zero for nothing.
  const spread = Math.sqrt(Math.max(0, sumSquares / count - mean * mean));
  const deadShare = 1 - isAlive.reduce((alive, one) => alive + one, 0) / units;
  const { bucketLimits, bucketCounts } = countInBins(values, min, max);
  return { mean, spread, deadShare, histogram: { min, max, count, sum, sumSquares, bucketLimits, bucketCounts } };
}

/** Equal bins from the smallest value to the largest; values that are not finite are in none. */
function countInBins(values: ArrayLike<number>, min: number, max: number) {
  if (!(Number.isFinite(min) && Number.isFinite(max) && min < max))
    return { bucketLimits: [Number.isFinite(max) ? max : 0], bucketCounts: [Number.isFinite(max) ? values.length : 0] };
  const width = (max - min) / HISTOGRAM_BINS;
  const counts = new Array<number>(HISTOGRAM_BINS).fill(0);
  for (let i = 0; i < values.length; i++) {
    const bin = Math.min(HISTOGRAM_BINS - 1, Math.floor(((values[i] ?? NaN) - min) / width));
    if (bin >= 0) counts[bin] = (counts[bin] ?? 0) + 1;
  }
  return { bucketLimits: counts.map((_, bin) => min + width * (bin + 1)), bucketCounts: counts };
}
