/** The right side: everything at the playhead's step, one part a track. */
import { createButton } from '../common/controls';
import { element, setText } from '../common/elements';
import { formatCount, formatEpoch } from '../common/format';
import type { Track } from '../../src/protocol/tracks';
import type { Theme } from '../common/theme';
import { t } from '../common/words';
import { matchingTrack, otherSide, picturesOfOther, RUN_LETTERS } from './other-run';
import { createSpanPart } from './span-part';
import { epochAt, isGrowing, type PanelState, playheadStep, tracksOf, viewAtPlayhead } from './state';
import { stageAt } from './stages';
import { createStepObstacle, stepViewWords } from './step-view';
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
  const obstacle = createStepObstacle();
  const span = createSpanPart(tools);
  pane.insertBefore(span.element, parts);
  pane.insertBefore(obstacle.element, span.element);
  let made: readonly PlayheadPart[] = [];
  let madeFor = '';
  return {
    element: pane,
    update(state, theme) {
      const tracks = tracksOf(state);
      const side = otherSide(state);
      const facts = JSON.stringify([tracks, side?.run?.manifest.tracks, state.other?.number]);
      if (facts !== madeFor) {
        madeFor = facts;
        made = [...tracks]
          .sort((a, b) => viewOf(a).paneOrder - viewOf(b).paneOrder)
          .map((track) => partOf(track, state, tools));
        parts.replaceChildren(...made.map((part) => part.element));
      }
      const step = playheadStep(state);
      const riding = state.playhead.kind === 'live';
      setText(title, t('At step {step}', { step: formatCount(step) }));
      const said = [
        stageWords(state, step) ?? t('epoch {epoch}', { epoch: formatEpoch(epochAt(state, step)) }),
        riding && isGrowing(state) ? t('live') : '',
        stepViewWords(viewAtPlayhead(state)),
      ];
      setText(detail, said.filter(Boolean).join(' · '));
      if (isGrowing(state)) live.rename(t('Live'), t('Let the playhead ride at the newest step (L or Escape)'));
      else live.rename(t('Newest'), t('Put the playhead on the newest step (L or Escape)'));
      live.update({ shown: !riding });
      obstacle.update(viewAtPlayhead(state));
      span.update(state, theme);
      for (const part of made) part.update(state, theme);
    },
  };
}

/** Which stage, and how far in it; undefined for a training without stages. */
function stageWords(state: PanelState, step: number): string | undefined {
  const found = stageAt(state, step);
  if (!found) return undefined;
  const { stage, number, all } = found;
  return t('stage {number} of {all}, {name}', { number, all, name: stage.name });
}

/** Of a track that can't lay two runs over one another, what each of them says stands beside the other. */
function partOf(track: Track, state: PanelState, tools: PanelTools): PlayheadPart {
  const own = viewOf(track).createPlayheadPart(track, tools);
  const { other } = state;
  const side = otherSide(state);
  if (!other || !side || viewOf(track).overlays) return own;
  const match = matchingTrack(track, side);
  const its = match && viewOf(match).createPlayheadPart(match, toolsOfOther(tools, other.number));
  const nothing = element('p', { class: 'dim', text: t('The other run has no track like this one') });
  const half = (letter: string, name: string, content: HTMLElement) =>
    element(
      'div',
      { class: 'half' },
      element('p', { class: 'half-name' }, element('strong', { text: letter }), element('span', { text: ` ${name}` })),
      content,
    );
  const pair = element(
    'div',
    { class: 'pair' },
    half(RUN_LETTERS.run, state.run?.manifest.name ?? '', own.element),
    half(RUN_LETTERS.other, side.run?.manifest.name ?? '', its?.element ?? nothing),
  );
  return {
    element: pair,
    update(now, theme) {
      own.update(now, theme);
      const itsState = otherSide(now);
      if (itsState) its?.update(itsState, theme);
      // What another part says too has nothing of its own here.
      pair.hidden = own.element.hidden;
    },
  };
}

const toolsOfOther = (tools: PanelTools, comparison: number): PanelTools => ({
  ...tools,
  pictures: picturesOfOther(tools.pictures, comparison),
  save: (what) => tools.save({ ...what, of: 'other' }),
  copy: (what) => tools.copy({ ...what, of: 'other' }),
});
