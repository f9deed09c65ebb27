/** The column of charts about all samples: their distributions, those of each class, and whether D can be taken at its word. */
import { calibrationOf } from '../../src/base/calibration';
import { element, setText } from '../common/elements';
import { formatCount, formatPercent } from '../common/format';
import { Surface } from '../common/surface';
import type { Theme } from '../common/theme';
import { t } from '../common/words';
import { CALIBRATION_PX, drawCalibration } from './calibration-chart';
import { drawClassStrips, rowAt, rowWords, stripsPx } from './class-strips';
import { DISTRIBUTIONS_PX, distributionsHeard, drawDistributions } from './distributions';
import { beliefScale, type BeliefScale, type ClassRow, classRows } from './figures';
import { type ConfidenceState, rivalsIn } from './state';

/** One of the charts, as it is drawn on the screen and into files. */
export interface Chart {
  readonly title: string;
  readonly heightPx: number;
  draw(context: CanvasRenderingContext2D, widthPx: number, theme: Theme): void;
}

export interface ChartsColumn {
  readonly element: HTMLElement;
  update(state: ConfidenceState, theme: Theme): void;
}

/** The charts that there is something to draw in, from the top. */
export function chartsOf(state: ConfidenceState): Chart[] {
  const { judged } = state;
  const rivals = rivalsIn(state);
  if (!judged || !rivals) return [];
  const scale = beliefScale(rivals.gives, judged);
  const rows = rowsOf(state);
  return [
    {
      title: distributionsTitle(scale),
      heightPx: DISTRIBUTIONS_PX,
      draw: (context, widthPx, theme) => drawDistributions(context, judged, scale, widthPx, theme),
    },
    ...(rows.length > 0
      ? [
          {
            title: t('Class by class'),
            heightPx: stripsPx(rows),
            draw: (context: CanvasRenderingContext2D, widthPx: number, theme: Theme) =>
              drawClassStrips(context, rows, rivals.classNames, scale, widthPx, theme),
          },
        ]
      : []),
    ...(rivals.gives === 'probability'
      ? [
          {
            title: t('Calibration'),
            heightPx: CALIBRATION_PX,
            draw: (context: CanvasRenderingContext2D, widthPx: number, theme: Theme) =>
              drawCalibration(context, calibrationIn(state), widthPx, theme),
          },
        ]
      : []),
  ];
}

/** Of as many real as generated samples. */
export function calibrationIn({ judged }: ConfidenceState) {
  const [real, generated] = [judged?.real.values ?? new Float32Array(), judged?.generated.values ?? new Float32Array()];
  const count = Math.min(real.length, generated.length);
  return calibrationOf(real.subarray(0, count), generated.subarray(0, count));
}

export function rowsOf(state: ConfidenceState): ClassRow[] {
  const { judged, classes } = state;
  const rivals = rivalsIn(state);
  if (!judged || !rivals || rivals.classNames.length < 2) return [];
  return classRows(judged, classes?.step === judged.step ? classes.of : undefined, rivals.classNames.length);
}

const distributionsTitle = ({ gives }: BeliefScale): string =>
  gives === 'probability' ? t('What D believes: the probability of “real”') : t('What D gives: a score');

export function createChartsColumn(tell: (words: string) => void): ChartsColumn {
  const made = (heard: string) => {
    const surface = new Surface();
    surface.canvas.setAttribute('role', 'img');
    surface.canvas.setAttribute('aria-label', heard);
    const title = element('h2');
    const words = element('p', { class: 'dim' });
    return { surface, title, words, element: element('section', {}, title, surface.canvas, words) };
  };
  const distributions = made(t('What D believes: the probability of “real”'));
  const classes = made(t('Class by class'));
  const calibration = made(t('Calibration'));
  let known: ConfidenceState | undefined;
  classes.surface.canvas.addEventListener('pointermove', ({ offsetY }) => {
    const rivals = known && rivalsIn(known);
    if (!known?.judged || !rivals) return;
    const row = rowAt(rowsOf(known), offsetY);
    tell(row ? rowWords(row, rivals.classNames, beliefScale(rivals.gives, known.judged)) : '');
  });
  const column = element(
    'div',
    { class: 'charts', attributes: { tabindex: '0', role: 'region', 'aria-label': t('Charts of all samples') } },
    distributions.element,
    classes.element,
    calibration.element,
  );
  let drawn: readonly unknown[] = [];
  return {
    element: column,
    update(state, theme) {
      const widthPx = column.clientWidth - 28;
      const facts = [state.judged, state.classes, theme, widthPx];
      if (!state.judged || widthPx <= 0 || facts.every((fact, at) => fact === drawn[at])) return;
      [drawn, known] = [facts, state];
      const rivals = rivalsIn(state)!;
      const scale = beliefScale(rivals.gives, state.judged);
      const charts = chartsOf(state);
      for (const part of [distributions, classes, calibration]) {
        const isCalibration = part === calibration;
        const chart = charts.find(({ title }) => title === titleOf(part));
        part.element.hidden = !chart && !(isCalibration && rivals.gives === 'score');
        part.surface.canvas.hidden = !chart;
        if (!chart) continue;
        part.surface.draw(widthPx, chart.heightPx, (context) => {
          context.font = `${theme.fontSizePx - 2}px ${theme.fontFamily}`;
          chart.draw(context, widthPx, theme);
        });
      }
      setText(distributions.title, distributionsTitle(scale));
      setText(classes.title, t('Class by class'));
      setText(calibration.title, t('Calibration'));
      distributions.surface.canvas.setAttribute('aria-label', distributionsHeard(state.judged, scale));
      setText(
        classes.words,
        rowsOf(state).some(({ generated }) => generated)
          ? rivals.isConditional
            ? t('Generated samples by the class that they were asked to be of.')
            : t('Generated samples by the class that they look most like.')
          : t('Real samples alone: nobody knows yet which classes the generated ones are of.'),
      );
      setText(calibration.words, calibrationWords(state, rivals.gives));
      calibration.element.title =
        rivals.gives === 'probability'
          ? t(
              'ECE, the expected calibration error: over ten bins, the distance between the share that is real and the mean of what D gives, weighted by samples (Naeini 2015; Guo 2017). Whiskers: 95 % (Wilson).',
            )
          : '';
      function titleOf(part: typeof distributions): string {
        return part === distributions
          ? distributionsTitle(scale)
          : part === classes
            ? t('Class by class')
            : t('Calibration');
      }
    },
  };
}

function calibrationWords(state: ConfidenceState, gives: BeliefScale['gives']): string {
  if (gives === 'score')
    return t('A score is no probability: whether it can be taken at its word is no question here.');
  const { expectedError, bins } = calibrationIn(state);
  const count = bins.reduce((sum, bin) => sum + bin.count, 0);
  return t('ECE {error} · {count} samples, half of them real · dashed: well calibrated', {
    error: formatPercent(expectedError),
    count: formatCount(count),
  });
}
