/** An attack told in pictures: the image, plus what was added, is what it became; and the change enlarged and as a heat map. */
import type { AttackedOne, AttacksDescription } from '../../src/protocol/attack-questions';
import { element, setAttribute, setText } from '../common/elements';
import { formatValue } from '../common/format';
import { Surface } from '../common/surface';
import type { Theme } from '../common/theme';
import { t } from '../common/words';
import type { Perturbation } from './perturbation';
import { type AttackPictures, drawPicture, pixelAt, type PictureName, PICTURES } from './pictures';
import { explanation, headline, pictureTitle, pictureWords } from './words';

/** What stands before a picture. */
const SIGNS: Readonly<Partial<Record<PictureName, string>>> = { difference: '+', adversarial: '=' };
const GAP_PX = 28;

export function createStory() {
  const before = element('span', { class: 'before' });
  const after = element('span', { class: 'after' });
  const words = element('p', { class: 'explained dim' });
  const pointed = element('p', { class: 'pointed dim' });
  let shown: AttackPictures | undefined;
  let sidePx = 0;
  const figures = PICTURES.map((name) => {
    const surface = new Surface();
    const { canvas } = surface;
    canvas.setAttribute('role', 'img');
    const caption = element('span', { class: `caption ${name}` });
    canvas.addEventListener('pointermove', (event) => {
      const at = shown && pixelAt(shown.kind, sidePx, event.offsetX, event.offsetY);
      setText(pointed, shown && at ? pixelWords(shown, at) : '');
    });
    canvas.addEventListener('pointerleave', () => setText(pointed, ''));
    const figure = element(
      'figure',
      {},
      element('span', { class: 'sign', text: SIGNS[name] ?? '', attributes: { 'aria-hidden': 'true' } }),
      element('figcaption', {}, element('strong', { text: pictureTitle(name) }), canvas, caption),
    );
    return { name, surface, caption, figure };
  });
  const section = element(
    'section',
    { class: 'story', attributes: { 'aria-label': t('The attack in pictures') } },
    element('h2', {}, before, element('span', { class: 'arrow', text: '→' }), after),
    element('div', { class: 'pictures' }, ...figures.map(({ figure }) => figure)),
    words,
    pointed,
  );
  return {
    element: section,
    update(
      seen: AttackedOne,
      perturbation: Perturbation,
      description: AttacksDescription,
      widthPx: number,
      theme: Theme,
    ) {
      const kind = { shape: description.sampleShape, range: description.range };
      shown = { original: seen.original, adversarial: seen.adversarial, perturbation, kind };
      const told = headline(seen, description);
      setText(before, told.before);
      setText(after, told.after);
      setText(words, explanation(seen, perturbation, description).join(' '));
      sidePx = sideFor(widthPx, description.sampleShape);
      for (const { name, surface, caption } of figures) {
        const text = pictureWords(name, seen, perturbation, description);
        setText(caption, text);
        setAttribute(surface.canvas, 'aria-label', `${pictureTitle(name)}: ${text}`);
        surface.draw(sidePx, sidePx, (context) => drawPicture(context, name, shown!, 0, 0, sidePx, theme));
      }
    },
  };
}

/** As large as fits in a row of all, in whole pixels a pixel where it can be; in two rows where that would be too small. */
export function sideFor(widthPx: number, shape: readonly number[]): number {
  const largest = shape.length === 3 ? Math.max(shape[0] ?? 1, shape[1] ?? 1) : 1;
  const inRow = widthPx / PICTURES.length - GAP_PX;
  const room = inRow >= 112 ? inRow : widthPx / 3 - GAP_PX;
  const most = Math.floor(Math.min(room, 224));
  if (largest === 1) return Math.max(60, Math.min(room, 200));
  return largest > most ? most : largest * Math.floor(most / largest);
}

function pixelWords(
  { original, adversarial, perturbation, kind }: AttackPictures,
  { x, y }: { x: number; y: number },
): string {
  const [, width = 1, channels = 1] = kind.shape;
  const first = (y * width + x) * channels;
  const of = (values: Float32Array) =>
    Array.from(values.subarray(first, first + channels), (value) => formatValue(value)).join(', ');
  return t('x {x}, y {y}: {original} became {adversarial}, changed by {change}', {
    x,
    y,
    original: of(original),
    adversarial: of(adversarial),
    change: of(perturbation.values),
  });
}
