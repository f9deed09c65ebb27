/** What is no image: points as their projections, sequences and vectors as small lines. */
import type { DatasetPreview } from '../../src/protocol/dataset-preview';
import { toCss } from '../common/colour';
import { element } from '../common/elements';
import { formatCount } from '../common/format';
import { Surface } from '../common/surface';
import { classColour, type Theme } from '../common/theme';
import { t } from '../common/words';
import type { Part } from './part';
import { drawFrame } from './plot-frame';

const PLOT_PX = 236;
const LINE_WIDTH_PX = 150;
const LINE_HEIGHT_PX = 64;
const AXES = ['x', 'y', 'z'];

/** Of two coordinates one plot, of three all three projections. */
export const projectionsOf = (size: number): readonly (readonly [across: number, up: number])[] =>
  size === 2
    ? [[0, 1]]
    : [
        [0, 1],
        [0, 2],
        [1, 2],
      ];

export function pointsPart(preview: DatasetPreview): Part {
  const [size = 0] = preview.shape;
  const count = preview.numbers?.labels.length ?? 0;
  const plots = projectionsOf(size).map((axes) => {
    const surface = new Surface();
    surface.canvas.setAttribute('role', 'img');
    const [across, up] = axes.map((axis) => AXES[axis] ?? '');
    surface.canvas.setAttribute(
      'aria-label',
      t('Points, {across} against {up}', { across: across ?? '', up: up ?? '' }),
    );
    return { axes, surface };
  });
  return {
    element: element(
      'section',
      { class: 'part' },
      element('h2', { text: t('Points') }),
      element('p', {
        class: 'dim',
        text:
          size === 2 ? formatCount(count) : t('{count} points, seen along each axis', { count: formatCount(count) }),
      }),
      element('div', { class: 'plots' }, ...plots.map(({ surface }) => surface.canvas)),
    ),
    update: (theme) => {
      for (const { axes, surface } of plots)
        surface.draw(PLOT_PX, PLOT_PX, (context) => drawPoints(context, theme, preview, axes));
    },
  };
}

export function drawPoints(
  context: CanvasRenderingContext2D,
  theme: Theme,
  { numbers, shape: [size = 0], range, classes }: DatasetPreview,
  [across, up]: readonly [number, number],
): void {
  const options = { widthPx: PLOT_PX, heightPx: PLOT_PX, x: range, y: range };
  const frame = drawFrame(context, theme, { ...options, xTitle: AXES[across] ?? '', yTitle: AXES[up] ?? '' });
  numbers?.labels.forEach((label, point) => {
    const colour = classes.length > 1 ? classColour(theme.readableClasses, label) : theme.roles.real;
    context.fillStyle = toCss({ ...colour, a: 0.75 });
    const [right, top] = [numbers.values[point * size + across] ?? 0, numbers.values[point * size + up] ?? 0];
    context.beginPath();
    context.arc(frame.x(right), frame.y(top), 2.5, 0, 2 * Math.PI);
    context.fill();
  });
}

export function linesPart(preview: DatasetPreview): Part {
  const { numbers, classes, samples } = preview;
  const lines = (numbers?.labels ?? []).map((label, index) => {
    const surface = new Surface();
    const name = classes.length > 1 ? (classes[label]?.name ?? '') : '';
    surface.canvas.setAttribute('role', 'img');
    surface.canvas.setAttribute('aria-label', name || t('Sample {number}', { number: index + 1 }));
    surface.canvas.title = name;
    return { index, surface };
  });
  return {
    element: element(
      'section',
      { class: 'part' },
      element('h2', { text: samples === 'sequences' ? t('Sequences') : t('Vectors') }),
      element('p', { class: 'dim', text: t('each from its first number to its last, on one scale') }),
      element('div', { class: 'plots lines' }, ...lines.map(({ surface }) => surface.canvas)),
    ),
    update: (theme) => {
      for (const { index, surface } of lines)
        surface.draw(LINE_WIDTH_PX, LINE_HEIGHT_PX, (context) => drawLine(context, theme, preview, index));
    },
  };
}

/** One line for each number of a step; a vector has one. */
export function drawLine(
  context: CanvasRenderingContext2D,
  theme: Theme,
  { numbers, shape, range: [least, most], classes }: DatasetPreview,
  index: number,
): void {
  if (!numbers) return;
  const perSample = shape.reduce((product, size) => product * size, 1);
  const perStep = shape.length === 2 ? (shape[1] ?? 1) : 1;
  const steps = perSample / perStep;
  const colour = classes.length > 1 ? classColour(theme.readableClasses, numbers.labels[index] ?? 0) : theme.roles.real;
  context.fillStyle = toCss(theme.grid);
  context.fillRect(0, LINE_HEIGHT_PX - 1, LINE_WIDTH_PX, 1);
  context.strokeStyle = toCss(colour);
  context.lineWidth = 1.5;
  for (let of = 0; of < perStep; of++) {
    context.beginPath();
    for (let step = 0; step < steps; step++) {
      const value = numbers.values[index * perSample + step * perStep + of] ?? 0;
      const x = 2 + (step / Math.max(1, steps - 1)) * (LINE_WIDTH_PX - 4);
      const y = LINE_HEIGHT_PX - 4 - ((value - least) / (most - least)) * (LINE_HEIGHT_PX - 8);
      if (step === 0) context.moveTo(x, y);
      else context.lineTo(x, y);
    }
    context.stroke();
  }
}

export const plotSizes = { pointsPx: PLOT_PX, lineWidthPx: LINE_WIDTH_PX, lineHeightPx: LINE_HEIGHT_PX } as const;
