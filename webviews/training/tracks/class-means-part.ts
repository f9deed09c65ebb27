/** Means of classes at the playhead, each with its standard error and of how many images it is. */
import type { CurvesTrack } from '../../../src/protocol/tracks';
import { element, setText } from '../../common/elements';
import { formatCount, formatMeasured, formatUncertainty } from '../../common/format';
import { t } from '../../common/words';
import { otherSide, RUN_LETTERS } from '../other-run';
import { createPictureButtons } from '../picture-buttons';
import type { PanelState } from '../state';
import { createIntervalRows, drawIntervalRows, type IntervalRow, intervalRowsHeightPx } from './interval-rows';
import { createPartHead } from './part-head';
import { valueAtPlayhead } from './playhead-values';
import type { PanelTools, PlayheadPart } from './track-view';

type Series = CurvesTrack['series'][number];

export function createClassMeansPart(track: CurvesTrack, tools: PanelTools): PlayheadPart {
  const list = createIntervalRows(track.series.map(({ label }) => label));
  list.element.classList.add('wide-values');
  const words = element('p', { class: 'dim part-words' });
  const buttons = createPictureButtons(tools, t('this chart'));
  const part = element(
    'section',
    { class: 'part', attributes: { 'aria-label': track.title } },
    createPartHead(track, buttons),
    list.element,
    words,
  );
  return {
    element: part,
    update(state, theme) {
      const side = otherSide(state);
      const rows = track.series.map((series) => rowOf(series, state, side));
      const step = Math.max(-1, ...track.series.map(({ tag }) => valueAtPlayhead(state, tag)?.step ?? -1));
      list.update(rows, theme);
      list.element.hidden = step < 0;
      setText(words, step < 0 ? absence(state) : aboutLines(track, step));
      const width = Math.max(part.clientWidth, 420);
      buttons.update(
        step < 0
          ? undefined
          : () => ({
              name: track.id,
              widthPx: width,
              heightPx: intervalRowsHeightPx(rows),
              scale: 2,
              isVector: true,
              caption: [track.title, track.subtitle, words.textContent].join(' · '),
              draw: (context, its) => drawIntervalRows(context, its, width, rows),
            }),
      );
    },
  };
}

function rowOf(series: Series, state: PanelState, side: PanelState | undefined): IntervalRow {
  const { label, tag, classIndex = 0, samples, standardError } = series;
  const mean = valueAtPlayhead(state, tag)?.value;
  const error = standardError === undefined ? undefined : valueAtPlayhead(state, standardError)?.value;
  const isKnown = mean !== undefined && error !== undefined && Number.isFinite(mean) && Number.isFinite(error);
  const parts = [
    isKnown ? `±${formatUncertainty(error)}` : '',
    samples === undefined ? '' : `n = ${formatCount(samples)}`,
  ];
  const its = side && valueAtPlayhead(side, tag)?.value;
  return {
    label,
    classIndex,
    value: mean,
    interval: isKnown ? { low: mean - error, high: mean + error } : undefined,
    said: mean === undefined ? '–' : formatMeasured(mean),
    range: side
      ? `${RUN_LETTERS.other} ${its === undefined ? '–' : formatMeasured(its)}`
      : parts.filter(Boolean).join(', '),
  };
}

/** What the lines are, or why there are none. */
function aboutLines({ series }: CurvesTrack, step: number): string {
  const at = t('step {step}', { step: formatCount(step) });
  const lines = series.some(({ standardError }) => standardError !== undefined)
    ? t('Lines: one standard error of the mean to either side (s/√n); of one image there is none.')
    : t('This run was recorded without the spread within each class.');
  return `${lines} · ${at}`;
}

const absence = (state: PanelState): string =>
  state.valuesAtPlayhead ? t('None recorded by this step.') : t('Reading…');
