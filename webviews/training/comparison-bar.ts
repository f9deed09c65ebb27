/** The line under the panel's head while two runs are compared: which is drawn how, and what is wrong with the other. */
import type { Button, ButtonOptions } from '../common/controls';
import { element, setText } from '../common/elements';
import { formatCount } from '../common/format';
import { t } from '../common/words';
import { describeSide } from './comparison-words';
import { RUN_LETTERS } from './other-run';
import type { PanelState } from './state';

export interface ComparisonBar {
  readonly element: HTMLElement;
  update(state: PanelState): void;
}

export interface ComparisonActions {
  readonly stopComparing: () => void;
}

export function createComparisonBar(
  createButton: (options: ButtonOptions) => Button,
  actions: ComparisonActions,
): ComparisonBar {
  const own = createEntry(RUN_LETTERS.run, 'solid');
  const other = createEntry(RUN_LETTERS.other, 'dashed');
  const problem = element('p', { class: 'comparison-problem', attributes: { role: 'status' } });
  const remove = createButton({
    label: t('Stop comparing'),
    title: t('Show this run alone again'),
    icon: 'close',
    look: 'icon',
    onPress: actions.stopComparing,
  });
  const bar = element(
    'section',
    { class: 'comparison', attributes: { 'aria-label': t('Compared runs') } },
    element('div', { class: 'compared-runs' }, own.element, other.element, problem),
    remove.element,
  );
  bar.hidden = true;
  return {
    element: bar,
    update(state) {
      bar.hidden = !state.other || !state.run;
      if (!state.other) return;
      const { side } = state.other;
      own.update(state.run?.manifest.name ?? '', describeSide(state));
      other.update(side.run?.manifest.name ?? t('Reading the run…'), describeSide(side));
      other.element.hidden = !side.run && side.runProblem !== undefined;
      setText(problem, problemOf(side));
      problem.hidden = problem.textContent === '';
    },
  };
}

/** Why it can't be shown, or not all of it. */
function problemOf({ run, runProblem }: PanelState): string {
  if (runProblem) {
    const shown = run ? ` ${t('What was read of it before is still shown.')}` : '';
    return `${t('The other run can’t be read: {why}', { why: runProblem.message })}${shown}`;
  }
  const parts = run?.damage.length ?? 0;
  if (parts === 0) return '';
  return parts === 1
    ? t('A part of the other run could not be read')
    : t('{count} parts of the other run could not be read', { count: formatCount(parts) });
}

function createEntry(letter: string, line: 'solid' | 'dashed') {
  const name = element('strong');
  const detail = element('span', { class: 'dim' });
  const mark = element('span', { class: `line-sample ${line}`, attributes: { 'aria-hidden': 'true' } });
  const entry = element('p', { class: 'compared' }, element('strong', { text: letter }), mark, name, detail);
  return {
    element: entry,
    update(title: string, words: string) {
      setText(name, title);
      setText(detail, words);
    },
  };
}
