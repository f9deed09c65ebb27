/** Names over the columns of a drawing: cut to their room, and running upwards where they are longer than wide. */
import type { Theme } from '../../common/theme';

export const labelFont = (theme: Theme): string => `${theme.fontSizePx - 2}px ${theme.fontFamily}`;

/** Begins at the place and runs up from it, in the font and colour that the context has. */
export function drawUpwards(context: CanvasRenderingContext2D, text: string, x: number, bottom: number): void {
  context.save();
  context.translate(x, bottom);
  context.rotate(-Math.PI / 2);
  context.textAlign = 'left';
  context.fillText(text, 0, 0);
  context.restore();
}

/** With an ellipsis where it would be longer than its room. */
export function shortened(context: CanvasRenderingContext2D, text: string, roomPx: number): string {
  if (context.measureText(text).width <= roomPx) return text;
  for (let length = text.length - 1; length > 1; length--) {
    const short = `${text.slice(0, length).trimEnd()}…`;
    if (context.measureText(short).width <= roomPx) return short;
  }
  return text.slice(0, 1);
}
