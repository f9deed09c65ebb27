/** How the tracks are arranged, and what moving, folding and resizing one makes of that. Pure; it knows no run. */
import { LEAST_TRACK_PX, MOST_TRACK_PX, type TrackLayout } from '../../src/protocol/track-layout';

export type LayoutMessage =
  | { readonly kind: 'trackFolded'; readonly track: string }
  /** One place up or down. */
  | { readonly kind: 'trackMoved'; readonly track: string; readonly by: -1 | 1 }
  /** Before another track, or to the end. */
  | { readonly kind: 'trackPlaced'; readonly track: string; readonly before: string | undefined }
  /** Without a height the track takes its share of the room again. */
  | { readonly kind: 'trackResized'; readonly track: string; readonly heightPx: number | undefined };

export const AS_THE_FAMILY_SAYS: TrackLayout = { order: [], folded: [], heights: {} };

/** In the user's order; one that the user never placed follows the one that it follows in the family's own order. */
export function inOrder<T extends { readonly id: string }>(tracks: readonly T[], order: readonly string[]): T[] {
  const placed = order.flatMap((id) => tracks.find((track) => track.id === id) ?? []);
  tracks.forEach((track, at) => {
    if (placed.includes(track)) return;
    const before = tracks[at - 1];
    placed.splice(before ? placed.indexOf(before) + 1 : 0, 0, track);
  });
  return placed;
}

/** @param ids of the tracks that are shown, from top to bottom */
export function rearrange(layout: TrackLayout, message: LayoutMessage, ids: readonly string[]): TrackLayout {
  const { track } = message;
  switch (message.kind) {
    case 'trackFolded': {
      const folded = layout.folded.filter((id) => id !== track);
      return { ...layout, folded: folded.length < layout.folded.length ? folded : [...folded, track] };
    }
    case 'trackMoved': {
      const at = ids.indexOf(track);
      const to = at + message.by;
      if (at < 0 || to < 0 || to >= ids.length) return layout;
      return { ...layout, order: placedAt(ids, track, to) };
    }
    case 'trackPlaced': {
      const others = ids.filter((id) => id !== track);
      const to = message.before === undefined ? others.length : others.indexOf(message.before);
      return to < 0 || !ids.includes(track) ? layout : { ...layout, order: placedAt(ids, track, to) };
    }
    case 'trackResized': {
      const { [track]: _before, ...heights } = layout.heights;
      if (message.heightPx === undefined) return { ...layout, heights };
      const heightPx = Math.round(Math.max(LEAST_TRACK_PX, Math.min(MOST_TRACK_PX, message.heightPx)));
      return { ...layout, heights: { ...heights, [track]: heightPx } };
    }
  }
}

function placedAt(ids: readonly string[], track: string, to: number): string[] {
  const others = ids.filter((id) => id !== track);
  return [...others.slice(0, to), track, ...others.slice(to)];
}
