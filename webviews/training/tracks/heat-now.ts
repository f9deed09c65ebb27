/** What heat tracks know at the playhead: the step that their values are of, and what their colours stand for. No DOM. */
import type { HeatTrack } from '../../../src/protocol/tracks';
import type { ColourRange } from '../../common/colour-range';
import { formatCount } from '../../common/format';
import { t } from '../../common/words';
import type { PanelState } from '../state';

/** Of a run that is laid beside another, the other's: the same colour has to mean the same value in both. */
export const rangeNow = (track: HeatTrack, state: PanelState): ColourRange | undefined =>
  state.sharedRanges?.get(track.id) ?? state.curves.get(track.id)?.detail.range;

/** The newest step ≤ the playhead's at which one of the rows was recorded; undefined before the first. */
export function recordedStep(state: PanelState, tracks: readonly HeatTrack[]): number | undefined {
  const tags = new Set(tracks.flatMap(({ rows }) => rows.map(({ tag }) => tag)));
  const steps = (state.rowValuesAtPlayhead?.values ?? []).filter(({ tag }) => tags.has(tag)).map(({ step }) => step);
  return steps.length > 0 ? Math.max(...steps) : undefined;
}

/** " of step 4,050": layers are recorded more rarely than the playhead can stand. */
export function recordedAt(state: PanelState, tracks: readonly HeatTrack[]): string {
  const step = recordedStep(state, tracks);
  return step === undefined ? '' : ` ${t('of step {step}', { step: formatCount(step) })}`;
}
