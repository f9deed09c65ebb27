/**
 * The heat tracks of a run's layers, and of an autoencoder's codings: a row for each layer that has the statistic, in
 * source order. What is recorded of layers is `looking/layer-statistics.ts`' business.
 */
import type { layers } from '@tensorflow/tfjs-layers';
import type { SourcePlace } from '../protocol/manifest';
import type { HeatRow, HeatTrack } from '../protocol/tracks';
import type { LayerOrigins } from '../loading/layer-origins';
import type { LoadedExperiment } from '../loading/load-experiment';
import { type NamedLayer, namedLayers, summarizeLayer } from '../loading/model-roles';
import { codingTag } from '../looking/codings-spread';
import { type LayerStatistic, layerTag } from '../base/layer-tags';
import type { LayerStatistics } from '../looking/layer-statistics';

interface LabelledLayer {
  readonly named: NamedLayer;
  readonly label: string;
  readonly place?: SourcePlace;
}

/** What tells most comes first. Tracks that would have no row are left out. */
export function describeLayerTracks(
  { experiment, positions }: LoadedExperiment,
  origins: LayerOrigins,
  statistics: LayerStatistics,
): HeatTrack[] {
  const all = Object.entries(experiment.models).flatMap(([role, model]) =>
    namedLayers(role, model).map((named): LabelledLayer => {
      const { className, outputShape, frames } = summarizeLayer(named, origins, positions);
      const place = frames[0];
      return { named, label: labelOf(role, className, outputShape.at(-1)), ...(place && { place }) };
    }),
  );
  const trained = all.filter(({ named }) => statistics.isTrained(named.name));
  const activated = all.filter(({ named }) => hasActivation(named.layer));
  const tracks: HeatTrack[] = [
    ...describeCodings(all, statistics),
    {
      kind: 'heat',
      id: 'gradientNorm',
      title: 'Gradient norm',
      subtitle: 'per layer, log scale; dark: vanishing',
      scale: 'log',
      rows: rowsOf(trained, 'gradientNorm'),
    },
    {
      kind: 'heat',
      id: 'updateRatio',
      title: 'Update ratio',
      subtitle: 'norm of the update over norm of the weights, log scale',
      scale: 'log',
      rows: rowsOf(trained, 'updateRatio'),
    },
    {
      kind: 'heat',
      id: 'deadShare',
      title: 'Dead share',
      subtitle: 'units that give 0 for a whole batch; bright: dead',
      scale: 'linear',
      range: [0, 1],
      rows: rowsOf(activated, 'deadShare'),
    },
  ];
  return tracks.filter(({ rows }) => rows.length > 0);
}

const rowsOf = (shown: readonly LabelledLayer[], what: LayerStatistic): HeatRow[] =>
  shown.map(({ named, label, place }) => ({
    tag: layerTag(named.name, what),
    label,
    layer: named.name,
    ...(place && { place }),
  }));

function describeCodings(all: readonly LabelledLayer[], { codings }: LayerStatistics): HeatTrack[] {
  if (!codings) return [];
  const place = all.find(({ named }) => named.name === codings.layer)?.place;
  const common = {
    kind: 'heat',
    id: 'codings',
    title: 'Spread of codings',
    scale: 'linear',
    rows: Array.from({ length: codings.rows }, (_, row) => ({
      tag: codingTag(row),
      label: String(row + 1),
      layer: codings.layer,
    })),
    ...(place && { place }),
  } as const;
  return [
    codings.isSorted
      ? { ...common, subtitle: `${codings.count} codings, sorted by their standard deviation over a batch; dark: dead` }
      : { ...common, subtitle: 'standard deviation over a batch; one row, one coding; dark: dead' },
  ];
}

/** Roles that everybody abbreviates; any other is named in full. */
const ROLE_NAMES: Readonly<Record<string, string>> = {
  generator: 'G',
  discriminator: 'D',
  encoder: 'enc',
  decoder: 'dec',
  // A classifier has no other beside it.
  classifier: '',
};

/** What people call a layer, where it is not the class in lower case. */
const CLASS_NAMES: Readonly<Record<string, string>> = {
  Conv1D: 'conv',
  Conv2D: 'conv',
  Conv3D: 'conv',
  Conv2DTranspose: 'convT',
  Conv3DTranspose: 'convT',
  SeparableConv2D: 'sep conv',
  DepthwiseConv2D: 'dw conv',
  BatchNormalization: 'batch norm',
  LayerNormalization: 'layer norm',
  LeakyReLU: 'leaky relu',
  SimpleRNN: 'rnn',
  TiedDense: 'tied dense',
  ActivityRegularization: 'regularization',
};

/** "G dense 100": role, class, units or channels. */
const labelOf = (role: string, className: string, units: number | null | undefined): string =>
  [ROLE_NAMES[role] ?? role, CLASS_NAMES[className] ?? className.toLowerCase(), units ?? '']
    .filter((part) => part !== '')
    .join(' ');

/** Layers that are nothing but an activation. */
const ACTIVATION_CLASSES = new Set(['Activation', 'ReLU', 'LeakyReLU', 'PReLU', 'ELU', 'ThresholdedReLU', 'Softmax']);

/** Whether a layer's units can die: it ends in an activation that is not linear, its own or that of what it wraps. */
function hasActivation(layer: layers.Layer): boolean {
  const { activation, cell, layer: wrapped } = layer as unknown as WithActivation;
  if (typeof activation === 'string') return activation !== 'linear';
  if (activation) return activation.getClassName?.() !== 'linear';
  if (ACTIVATION_CLASSES.has(layer.getClassName()) || (cell && hasActivation(cell))) return true;
  return wrapped !== undefined && hasActivation(wrapped);
}

/** What tfjs' layers have of their own beside what every layer has. A user's layer may have anything under these names. */
interface WithActivation {
  readonly activation?: string | { getClassName?(): string } | null;
  /** Of a recurrent layer. */
  readonly cell?: layers.Layer;
  /** Of a wrapper such as TimeDistributed. */
  readonly layer?: layers.Layer;
}
