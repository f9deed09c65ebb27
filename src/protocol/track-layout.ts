/** How a user arranged the tracks of a family of models: it belongs to the user, not to a run. */

/** Lowest and greatest height of a plot in CSS pixels, so that a track can always be taken hold of again. */
export const LEAST_TRACK_PX = 40;
export const MOST_TRACK_PX = 1200;

export interface TrackLayout {
  /** Ids of tracks from top to bottom; one that is missing keeps the place that its family gives it. */
  readonly order: readonly string[];
  /** Ids of the tracks that are folded. */
  readonly folded: readonly string[];
  /** Id → height of its plot in CSS pixels; one that is missing takes its share of the room. */
  readonly heights: Readonly<Record<string, number>>;
}
