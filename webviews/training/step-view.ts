/** Whether a step is shown as it was recorded or as it was computed again, in words, and why not. */
import type { StepView } from '../../src/protocol/training-panel-messages';
import { element, setText } from '../common/elements';
import { formatCount } from '../common/format';
import { t } from '../common/words';

/** For the head of the pane; nothing where the records are all there is to say. */
export function stepViewWords(view: StepView | undefined): string {
  switch (view?.kind) {
    case 'computing':
      return view.all > 0
        ? t('computing it again: {done} of {all} steps', { done: formatCount(view.done), all: formatCount(view.all) })
        : t('computing it again…');
    case 'computed':
      return t('computed again, bit-equal');
    case 'differs':
    case 'failed':
      return t('as last recorded');
    default:
      return '';
  }
}

/** Why a step can't be shown as it was, where pictures and layers are of an earlier one. */
export function createStepObstacle(): { readonly element: HTMLElement; update(view: StepView | undefined): void } {
  const paragraph = element('p', { class: 'dim step-obstacle', attributes: { role: 'status' } });
  return {
    element: paragraph,
    update(view) {
      const words = obstacleWords(view);
      paragraph.hidden = words === '';
      setText(paragraph, words);
    },
  };
}

function obstacleWords(view: StepView | undefined): string {
  if (view?.kind === 'differs')
    return t(
      'Computed again, the losses of this step are not those recorded: pictures and layers are of the last records.',
    );
  if (view?.kind !== 'failed') return '';
  const { message, remedy } = view.problem;
  return [t('Not computed again:'), message, remedy].filter(Boolean).join(' ');
}
