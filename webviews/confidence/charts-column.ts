/** The column of charts about all samples: their distributions, those of each class, and whether D can be taken at its word. */
import { calibrationOf } from '../../src/base/calibration';
import type { Judged, Rivals } from '../../src/protocol/confidence-questions';
import { element, setAttribute, setText } from '../common/elements';
import { formatCount, formatPercent } from '../common/format';
import { Surface } from '../common/surface';
import type { Theme } from '../common/theme';
import { t } from '../common/words';
import { CALIBRATION_PX, drawCalibration } from './calibration-chart';
import { drawClassStrips, rowAt, rowWords, stripsPx } from './class-strips';
import { DISTRIBUTIONS_PX, distributionsHeard, drawDistributions } from './distributions';
import { beliefScale, type ClassRow, classRows } from './figures';
import { type ConfidenceState, rivalsIn } from './state';

const CHARTS = ['distributions', 'classes', 'calibration'] as const;
/** Of the column, at its left and right together. */
const PADDING_PX = 28;

/** One of the charts, as it is drawn on the screen and into files. */
export interface Chart {
  readonly name: (typeof CHARTS)[number];
  readonly title: string;
  /** For those who hear it. */
  readonly heard: string;
  /** Below it. */
  readonly words: string;
  readonly explained?: string;
  /** 0 where there is nothing to draw, and words say why. */
  readonly heightPx: number;
  draw(context: CanvasRenderingContext2D, widthPx: number, theme: Theme): void;
}

/** The charts that there is something to say in, from the top. */
export function chartsOf(state: ConfidenceState): Chart[] {
  const { judged } = state;
  const rivals = rivalsIn(state);
  if (!judged || !rivals) return [];
  const rows = rowsOf(state);
  return [
    distributionsChart(judged, rivals),
    ...(rows.length > 0 ? [classesChart(rows, judged, rivals)] : []),
    calibrationChart(judged, rivals),
  ];
}

function distributionsChart(judged: Judged, { gives }: Rivals): Chart {
  const scale = beliefScale(gives, judged);
  return {
    name: 'distributions',
    title: gives === 'probability' ? t('What D believes: the probability of “real”') : t('What D gives: a score'),
    heard: distributionsHeard(judged, scale),
    words: '',
    heightPx: DISTRIBUTIONS_PX,
    draw: (context, widthPx, theme) => drawDistributions(context, judged, scale, widthPx, theme),
  };
}

function classesChart(rows: readonly ClassRow[], judged: Judged, { gives, classNames, isConditional }: Rivals): Chart {
  const scale = beliefScale(gives, judged);
  const areKnown = rows.some(({ generated }) => generated !== undefined);
  const byWhat = isConditional
    ? t('Generated samples by the class that they were asked to be of.')
    : t('Generated samples by the class that they look most like.');
  return {
    name: 'classes',
    title: t('Class by class'),
    heard: rows.map((row) => rowWords(row, classNames, scale)).join('; '),
    words: areKnown ? byWhat : t('Real samples alone: nobody knows yet which classes the generated ones are of.'),
    heightPx: stripsPx(rows),
    draw: (context, widthPx, theme) => drawClassStrips(context, rows, classNames, scale, widthPx, theme),
  };
}

function calibrationChart(judged: Judged, { gives }: Rivals): Chart {
  const title = t('Calibration');
  if (gives === 'score') {
    const words = t('A score is no probability: whether it can be taken at its word is no question here.');
    return { name: 'calibration', title, heard: words, words, heightPx: 0, draw: () => undefined };
  }
  const calibration = calibrationIn(judged);
  const count = calibration.bins.reduce((sum, bin) => sum + bin.count, 0);
  const words = t('ECE {error} · {count} samples, half of them real · dashed: well calibrated', {
    error: formatPercent(calibration.expectedError),
    count: formatCount(count),
  });
  return {
    name: 'calibration',
    title,
    heard: words,
    words,
    explained: t(
      'ECE, the expected calibration error: over ten bins, the distance between the share that is real and the mean of what D gives, weighted by samples (Naeini 2015; Guo 2017). Whiskers: 95 % (Wilson).',
    ),
    heightPx: CALIBRATION_PX,
    draw: (context, widthPx, theme) => drawCalibration(context, calibration, widthPx, theme),
  };
}

/** Of as many real as generated samples. */
export function calibrationIn({ real, generated }: Judged) {
  const count = Math.min(real.values.length, generated.values.length);
  return calibrationOf(real.values.subarray(0, count), generated.values.subarray(0, count));
}

export function rowsOf(state: ConfidenceState): ClassRow[] {
  const { judged, classes } = state;
  const rivals = rivalsIn(state);
  if (!judged || !rivals || rivals.classNames.length < 2) return [];
  return classRows(judged, classes?.step === judged.step ? classes.of : undefined, rivals.classNames.length);
}

export interface ChartsColumn {
  readonly element: HTMLElement;
  update(state: ConfidenceState, theme: Theme): void;
}

export function createChartsColumn(tell: (words: string) => void): ChartsColumn {
  const parts = CHARTS.map((name) => {
    const surface = new Surface();
    surface.canvas.setAttribute('role', 'img');
    const [title, words] = [element('h2'), element('p', { class: 'dim' })];
    return { name, surface, title, words, element: element('section', {}, title, surface.canvas, words) };
  });
  let shown: ConfidenceState | undefined;
  parts
    .find(({ name }) => name === 'classes')
    ?.surface.canvas.addEventListener('pointermove', ({ offsetY }) => {
      const rivals = shown && rivalsIn(shown);
      if (!shown?.judged || !rivals) return;
      const row = rowAt(rowsOf(shown), offsetY);
      tell(row ? rowWords(row, rivals.classNames, beliefScale(rivals.gives, shown.judged)) : '');
    });
  const column = element(
    'div',
    { class: 'charts', attributes: { tabindex: '0', role: 'region', 'aria-label': t('Charts of all samples') } },
    ...parts.map((part) => part.element),
  );
  let drawn: readonly unknown[] = [];
  return {
    element: column,
    update(state, theme) {
      const widthPx = column.clientWidth - PADDING_PX;
      const facts = [state.judged, state.classes, theme, widthPx];
      if (!state.judged || widthPx <= 0 || facts.every((fact, at) => fact === drawn[at])) return;
      [drawn, shown] = [facts, state];
      const charts = chartsOf(state);
      for (const { name, surface, title, words, element: section } of parts) {
        const chart = charts.find((one) => one.name === name);
        section.hidden = !chart;
        if (!chart) continue;
        setText(title, chart.title);
        setText(words, chart.words);
        section.title = chart.explained ?? '';
        setAttribute(surface.canvas, 'aria-label', chart.heard);
        surface.canvas.hidden = chart.heightPx === 0;
        surface.draw(widthPx, chart.heightPx, (context) => {
          context.font = `${theme.fontSizePx - 2}px ${theme.fontFamily}`;
          chart.draw(context, widthPx, theme);
        });
      }
    },
  };
}
