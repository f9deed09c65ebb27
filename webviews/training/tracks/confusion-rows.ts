/** A confusion track as rows over time, which heat tracks know to draw: each class' share that is told right. No DOM. */
import type { ConfusionTrack, HeatTrack, Track } from '../../../src/protocol/tracks';

/** Nothing but what can be made again: the same rows for the same track, since pictures are kept by them. */
const made = new WeakMap<ConfusionTrack, HeatTrack>();

export function rowsOf(track: ConfusionTrack): HeatTrack {
  const known = made.get(track);
  if (known) return known;
  const { id, title, subtitle, classes, place } = track;
  const rows: HeatTrack = {
    kind: 'heat',
    id,
    title,
    subtitle,
    scale: 'linear',
    range: [0, 1],
    rows: classes.map(({ name, right }) => ({ tag: right, label: name, layer: '' })),
    ...(place && { place }),
  };
  made.set(track, rows);
  return rows;
}

/** What of a track is drawn as rows. */
export const rowTrackOf = (track: Track): HeatTrack | undefined =>
  track.kind === 'heat' ? track : track.kind === 'confusion' ? rowsOf(track) : undefined;
