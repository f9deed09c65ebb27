/** The chosen sample, large, beside the gradient on it; below it the plane of codings through it, with what is generated there. */
import { createButton } from '../common/controls';
import { element, setText } from '../common/elements';
import { formatCount, formatShare, formatValue } from '../common/format';
import { drawSample, isImage, type SampleKind } from '../common/sample-picture';
import { Surface } from '../common/surface';
import type { Theme } from '../common/theme';
import { t } from '../common/words';
import { formatBelief } from './belief-format';
import { drawCross, drawField, placedOn } from './field';
import type { Rivals } from '../../src/protocol/confidence-questions';
import { beliefScale } from './figures';
import { gradientBitmap, largestSize, overChannels } from './gradient-picture';
import { type ConfidenceMessage, type ConfidenceState, MOST_PINS, rivalsIn } from './state';
import { lossName } from './verdict';
import { pinName } from './wall-picture';
import { whoseWords } from './words';
import { toCss } from '../common/colour';

const LARGE_PX = 140;
const FIELD_PX = 231;
const DRAWN_PX = 56;

export interface ClosePane {
  readonly element: HTMLElement;
  /** The plane of codings, which takes the arrows while it has the focus. */
  readonly field: HTMLElement;
  update(state: ConfidenceState, theme: Theme): void;
}

const drawing = (heard: string): Surface => {
  const surface = new Surface();
  surface.canvas.setAttribute('role', 'img');
  surface.canvas.setAttribute('aria-label', heard);
  return surface;
};

/** All that is generated in the plane is asked to be of one class, whatever the three were asked for. */
function throughWords(through: readonly number[], { isConditional, classNames }: Rivals): string {
  const list = through.map(formatCount).join(', ');
  const asked = classNames[(through[0] ?? 0) % Math.max(1, classNames.length)];
  return isConditional && asked !== undefined
    ? t('D(G(z)) through the codings of samples {list}, all asked to be {class}', { list, class: asked })
    : t('D(G(z)) through samples {list}', { list });
}

