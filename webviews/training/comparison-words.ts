/** Two runs in words: which is which, and what tells them apart. No DOM. */
import { formatCount } from '../common/format';
import { t } from '../common/words';
import { RUN_LETTERS } from './other-run';
import { lastStepOf, type PanelState } from './state';
import { stateName } from '../common/state-name';

/** "fashion-gan, seed 42, 24 Nov 2026, 12:43": runs of one experiment share their name. */
export function describeSide(side: PanelState): string {
  const { manifest, state } = side.run ?? {};
  if (!manifest || !state) return '';
  const began = new Date(manifest.createdAt).toLocaleString(undefined, { dateStyle: 'medium', timeStyle: 'short' });
  const step = t('step {step}', { step: formatCount(lastStepOf(side)) });
  return [t('seed {seed}', { seed: manifest.seed }), began, `${stateName(state)}, ${step}`].join(' · ');
}

/** For the caption of a saved picture; empty while nothing is compared. */
export function comparisonCaption(state: PanelState): string {
  const side = state.other?.side;
  if (!side?.run) return '';
  return [
    `${RUN_LETTERS.run}: ${state.run?.manifest.name ?? ''}`,
    `${RUN_LETTERS.other}: ${side.run.manifest.name} (${describeSide(side)})`,
  ].join(' · ');
}
