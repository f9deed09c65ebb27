/**
 * What of a run belongs to which line of a file: the layers that a line makes, and the losses at the call that trains
 * them. Pure: from a manifest and a file's name; what is drawn there, and when, others know.
 */
import type { FedMaps, LayerMaps, MissingMaps } from '../../protocol/feature-maps';
import type { LayerSummary, ModelSummary, RunManifest, SourcePlace } from '../../protocol/manifest';
import type { BeliefsTrack, CurvesTrack, ImagesTrack, SeriesRole } from '../../protocol/tracks';

export interface MarkedLayer extends LayerSummary {
  /** Whose colours it is drawn in. */
  readonly side: SeriesRole;
}

/**
 * What a line shows: pictures or beliefs that come out at its layer, or its feature maps, else how what the layer gives out
 * is spread. `missing` says why a layer that should have maps has none.
 */
export type Shown =
  | { readonly kind: 'pictures'; readonly track: ImagesTrack }
  | { readonly kind: 'beliefs'; readonly track: BeliefsTrack }
  | { readonly kind: 'maps'; readonly maps: LayerMaps; readonly sample: FedMaps['sample'] }
  | { readonly kind: 'activation'; readonly missing?: MissingMaps }
  | { readonly kind: 'curves'; readonly track: CurvesTrack };

/** Lines and columns from 1, in the text that the run was made from. */
export interface Mark {
  readonly line: number;
  readonly column: number;
  readonly shown: Shown;
  /** The layers that the line makes, in the order of the models. What is shown is the last one's. */
  readonly layers: readonly MarkedLayer[];
}

/** What is needed of a run to know its marks. */
export type MarkedRun = Pick<RunManifest, 'models' | 'tracks' | 'featureMaps'>;

/** @param file absolute; one of the run's sources @returns by line, one a line */
export function marksIn(run: MarkedRun, file: string): Mark[] {
  const { models, tracks } = run;
  const marks = new Map<number, Mark>();
  for (const track of tracks)
    if (track.kind === 'curves' && track.place?.file === file && !marks.has(track.place.line))
      marks.set(track.place.line, { ...placeOf(track.place), shown: { kind: 'curves', track }, layers: [] });
  for (const model of models)
    for (const layer of model.layers) {
      // The chain of a helper's layer has several frames: the innermost is the line that makes it.
      const place = layer.frames.find((frame) => frame.file === file);
      if (!place) continue;
      const before = marks.get(place.line);
      const layers = [...(before?.layers ?? []), { ...layer, side: sideOf(model.role) }];
      marks.set(place.line, { ...placeOf(before ?? place), shown: shownAt(layer, model, run), layers });
    }
  return [...marks.values()].sort((a, b) => a.line - b.line);
}

const placeOf = ({ line, column }: Pick<SourcePlace, 'line' | 'column'>) => ({ line, column });

const sideOf = (role: string): SeriesRole =>
  role === 'generator' ? 'generated' : role === 'discriminator' ? 'real' : 'plain';

function shownAt(layer: LayerSummary, { role, layers }: ModelSummary, { tracks, featureMaps = [] }: MarkedRun): Shown {
  const isOutput = layers.at(-1)?.name === layer.name;
  const layout = { generator: 'samples', decoder: 'pairs' }[role];
  for (const track of isOutput ? tracks : []) {
    if (track.kind === 'images' && track.layout === layout) return { kind: 'pictures', track };
    if (track.kind === 'beliefs' && role === 'discriminator') return { kind: 'beliefs', track };
  }
  for (const of of featureMaps) {
    if ('missing' in of) {
      if (of.layers.includes(layer.name)) return { kind: 'activation', missing: of };
      continue;
    }
    const maps = of.layers.find((one) => one.layer === layer.name);
    if (maps) return { kind: 'maps', maps, sample: of.sample };
  }
  return { kind: 'activation' };
}