export function createClosePane(send: (message: ConfidenceMessage) => void, tell: (words: string) => void): ClosePane {
  const [sample, gradient] = [drawing(t('The chosen sample')), drawing(t('The gradient of G’s loss on it'))];
  const words = element('p', { class: 'words' });
  const key = element('p', { class: 'dim' });
  const close = element(
    'section',
    { class: 'part' },
    element('h2', { text: t('The chosen sample') }),
    element('div', { class: 'twins' }, sample.canvas, gradient.canvas),
    words,
    key,
  );
  const map = drawing(t('What D gives in a plane of codings'));
  const field = element(
    'div',
    {
      class: 'field',
      attributes: {
        tabindex: '0',
        role: 'region',
        'aria-label': t('What D gives in a plane of codings; arrows move the cross'),
      },
    },
    map.canvas,
  );
  const drawn = drawing(t('What is generated there'));
  const [title, drawnWords, axes] = [element('p', { class: 'dim' }), element('p'), element('p', { class: 'dim' })];
  const pin = createButton({
    label: t('Pin'),
    title: t('The plane goes through the chosen sample and two more, once three are pinned (P)'),
    look: 'secondary',
    onPress: () => send({ kind: 'pinToggled' }),
  });
  const turn = createButton({
    label: t('Other directions'),
    title: t('Two other directions by chance through the chosen sample (N)'),
    look: 'secondary',
    onPress: () => send({ kind: 'turned' }),
  });
  const slice = element(
    'section',
    { class: 'part' },
    element('h2', { text: t('In the space of codings') }),
    title,
    field,
    axes,
    element('div', { class: 'drawn' }, drawn.canvas, drawnWords),
    element('div', { class: 'buttons' }, pin.element, turn.element),
  );
  let known: ConfidenceState | undefined;
  map.canvas.addEventListener('pointermove', ({ offsetX, offsetY }) => {
    if (known?.slice) send({ kind: 'aimed', aim: placedOn(known.slice, FIELD_PX).toPlace(offsetX, offsetY) });
  });
  gradient.canvas.addEventListener('pointermove', ({ offsetX, offsetY }) => tell(pixelWords(known, offsetX, offsetY)));
  sample.canvas.addEventListener('pointermove', ({ offsetX, offsetY }) => tell(pixelWords(known, offsetX, offsetY)));

  let shown: readonly unknown[] = [];
  return {
    element: element(
      'aside',
      { class: 'side', attributes: { 'aria-label': t('The chosen sample'), tabindex: '0' } },
      close,
      slice,
    ),
    field,
    update(state, theme) {
      known = state;
      const rivals = rivalsIn(state);
      const { close: look, slice: answer, drawn: there, pins, aim, judged, whose } = state;
      close.hidden = !look;
      slice.hidden = !answer;
      const facts = [look, answer, there, pins, aim, judged, whose, theme];
      if (!rivals || !judged || facts.every((fact, at) => fact === shown[at])) return;
      shown = facts;
      const kind: SampleKind = { shape: rivals.sampleShape, range: rivals.range };
      const scale = beliefScale(rivals.gives, judged);
      if (look) {
        const scaleUp = largeScale(kind);
        const most = largestSize(overChannels(look.gradient.values, look.gradient.shape));
        const side = isImage(kind) ? Math.max(kind.shape[0] ?? 1, kind.shape[1] ?? 1) * scaleUp : LARGE_PX;
        sample.draw(side, side, (context) => drawSample(context, look.sample.values, kind, 0, 0, side, theme));
        gradient.canvas.hidden = !isImage(kind);
        gradient.draw(side, side, (context) => {
          context.imageSmoothingEnabled = scaleUp < 1;
          const [height = 1, width = 1] = kind.shape;
          const bitmap = gradientBitmap(look.gradient.values, look.gradient.shape, most, false);
          context.drawImage(bitmap, 0, 0, width * scaleUp, height * scaleUp);
        });
        setText(
          words,
          t('{whose} sample {index}: D gives {value}', {
            whose: whoseWords(look.whose),
            index: formatCount(look.index),
            value: formatBelief(look.value, scale),
          }),
        );
        setText(
          key,
          isImage(kind)
            ? t('∂{loss}/∂x from −{most} to {most}. Blue: brighter convinces D more; red: darker does.', {
                loss: lossName(rivals),
                most: formatValue(most),
              })
            : t('Mean size of ∂{loss}/∂x: {size}', {
                loss: lossName(rivals),
                size: formatValue(meanSize(look.gradient.values)),
              }),
        );
      }
      if (answer) {
        map.draw(FIELD_PX, FIELD_PX, (context) => {
          drawField(context, answer, scale, FIELD_PX, theme);
          const { toPx } = placedOn(answer, FIELD_PX);
          context.font = `600 ${theme.fontSizePx}px ${theme.fontFamily}`;
          answer.places.forEach(([x, y], at) => {
            const [px, py] = toPx(x, y);
            context.fillStyle = toCss(theme.foreground);
            context.beginPath();
            context.arc(px, py, 3, 0, 2 * Math.PI);
            context.fill();
            if (answer.places.length > 1) context.fillText(pinName(at), px + 5, py - 5);
          });
          if (aim) drawCross(context, toPx(...aim), theme);
        });
        setText(
          title,
          answer.slice.through.length > 1
            ? throughWords(answer.slice.through, rivals)
            : t('D(G(z)) about sample {index}, two directions by chance', {
                index: formatCount(answer.slice.through[0] ?? 0),
              }),
        );
        setText(axes, sliceWords(state));
        drawn.canvas.hidden = !there || !aim;
        if (there)
          drawn.draw(DRAWN_PX, DRAWN_PX, (context) =>
            drawSample(context, there.sample.values, kind, 0, 0, DRAWN_PX, theme),
          );
        setText(
          drawnWords,
          there && aim
            ? t('there D gives {value}', { value: formatBelief(there.value, scale) })
            : t('Move over the plane to see what is generated there.'),
        );
        pin.update({ shown: whose === 'generated', pressed: look !== undefined && pins.includes(look.index) });
        pin.rename(
          pins.length > 0 && pins.length < MOST_PINS ? t('Pin ({count} of 3)', { count: pins.length }) : t('Pin'),
          t('The plane goes through the chosen sample and two more, once three are pinned (P)'),
        );
      }
    },
  };
}

const largeScale = ({ shape }: SampleKind): number => {
  const side = Math.max(shape[0] ?? 1, shape[1] ?? 1);
  return side <= LARGE_PX ? Math.floor(LARGE_PX / side) : LARGE_PX / side;
};

function sliceWords({ slice, judged, description }: ConfidenceState): string {
  if (!slice || !judged || description?.kind !== 'rivals') return '';
  const { middle } = beliefScale(description.gives, judged);
  const share = slice.values.reduce((sum, value) => sum + (value >= middle ? 1 : 0), 0) / slice.values.length;
  const [width] = [slice.across[1] - slice.across[0]];
  return t('{width} units of the codings wide; {share} of it convinces D. Line: where D is undecided.', {
    width: formatValue(width),
    share: formatShare(share),
  });
}

/** Of the pixel of the chosen sample, and of the gradient on it, that is pointed at. */
function pixelWords(state: ConfidenceState | undefined, xPx: number, yPx: number): string {
  const look = state?.close;
  const rivals = state && rivalsIn(state);
  if (!look || !rivals) return '';
  const kind: SampleKind = { shape: rivals.sampleShape, range: rivals.range };
  const [height = 1, width = 1] = kind.shape;
  const scale = largeScale(kind);
  const [x, y] = [Math.floor(xPx / scale), Math.floor(yPx / scale)];
  if (!isImage(kind) || x < 0 || y < 0 || x >= width || y >= height) return '';
  const at = y * width + x;
  return t('x {x}, y {y}: {value}, gradient {gradient}', {
    x,
    y,
    value: formatValue(overChannels(look.sample.values, look.sample.shape)[at] ?? NaN),
    gradient: formatValue(overChannels(look.gradient.values, look.gradient.shape)[at] ?? NaN),
  });
}

const meanSize = (values: Float32Array): number =>
  values.reduce((sum, value) => sum + Math.abs(value), 0) / Math.max(1, values.length);
