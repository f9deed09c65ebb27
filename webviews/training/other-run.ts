/**
 * The run that is laid over this one. It is a state like the panel's own, looked at through the panel's window and
 * playhead, so that every kind of track asks for and draws the other run as it does its own. No DOM.
 */
import type { CurvesTrack, Track } from '../../src/protocol/tracks';
import type { ColourRange } from '../common/colour-range';
import { type PanelState, playheadStep, visibleWindow } from './state';
import type { Asker, PictureShelf, Want } from './wants';

/** What the two runs are called where there is no room for their names. */
export const RUN_LETTERS = { run: 'A', other: 'B' } as const;

/** The other run as this panel stands; undefined while nothing is compared, or it has not been read. */
export function otherSide(state: PanelState): PanelState | undefined {
  const side = state.other?.side;
  if (!side?.run) return undefined;
  return {
    ...side,
    zoom: { kind: 'span', ...visibleWindow(state) },
    playhead: { kind: 'at', step: playheadStep(state) },
    plotWidthPx: state.plotWidthPx,
    hidden: state.hidden,
    sharedRanges: rangesOf(state),
  };
}

const rangesOf = ({ curves }: PanelState): ReadonlyMap<string, ColourRange> =>
  new Map([...curves].flatMap(([track, { detail }]) => (detail.range ? [[track, detail.range] as const] : [])));

/** The track of the other run that shows the same: of the same id and kind, and of curves those with the same tags. */
export function matchingTrack(track: Track, other: PanelState): Track | undefined {
  const found = other.run?.manifest.tracks.find(({ id, kind }) => id === track.id && kind === track.kind);
  if (!found || track.kind !== 'curves') return found;
  const tags = new Set((found as CurvesTrack).series.map(({ tag }) => tag));
  // In this run's order and colours: what the other one lacks has no values there.
  return track.series.some(({ tag }) => tags.has(tag)) ? track : undefined;
}

/** What is wanted of the other run: in a slot of its own, asked `of` it. */
export const wantOfOther = (want: Want, comparison: number): Want =>
  toldToOther({ ...want, slot: `other ${want.slot}`, ask: (asker) => want.ask(askerOfOther(asker)) }, comparison);

/** The same want, its answer told to the other run's state. */
export const toldToOther = (want: Want, comparison: number): Want => ({
  ...want,
  key: `${comparison} ${want.key}`,
  async ask(asker) {
    const message = await want.ask(asker);
    return message && { kind: 'otherTold', comparison, message };
  },
});

const askerOfOther = (asker: Asker): Asker => ({
  request(request) {
    // What tracks ask may all be asked `of` either run.
    const its: typeof request = { ...request, of: 'other' };
    return asker.request(its);
  },
});

/** Pictures of the other run, kept apart from those of this one. */
export const keyPrefix = (comparison: number): string => `other ${comparison}/`;

export function shelfOfOther(shelf: PictureShelf, comparison: number): PictureShelf {
  const prefix = keyPrefix(comparison);
  return {
    has: (key) => shelf.has(prefix + key),
    add: (key, png) => shelf.add(prefix + key, png),
  };
}

export interface PicturesByKey<T> {
  get(key: string): T | undefined;
  isBroken(key: string): boolean;
}

export function picturesOfOther<T>(pictures: PicturesByKey<T>, comparison: number): PicturesByKey<T> {
  const prefix = keyPrefix(comparison);
  return {
    get: (key) => pictures.get(prefix + key),
    isBroken: (key) => pictures.isBroken(prefix + key),
  };
}
