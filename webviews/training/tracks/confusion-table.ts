/** The table behind a confusion matrix: a row a true class, a column a class told, the counts at the playhead. */
import type { ConfusionTrack } from '../../../src/protocol/tracks';
import { element } from '../../common/elements';
import { formatCount } from '../../common/format';
import { t } from '../../common/words';
import { type PanelState, playheadStep } from '../state';
import { matrixOf, pairAt } from './confusion-matrix';

export function createConfusionTable(track: ConfusionTrack, state: PanelState): HTMLElement {
  const names = track.classes.map(({ name }) => name);
  const matrix = matrixOf(state.histogramsAtPlayhead.get(track.counts)?.counts ?? [], names.length);
  const heading = (text: string, scope: 'col' | 'row') => element('th', { text, attributes: { scope } });
  const caption = matrix
    ? t('{title}: how many of each class were taken for which, by step {step}', {
        title: track.title,
        step: formatCount(playheadStep(state)),
      })
    : t('{title}: nothing recorded yet', { title: track.title });
  const lines = matrix
    ? names.map((name, truth) =>
        element(
          'tr',
          {},
          heading(name, 'row'),
          ...names.map((_, told) => element('td', { text: formatCount(pairAt(matrix, truth, told).count) })),
          element('td', { text: formatCount(matrix.totals[truth] ?? 0) }),
        ),
      )
    : [];
  const head = [t('true ↓'), ...names.map((name) => t('taken for {told}', { told: name })), t('in all')];
  return element(
    'table',
    {},
    element('caption', { text: caption }),
    element('thead', {}, element('tr', {}, ...head.map((text) => heading(text, 'col')))),
    element('tbody', {}, ...lines),
  );
}
