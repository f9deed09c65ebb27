/** Which image is attacked: thumbnails of test images, of one class or of all, each with what it is taken for. */
import { createChoice } from '../common/choice';
import { createButton } from '../common/controls';
import { element, setAttribute, setText } from '../common/elements';
import { formatCount, formatPercent } from '../common/format';
import { drawSample, sampleAt, type SampleKind } from '../common/sample-picture';
import { Surface } from '../common/surface';
import type { Theme } from '../common/theme';
import { t } from '../common/words';
import { splitWords } from './attack-names';
import { largestOf } from './perturbation';
import { type AdversarialMessage, type AdversarialState, PAGE } from './state';

const THUMB_PX = 56;
const ALL = 'all';

export interface ImagePicker {
  readonly element: HTMLElement;
  update(state: AdversarialState, theme: Theme): void;
}

export function createImagePicker(send: (message: AdversarialMessage) => void): ImagePicker {
  const label = createChoice(t('Images'), (value) =>
    send({ kind: 'labelChosen', label: value === ALL ? undefined : Number(value) }),
  );
  const turn = (words: string, icon: 'back' | 'folded', by: -1 | 1) =>
    createButton({ label: words, title: words, icon, look: 'icon', onPress: () => send({ kind: 'paged', by }) });
  const back = turn(t('Images before these'), 'back', -1);
  const forward = turn(t('Images after these'), 'folded', 1);
  const place = element('span', { class: 'dim place-words' });
  const thumbs = Array.from({ length: PAGE }, () => createThumb(send));
  return {
    element: element(
      'div',
      { class: 'picker' },
      element('div', { class: 'picker-head' }, label.element, back.element, forward.element, place),
      element(
        'div',
        { class: 'thumbs', attributes: { role: 'group', 'aria-label': t('Images (N and P)') } },
        ...thumbs.map((thumb) => thumb.element),
      ),
    ),
    update(state, theme) {
      const { description, shown } = state;
      if (!description) return;
      label.update(
        [
          { value: ALL, text: t('of all classes') },
          ...description.classNames.map((text, value) => ({ value: String(value), text })),
        ],
        state.label === undefined ? ALL : String(state.label),
      );
      const all = shown?.all ?? 0;
      back.update({ enabled: state.from > 0 });
      forward.update({ enabled: state.from + PAGE < all });
      setText(
        place,
        all === 0
          ? ''
          : `${t('{first}–{last} of {all}', {
              first: formatCount(state.from + 1),
              last: formatCount(Math.min(all, state.from + PAGE)),
              all: formatCount(all),
            })} · ${splitWords(description.split)}`,
      );
      thumbs.forEach((thumb, at) => thumb.update(state, at, theme));
    },
  };
}

function createThumb(send: (message: AdversarialMessage) => void) {
  const surface = new Surface();
  const told = element('span', { class: 'told' });
  const button = element('button', { class: 'thumb', attributes: { type: 'button' } }, surface.canvas, told);
  let number: number | undefined;
  button.addEventListener('click', () => number !== undefined && send({ kind: 'imageChosen', image: number }));
  return {
    element: button,
    update({ shown, description, image }: AdversarialState, at: number, theme: Theme) {
      number = shown?.numbers[at];
      button.hidden = number === undefined;
      if (number === undefined || !shown || !description) return;
      const kind: SampleKind = { shape: description.sampleShape, range: description.range };
      const probabilities = sampleAt(shown.probabilities, at);
      const taken = largestOf(probabilities);
      const own = shown.labels[at] ?? 0;
      const name = (index: number) => description.classNames[index] ?? String(index);
      setText(told, name(taken));
      button.classList.toggle('wrong', taken !== own);
      const isChosen = number === image;
      button.classList.toggle('chosen', isChosen);
      setAttribute(button, 'aria-pressed', String(isChosen));
      const words = {
        number: formatCount(number),
        own: name(own),
        taken: name(taken),
        share: formatPercent(probabilities[taken] ?? NaN),
      };
      setAttribute(button, 'title', t('Image {number}: {own}, taken for {taken}, {share}', words));
      surface.draw(THUMB_PX, THUMB_PX, (context) =>
        drawSample(context, sampleAt(shown.images, at), kind, 0, 0, THUMB_PX, theme),
      );
    },
  };
}
