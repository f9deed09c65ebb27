/** The right side: everything at the playhead's step, one part a track. */
import { createButton } from '../common/controls';
import { element, setText } from '../common/elements';
import { formatCount, formatEpoch } from '../common/format';
import type { Theme } from '../common/theme';
import { t } from '../common/words';
import { epochAt, isGrowing, type PanelState, playheadStep, tracksOf } from './state';
import { viewOf } from './tracks/registry';
import type { PanelTools, PlayheadPart } from './tracks/track-view';

export interface PlayheadPane {
  readonly element: HTMLElement;
  update(state: PanelState, theme: Theme): void;
}

export function createPlayheadPane(tools: PanelTools): PlayheadPane {
  const title = element('h2');
  const detail = element('span', { class: 'dim' });
  const live = createButton({
    label: t('Live'),
    title: t('Let the playhead ride at the newest step (L or Escape)'),
    icon: 'live',
    look: 'secondary',
    onPress: () => tools.send({ kind: 'wentLive' }),
  });
  const parts = element('div', { class: 'parts' });
  const pane = element(
    'aside',
    { class: 'pane', attributes: { 'aria-label': t('At the playhead') } },
    element('div', { class: 'pane-head' }, element('div', { class: 'pane-title' }, title, detail), live.element),
    parts,
  );
  let made: readonly PlayheadPart[] = [];
  let madeFor: unknown;
  return {
    element: pane,
    update(state, theme) {
      const tracks = tracksOf(state);
      if (JSON.stringify(tracks) !== madeFor) {
        madeFor = JSON.stringify(tracks);
        made = [...tracks]
          .sort((a, b) => viewOf(a).paneOrder - viewOf(b).paneOrder)
          .map((track) => viewOf(track).createPlayheadPart(track, tools));
        parts.replaceChildren(...made.map((part) => part.element));
      }
      const step = playheadStep(state);
      const riding = state.playhead.kind === 'live';
      setText(title, t('At step {step}', { step: formatCount(step) }));
      const said = [
        t('epoch {epoch}', { epoch: formatEpoch(epochAt(state, step)) }),
        riding && isGrowing(state) ? t('live') : '',
      ];
      setText(
        detail,
        said
          .filter(Boolean)
          .map((part) => ` · ${part}`)
          .join(''),
      );
      if (isGrowing(state)) live.rename(t('Live'), t('Let the playhead ride at the newest step (L or Escape)'));
      else live.rename(t('Newest'), t('Put the playhead on the newest step (L or Escape)'));
      live.update({ shown: !riding });
      for (const part of made) part.update(state, theme);
    },
  };
}
