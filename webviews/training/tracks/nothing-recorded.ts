/** Whether a track has nothing at all to draw, and the sentence that says so. No DOM. */
import type { Curve } from '../../../src/protocol/training-panel-messages';
import { t } from '../../common/words';
import type { HeldCurves, Layered } from '../held-data';
import { isGrowing, type PanelState } from '../state';

const isBlank = ({ curves }: { readonly curves: readonly Curve[] }): boolean =>
  curves.every(({ firstStep }) => firstStep.length === 0);

/** Read, and without a record in all of the run; not while it is being read. */
export const hasNoCurves = (held: Layered<HeldCurves> | undefined): boolean =>
  held !== undefined && isBlank(held.detail) && isBlank(held.overview);

/**
 * Why a track has nothing: it can't be read, or was never recorded. Of a run that still trains, the first records of
 * most tracks come within seconds: their room is kept for them.
 */
export function whyNever(state: PanelState): string | undefined {
  if (!state.run || isGrowing(state)) return undefined;
  return state.run.damage.length > 0
    ? t('No record of this can be read: parts of this run are missing or damaged')
    : t('This run has no record of this');
}

/** Why there is nothing where something may be elsewhere, or is still to come. */
export const whyNotHere = (state: PanelState): string =>
  isGrowing(state) ? t('Nothing recorded yet') : t('Nothing was recorded between these steps');
