/** Accuracy against epsilon: counted when it is asked for, more and more sharply; with what makes it doubtful. */
import { createChoice } from '../common/choice';
import { createButton } from '../common/controls';
import { element, setAttribute, setText } from '../common/elements';
import { formatCount } from '../common/format';
import { Surface } from '../common/surface';
import type { Theme } from '../common/theme';
import { t } from '../common/words';
import { attackTitle } from './attack-names';
import { drawChart } from './chart';
import { curveChart } from './charts';
import { doubtsOf } from './robustness';
import { type AdversarialMessage, type AdversarialState, attackOf } from './state';
import { doubtWords } from './words';

const CHART_PX = 250;
const MOST_WIDE_PX = 820;
const SIZES = [200, 1000, 10_000];

export interface CurveActions {
  readonly send: (message: AdversarialMessage) => void;
  readonly measure: () => void;
  readonly stop: () => void;
}

export function createCurvePart({ send, measure, stop }: CurveActions) {
  const surface = new Surface();
  surface.canvas.setAttribute('role', 'img');
  const count = createButton({
    label: t('Count'),
    title: t('Attack images at several ε, and count how many are told right (M)'),
    look: 'primary',
    onPress: measure,
  });
  const cancel = createButton({
    label: t('Stop'),
    title: t('What was counted stays'),
    look: 'secondary',
    onPress: stop,
  });
  const clear = createButton({
    label: t('Clear'),
    title: t('Forget the curves'),
    look: 'secondary',
    onPress: () => send({ kind: 'curvesCleared' }),
  });
  const size = createChoice(t('on'), (value) => send({ kind: 'sampleSizeChosen', sampleSize: Number(value) }));
  const status = element('span', { class: 'dim', attributes: { role: 'status' } });
  const empty = element('p', { class: 'dim' });
  const doubts = element('ul', { class: 'doubts' });
  const holder = element(
    'section',
    { class: 'part curve' },
    element('h2', { text: t('Accuracy against ε') }),
    element('div', { class: 'curve-head' }, count.element, size.element, cancel.element, clear.element, status),
    empty,
    surface.canvas,
    doubts,
  );
  return {
    element: holder,
    update(state: AdversarialState, theme: Theme) {
      const { description, measured, curves } = state;
      const chosen = attackOf(state);
      if (!description || !chosen) return;
      const isBusy = measured !== undefined;
      count.update({ enabled: !isBusy });
      cancel.update({ shown: isBusy });
      clear.update({ shown: !isBusy && curves.length > 0 });
      const sizes = [...SIZES.filter((one) => one < description.images), description.images];
      size.update(
        sizes.map((one) => ({ value: String(one), text: t('{count} images', { count: formatCount(one) }) })),
        String(Math.min(state.sampleSize, description.images)),
      );
      const chart = curveChart(state, theme);
      const counted = Math.min(...(curves.at(-1)?.points.map((point) => point.count) ?? [0]));
      setText(
        status,
        measured
          ? t('{done} of {all} images attacked', { done: formatCount(measured.done), all: formatCount(measured.all) })
          : curves.length > 0
            ? t('n = {count} a point', { count: formatCount(counted) })
            : '',
      );
      setText(
        empty,
        chart
          ? ''
          : t(
              'How many images does {attack} leave standing, and from which ε on? Count it, for this attack and for others beside it.',
              {
                attack: attackTitle(chosen),
              },
            ),
      );
      surface.canvas.hidden = !chart;
      if (chart) {
        const px = Math.min(MOST_WIDE_PX, Math.max(260, holder.clientWidth));
        setAttribute(
          surface.canvas,
          'aria-label',
          `${t('Accuracy against ε')}: ${chart.lines.map(({ label }) => label).join(', ')}`,
        );
        surface.draw(px, CHART_PX, (context) =>
          drawChart(context, chart, { x: 0, y: 0, widthPx: px, heightPx: CHART_PX }, theme),
        );
      }
      const [least, most] = description.range;
      const sentences = isBusy
        ? []
        : doubtsOf(curves, description.classNames.length, most - least).map((doubt) =>
            doubtWords(doubt, description, curves),
          );
      if ([...doubts.children].map((child) => child.textContent).join('\n') !== sentences.join('\n'))
        doubts.replaceChildren(...sentences.map((text) => element('li', { text })));
    },
  };
}
