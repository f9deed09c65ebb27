/** The confusion matrix at the playhead: which class is taken for which, each cell's counts under the pointer or the arrow keys. */
import type { ConfusionTrack } from '../../../src/protocol/tracks';
import { toCss } from '../../common/colour';
import { element, setAttribute, setText } from '../../common/elements';
import { formatCount } from '../../common/format';
import { Surface } from '../../common/surface';
import type { Theme } from '../../common/theme';
import { t } from '../../common/words';
import { createPictureButtons } from '../picture-buttons';
import type { PanelState } from '../state';
import { labelFont } from './column-names';
import { drawMatrix } from './confusion-drawing';
import { cellAt, cellPlace, matrixLayout, type MatrixLayout } from './confusion-layout';
import { type ConfusionMatrix, matrixOf } from './confusion-matrix';
import { cellWords, rightWords, worstWords } from './confusion-words';
import { areOf, valueAtPlayhead } from './playhead-values';
import type { PanelTools, PlayheadPart } from './track-view';

/** What was read of one step. */
interface Shown {
  readonly counts: Float32Array;
  readonly matrix: ConfusionMatrix;
  /** At which it was recorded. */
  readonly step: number;
}

export function createConfusionPart(track: ConfusionTrack, tools: PanelTools): PlayheadPart {
  const heading = element('span', { class: 'dim' });
  const surface = new Surface();
  const frame = element('div', { class: 'confusion-frame', attributes: { 'aria-hidden': 'true' } });
  const tip = element('div', { class: 'pointed-tip', attributes: { 'aria-hidden': 'true' } });
  const holder = element(
    'div',
    { class: 'confusion', attributes: { tabindex: '0', role: 'img' } },
    surface.canvas,
    frame,
    tip,
  );
  const worst = element('p', { class: 'confusion-worst' });
  const caption = element('p', { class: 'dim caption' });
  const buttons = createPictureButtons(tools, t('this chart'));
  const part = element(
    'section',
    { class: 'part', attributes: { 'aria-label': track.title } },
    element('div', { class: 'part-head' }, element('h3', { text: track.title }, heading), buttons.element),
    worst,
    holder,
    caption,
  );
  const names = track.classes.map(({ name }) => name);
  let layout: MatrixLayout | undefined;
  let shown: Shown | undefined;
  let pointed: { readonly truth: number; readonly told: number } | undefined;
  let drawn: readonly unknown[] = [];

  const point = (cell: typeof pointed) => {
    pointed = cell;
    frame.hidden = tip.hidden = !(cell && layout && shown);
    if (!cell || !layout || !shown) return;
    const { x, y } = cellPlace(layout, cell.truth, cell.told);
    const { pitchPx, cellPx } = layout;
    Object.assign(frame.style, { left: `${x}px`, top: `${y}px`, width: `${cellPx}px`, height: `${cellPx}px` });
    const lines = cellWords(track, shown.matrix, cell.truth, cell.told);
    tip.replaceChildren(...lines.map((text) => element('div', { text })));
    const beside = x + pitchPx + 8;
    const room = holder.clientWidth;
    tip.style.left = `${Math.max(0, beside + tip.offsetWidth <= room ? beside : x - tip.offsetWidth - 8)}px`;
    tip.style.top = `${Math.max(0, y + pitchPx / 2 - tip.offsetHeight / 2)}px`;
  };
  point(undefined);
  holder.addEventListener('pointermove', (event) => {
    const bounds = surface.canvas.getBoundingClientRect();
    point(layout && cellAt(layout, event.clientX - bounds.left, event.clientY - bounds.top));
  });
  for (const leaving of ['pointerleave', 'blur']) holder.addEventListener(leaving, () => point(undefined));
  holder.addEventListener('keydown', (event) => {
    const by = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] }[event.key];
    if (!by || !shown || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    event.stopPropagation();
    const within = (index: number) => Math.max(0, Math.min(names.length - 1, index));
    const [down = 0, right = 0] = by;
    const next = pointed
      ? { truth: within(pointed.truth + down), told: within(pointed.told + right) }
      : { truth: 0, told: 0 };
    point(next);
    tools.announce(cellWords(track, shown.matrix, next.truth, next.told).join(': '));
  });

  return {
    element: part,
    update(state, theme) {
      const width = part.clientWidth;
      if (width === 0) return;
      shown = shownAt(track, state, shown);
      const looks = [shown, state.valuesAtPlayhead === undefined, theme, width, devicePixelRatio];
      if (looks.every((look, at) => look === drawn[at])) return;
      drawn = looks;
      const its = shown;
      const matrix = its?.matrix;
      const place = matrixLayout(names.length, width, longestOf(names, theme));
      layout = place;
      setText(heading, its ? ` ${t('of step {step}', { step: formatCount(its.step) })}` : '');
      setText(worst, matrix ? worstWords(track, matrix) : absenceOf(state));
      worst.classList.toggle('dim', !matrix);
      setText(caption, matrix ? rightWords(matrix) : '');
      holder.hidden = !matrix;
      const said = `${track.title}: ${worst.textContent ?? ''}. ${caption.textContent ?? ''}`;
      setAttribute(holder, 'aria-label', `${said}. ${t('Arrow keys tell one cell after another.')}`);
      surface.draw(place.widthPx, place.heightPx, (context) => drawMatrix(context, theme, names, place, matrix));
      frame.style.outlineColor = toCss(theme.foreground);
      point(pointed);
      buttons.update(
        its &&
          (() => ({
            name: track.id,
            widthPx: place.widthPx,
            heightPx: place.heightPx,
            scale: 2,
            isVector: true,
            caption: [
              track.title,
              t('step {step}', { step: formatCount(its.step) }),
              rightWords(its.matrix),
              worstWords(track, its.matrix),
            ].join(' · '),
            draw: (context, itsTheme) => drawMatrix(context, itsTheme, names, place, its.matrix),
          })),
      );
    },
  };
}

/** Counts and the step that they are of come by two ways: until both have come, what was shown before stays. */
function shownAt(track: ConfusionTrack, state: PanelState, before: Shown | undefined): Shown | undefined {
  const read = state.histogramsAtPlayhead.get(track.counts);
  const values = state.valuesAtPlayhead;
  if (!read || !values || !areOf(read, values.step, values.computed)) return before;
  const step = recordedStep(track, state);
  if (step === undefined) return undefined;
  if (before?.counts === read.counts && before.step === step) return before;
  const matrix = matrixOf(read.counts, track.classes.length);
  return matrix && { counts: read.counts, matrix, step };
}

/** The newest step ≤ the playhead's at which it was counted. */
function recordedStep({ classes }: ConfusionTrack, state: PanelState): number | undefined {
  const steps = classes.flatMap(({ right }) => valueAtPlayhead(state, right)?.step ?? []);
  return steps.length > 0 ? Math.max(...steps) : undefined;
}

const absenceOf = (state: PanelState): string =>
  state.valuesAtPlayhead ? t('None counted by this step.') : t('Reading…');

function longestOf(names: readonly string[], theme: Theme): number {
  const context = new OffscreenCanvas(1, 1).getContext('2d');
  if (!context) return 0;
  context.font = labelFont(theme);
  return Math.max(...names.map((name) => context.measureText(name).width));
}
