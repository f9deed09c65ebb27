/** The discriminator's beliefs at the playhead: two histograms over [0, 1], real images above the line, generated below. */
import type { BeliefsTrack } from '../../../src/protocol/tracks';
import { type Colour, toCss } from '../../common/colour';
import { element, setAttribute, setText } from '../../common/elements';
import { formatCount, formatProbability } from '../../common/format';
import { medianOf } from '../../common/histogram-columns';
import { Surface } from '../../common/surface';
import type { Theme } from '../../common/theme';
import { t } from '../../common/words';
import { createPictureButtons } from '../picture-buttons';
import { playheadStep } from '../state';
import { createPartHead } from './part-head';
import type { PanelTools, PlayheadPart } from './track-view';

const HEIGHT_PX = 118;
const TEXT_PX = 18;

export function createBeliefsPart(track: BeliefsTrack, tools: PanelTools): PlayheadPart {
  const surface = new Surface();
  surface.canvas.setAttribute('role', 'img');
  const buttons = createPictureButtons(tools, t('this chart'));
  const chart = element('div', { class: 'belief-chart' }, surface.canvas);
  const words = element('p', { class: 'dim part-words' });
  const part = element(
    'section',
    { class: 'part', attributes: { 'aria-label': track.title } },
    createPartHead(track, buttons),
    chart,
    words,
  );
  return {
    element: part,
    update(state, theme) {
      const width = part.clientWidth;
      const real = state.histogramsAtPlayhead.get(track.real)?.counts;
      const generated = state.histogramsAtPlayhead.get(track.generated)?.counts;
      if (width === 0) return;
      const isNone = ![real, generated].some((counts) => counts?.some((count) => count > 0));
      const isRead = state.histogramsAtPlayhead.has(track.real) && state.histogramsAtPlayhead.has(track.generated);
      chart.hidden = isNone;
      words.hidden = !isNone;
      if (isNone) {
        setText(words, isRead ? t('None recorded by this step.') : t('Reading…'));
        return buttons.update(undefined);
      }
      surface.draw(width, HEIGHT_PX, (context) => drawBoth(context, theme, width, real, generated));
      const step = state.histogramsAtPlayhead.get(track.real)?.step ?? playheadStep(state);
      buttons.update(() => ({
        name: track.id,
        widthPx: width,
        heightPx: HEIGHT_PX,
        scale: 2,
        isVector: true,
        caption: [track.title, track.subtitle, t('step {step}', { step: formatCount(step) })].join(' · '),
        draw: (context, its) => drawBoth(context, its, width, real, generated),
      }));
      const say = (counts?: Float32Array) => formatProbability(medianOf(counts ?? new Float32Array()));
      const sentence = t('What D believes: median {real} for real images, {generated} for generated ones', {
        real: say(real),
        generated: say(generated),
      });
      setAttribute(surface.canvas, 'aria-label', sentence);
    },
  };
}

function drawBoth(
  context: CanvasRenderingContext2D,
  theme: Theme,
  width: number,
  real?: Float32Array,
  generated?: Float32Array,
): void {
  const middle = (HEIGHT_PX - TEXT_PX) / 2;
  const room = middle - 2;
  const shares = [real, generated].map((counts) => {
    const total = counts?.reduce((sum, count) => sum + count, 0) ?? 0;
    return total > 0 ? [...(counts ?? [])].map((count) => count / total) : [];
  });
  const most = Math.max(...shares.flat(), 1e-9);
  context.font = `${theme.fontSizePx - 2}px ${theme.fontFamily}`;
  const drawSide = (side: readonly number[], colour: Colour, text: Colour, up: 1 | -1, name: string) => {
    const step = width / Math.max(1, side.length);
    context.fillStyle = toCss(colour);
    side.forEach((share, bin) => {
      const height = (share / most) * room;
      if (height <= 0) return;
      const drawn = Math.max(1, height);
      context.fillRect(bin * step + 0.5, up === 1 ? middle - 1 - drawn : middle + 2, Math.max(1, step - 1), drawn);
    });
    context.fillStyle = toCss(text);
    context.textBaseline = up === 1 ? 'top' : 'bottom';
    // The name stands where its own bars are not.
    const low = side.slice(0, side.length / 2).reduce((sum, share) => sum + share, 0);
    const atRight = low > 0.5;
    context.textAlign = atRight ? 'right' : 'left';
    context.fillText(name, atRight ? width : 0, up === 1 ? 0 : HEIGHT_PX - TEXT_PX);
  };
  const named = (name: string, counts?: Float32Array) =>
    counts && counts.length > 0
      ? t('{name}, median {median}', { name, median: formatProbability(medianOf(counts)) })
      : name;
  drawSide(shares[0] ?? [], theme.roles.real, theme.readable.real, 1, named(t('real'), real));
  drawSide(shares[1] ?? [], theme.roles.generated, theme.readable.generated, -1, named(t('generated'), generated));
  context.fillStyle = toCss(theme.rule);
  context.fillRect(0, middle, width, 1);
  context.fillStyle = toCss(theme.dim);
  context.textBaseline = 'alphabetic';
  context.textAlign = 'left';
  context.fillText(t('0 “generated”'), 0, HEIGHT_PX - 3);
  context.textAlign = 'center';
  context.fillText('D(x)', width / 2, HEIGHT_PX - 3);
  context.textAlign = 'right';
  context.fillText(t('1 “real”'), width, HEIGHT_PX - 3);
}
