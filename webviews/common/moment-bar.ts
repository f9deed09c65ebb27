/**
 * The head of a panel about a moment of a run: which run, which step, and a slider over the steps of which a state is kept,
 * which are shown at once. It moves the run's one playhead, and so all that show the run.
 */
import type { Playhead } from '../../src/protocol/training-panel-messages';
import type { ShownMoment, ShownRun } from '../../src/protocol/run-panel-messages';
import { type Button, createButton } from './controls';
import { element, setAttribute, setText } from './elements';
import { formatCount, formatEpoch } from './format';
import { stateName } from './state-name';
import { t } from './words';

export interface MomentBar {
  readonly element: HTMLElement;
  update(run: ShownRun | undefined, moment: ShownMoment | undefined): void;
}

/** @param title what the panel shows of the run @param buttons at the end of the bar */
export function createMomentBar(
  title: string,
  buttons: readonly Button[],
  onPlayhead: (playhead: Playhead) => void,
): MomentBar {
  const name = element('h1');
  const status = element('p', { class: 'status dim' });
  const slider = element('input', {
    class: 'steps',
    title: t('Steps of which a state is kept, and the newest at the end'),
    attributes: { type: 'range', min: '0', step: '1', 'aria-label': t('Step') },
  });
  const live = createButton({
    label: t('Newest'),
    title: t('Ride at the newest step (L)'),
    icon: 'live',
    look: 'icon',
    onPress: () => onPlayhead({ kind: 'live' }),
  });
  let steps: readonly number[] = [];
  slider.addEventListener('input', () => {
    const step = steps[Number(slider.value)];
    onPlayhead(step === undefined ? { kind: 'live' } : { kind: 'at', step });
  });
  return {
    element: element(
      'header',
      { class: 'moment-bar' },
      element('div', { class: 'headline' }, name, element('span', { class: 'dim', text: title }), status),
      element('div', { class: 'scrub' }, slider, live.element),
      element('div', { class: 'buttons' }, ...buttons.map((button) => button.element)),
    ),
    update: (run, moment) => {
      if (!run || !moment) return;
      steps = stepsOf(run, moment);
      setText(name, run.manifest.name);
      const { stepsPerEpoch } = run.manifest;
      const epoch = formatEpoch(moment.step / stepsPerEpoch);
      setText(
        status,
        t('step {step} · epoch {epoch} · {state}', {
          step: formatCount(moment.step),
          epoch,
          state: stateName(run.state),
        }),
      );
      // The last place of the slider is the newest step, wherever that is.
      setAttribute(slider, 'max', String(steps.length));
      const at = moment.playhead.kind === 'live' ? steps.length : nearest(steps, moment.step);
      slider.value = String(at);
      setAttribute(slider, 'aria-valuetext', t('Step {step}', { step: formatCount(moment.step) }));
      live.update({ pressed: moment.playhead.kind === 'live' });
    },
  };
}

/** The playhead one kept step further on, or back. */
export function steppedBy(run: ShownRun, moment: ShownMoment, by: -1 | 1): Playhead {
  const steps = stepsOf(run, moment);
  const at = moment.playhead.kind === 'live' ? steps.length : nearest(steps, moment.step);
  const next = steps[Math.max(0, at + by)];
  return next === undefined ? { kind: 'live' } : { kind: 'at', step: next };
}

/** While a run trains more are kept than were there when it was read. */
const stepsOf = ({ keptSteps }: ShownRun, { step, isMoving }: ShownMoment): readonly number[] =>
  isMoving ? keptSteps.filter((kept) => kept < step) : keptSteps;

const nearest = (steps: readonly number[], step: number): number => {
  const after = steps.findIndex((kept) => kept >= step);
  return after < 0 ? steps.length : after;
};
