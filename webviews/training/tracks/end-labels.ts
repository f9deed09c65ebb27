/** Labels at the ends of lines, instead of a legend: beside where the line ends, pushed apart until none covers another. */
import { type Colour, toCss } from '../../common/colour';
import { placeLabels } from '../../common/label-placement';
import { type Plot, useFont } from '../plot';

export interface EndLabel {
  readonly name: string;
  readonly value: string;
  /** Where the line ends. */
  readonly x: number;
  readonly y: number;
  readonly colour: Colour;
  /** Of the run that is compared: its end is a ring. */
  readonly hollow?: boolean;
}

const GAP_PX = 10;
/** A whole word a little narrower is easier to read than a part of it. */
const SQUEEZE = 1.12;

/** With as much of its name as there is room for. */
function fitted({ name, value }: EndLabel, fits: (text: string) => boolean): string {
  for (let letters = name.length; letters > 0; letters--) {
    const text = `${letters < name.length ? `${name.slice(0, letters).trimEnd()}…` : name} ${value}`;
    if (fits(text)) return text;
  }
  return value;
}

export function drawEndLabels(plot: Plot, labels: readonly EndLabel[]): void {
  const { context, theme, width, top, bottom } = plot;
  const heightPx = theme.fontSizePx + 2;
  const placed = placeLabels(
    labels.map(({ y }) => y),
    heightPx,
    top,
    bottom,
  );
  const x = Math.max(...labels.map((label) => label.x)) + GAP_PX;
  labels.forEach((label, index) => {
    const y = placed[index] ?? label.y;
    useFont(plot, 600);
    context.textBaseline = 'middle';
    context.textAlign = 'left';
    context.fillStyle = toCss(label.colour);
    const room = width - x - 4;
    const text = fitted(label, (each) => context.measureText(each).width <= room * SQUEEZE);
    // A halo of the background keeps the label readable where it lies on a line.
    context.strokeStyle = toCss(theme.background);
    context.lineWidth = 3;
    context.lineJoin = 'round';
    context.strokeText(text, x, y, room);
    context.fillText(text, x, y, room);
    context.beginPath();
    context.arc(label.x, label.y, 2.5, 0, 2 * Math.PI);
    if (label.hollow) context.fillStyle = toCss(theme.background);
    context.fill();
    if (label.hollow) {
      context.strokeStyle = toCss(label.colour);
      context.lineWidth = 1;
      context.stroke();
    }
    if (Math.abs(y - label.y) < 2) return;
    context.strokeStyle = toCss(label.colour, 0.6);
    context.lineWidth = 1;
    context.beginPath();
    context.moveTo(label.x + 3, label.y);
    context.lineTo(x - 2, y);
    context.stroke();
  });
}
