/** Data in a plane: D as a field of colours, real and generated points, and where each generated one is pushed, as GAN Lab has it. */
import type { Plane } from '../../src/protocol/confidence-questions';
import { toCss } from '../common/colour';
import type { Theme } from '../common/theme';
import { drawField, placedOn } from './field';
import type { BeliefScale } from './figures';

const ARROW_PX = 26;
const POINTS = 600;

/**
 * Source: Kahng et al., "GAN Lab: Understanding Complex Deep Generative Models using Interactive Visual Experimentation", 2019
 */
export function drawPlane(
  context: CanvasRenderingContext2D,
  plane: Plane,
  scale: BeliefScale,
  sidePx: number,
  theme: Theme,
): void {
  drawField(context, plane, scale, sidePx, theme);
  const { toPx } = placedOn(plane, sidePx);
  context.save();
  context.beginPath();
  context.rect(0, 0, sidePx, sidePx);
  context.clip();
  drawModes(context, plane, sidePx, theme);
  drawArrows(context, plane, toPx, theme);
  drawPoints(context, plane.generated, toPx, 'generated', theme);
  // Over the others: they lie close together, and would be hidden.
  drawPoints(context, plane.real, toPx, 'real', theme);
  context.restore();
}

type ToPx = ReturnType<typeof placedOn>['toPx'];

function drawPoints(
  context: CanvasRenderingContext2D,
  points: Float32Array,
  toPx: ToPx,
  role: 'real' | 'generated',
  theme: Theme,
): void {
  const radius = role === 'real' ? 1.2 : 2.4;
  context.fillStyle = toCss(theme.readable[role]);
  context.strokeStyle = toCss(theme.background);
  context.lineWidth = 1;
  for (let at = 0; at + 1 < Math.min(points.length, 2 * POINTS); at += 2) {
    const [x, y] = toPx(points[at]!, points[at + 1]!);
    context.beginPath();
    context.arc(x, y, radius, 0, 2 * Math.PI);
    context.stroke();
    context.fill();
  }
}

/** Against the gradient: where the generator's loss falls. The longest has a fixed length, the others their share of its root. */
function drawArrows(
  context: CanvasRenderingContext2D,
  { generated, gradients }: Plane,
  toPx: ToPx,
  theme: Theme,
): void {
  let most = 0;
  for (let at = 0; at + 1 < gradients.length; at += 2)
    most = Math.max(most, Math.hypot(gradients[at]!, gradients[at + 1]!) || 0);
  if (!(most > 0)) return;
  context.strokeStyle = toCss(theme.foreground, 0.75);
  context.fillStyle = toCss(theme.foreground, 0.75);
  context.lineWidth = 1;
  for (let at = 0; at + 1 < gradients.length; at += 2) {
    const [across, up] = [gradients[at]!, gradients[at + 1]!];
    const steep = Math.hypot(across, up);
    if (!(steep > 0)) continue;
    const length = ARROW_PX * Math.sqrt(steep / most);
    const [x, y] = toPx(generated[at]!, generated[at + 1]!);
    // Both axes have a scale of their own: an arrow points to where the step leads.
    const [toX, toY] = toPx(generated[at]! - across / steep, generated[at + 1]! - up / steep);
    const far = Math.hypot(toX - x, toY - y);
    const [dx, dy] = [(toX - x) / far, (toY - y) / far];
    const [tipX, tipY] = [x + dx * length, y + dy * length];
    context.beginPath();
    context.moveTo(x, y);
    context.lineTo(tipX, tipY);
    context.stroke();
    context.beginPath();
    context.moveTo(tipX + dx * 3, tipY + dy * 3);
    context.lineTo(tipX - dy * 2.5, tipY + dx * 2.5);
    context.lineTo(tipX + dy * 2.5, tipY - dx * 2.5);
    context.fill();
  }
}

/** A ring about each mode, as wide as near it is; dashed about one that is not covered. */
function drawModes(context: CanvasRenderingContext2D, { modes, ...field }: Plane, sidePx: number, theme: Theme): void {
  if (!modes) return;
  const { toPx } = placedOn(field, sidePx);
  const perUnit = sidePx / (field.across[1] - field.across[0]);
  context.lineWidth = 1;
  modes.counts.forEach((count, mode) => {
    const [x, y] = toPx(modes.centres[2 * mode]!, modes.centres[2 * mode + 1]!);
    context.strokeStyle = toCss(theme.foreground, count > 0 ? 0.55 : 1);
    context.setLineDash(count > 0 ? [] : [3, 2]);
    context.beginPath();
    // Small ones are drawn larger than they are: a place is to be found, and no distance measured.
    context.arc(x, y, Math.max(9, modes.reach * perUnit), 0, 2 * Math.PI);
    context.stroke();
  });
  context.setLineDash([]);
}
