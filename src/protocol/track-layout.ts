/** How a user arranged the tracks of a family of models: it belongs to the user, not to a run. */
import * as v from 'valibot';
import { validator } from './validate';

/** Lowest and greatest height of a plot, so that a track can always be taken hold of again. */
export const LEAST_TRACK_PX = 40;
export const MOST_TRACK_PX = 1200;

export const trackLayoutSchema = v.object({
  /** Ids of tracks from top to bottom; one that is missing keeps the place that its family gives it. */
  order: v.array(v.string()),
  /** Ids of the tracks that are folded. */
  folded: v.array(v.string()),
  /** Id → height of its plot in CSS pixels; one that is missing takes its share of the room. */
  heights: v.record(v.string(), v.pipe(v.number(), v.minValue(LEAST_TRACK_PX), v.maxValue(MOST_TRACK_PX))),
});
export type TrackLayout = Readonly<v.InferOutput<typeof trackLayoutSchema>>;
export const readTrackLayout = validator('How tracks are arranged', trackLayoutSchema);
