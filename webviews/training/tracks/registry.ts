/** Every kind of track that the timeline can show. */
import type { Track } from '../../../src/protocol/tracks';
import { bandsView } from './bands';
import { beliefsView } from './beliefs';
import { confusionView } from './confusion';
import { curvesView } from './curves';
import { heatView } from './heat';
import { imagesView } from './images';
import type { TrackView } from './track-view';

type TrackViews = { readonly [K in Track['kind']]: TrackView<Extract<Track, { readonly kind: K }>> };

const VIEWS: TrackViews = {
  curves: curvesView,
  beliefs: beliefsView,
  bands: bandsView,
  images: imagesView,
  heat: heatView,
  confusion: confusionView,
};

/** The view of a track's kind, which takes that very track. */
export const viewOf = <T extends Track>(track: T): TrackView<T> => VIEWS[track.kind] as unknown as TrackView<T>;
