/** Which samples are seen: their pictures and numbers, one to four, and whether their difference is shown. */
import { MOST_SAMPLES } from '../../src/protocol/layer-questions';
import { createButton } from '../common/controls';
import { element, setAttribute } from '../common/elements';
import { sampleAt, drawSample, type SampleKind } from '../common/sample-picture';
import { Surface } from '../common/surface';
import type { Theme } from '../common/theme';
import { t } from '../common/words';
import type { LayersMessage, LayersState } from './state';

const PICTURE_PX = 56;

export interface SamplesBar {
  readonly element: HTMLElement;
  update(state: LayersState, theme: Theme): void;
}

export function createSamplesBar(send: (message: LayersMessage) => void, onAgain: () => void): SamplesBar {
  const slots = Array.from({ length: MOST_SAMPLES }, (_, at) => createSlot(at, send));
  const add = createButton({
    label: t('Side by side'),
    title: t('Show one more sample beside'),
    look: 'secondary',
    onPress: () => send({ kind: 'sampleAdded' }),
  });
  const difference = createButton({
    label: t('Difference'),
    title: t('The second sample less the first, in each layer (D)'),
    look: 'secondary',
    onPress: () => send({ kind: 'differenceToggled' }),
  });
  const again = createButton({ label: t('Try again'), title: t('Ask once more'), look: 'secondary', onPress: onAgain });
  return {
    element: element(
      'div',
      { class: 'samples' },
      ...slots.map((slot) => slot.element),
      add.element,
      difference.element,
      again.element,
    ),
    update(state, theme) {
      const { samples, description } = state;
      const kind: SampleKind | undefined = description && { shape: description.sampleShape, range: description.range };
      slots.forEach((slot, at) => slot.update(state, kind, at, theme));
      add.update({ shown: samples.length < MOST_SAMPLES });
      difference.update({ pressed: state.isDifference });
      again.update({ shown: state.problem !== undefined });
    },
  };
}

function createSlot(at: number, send: (message: LayersMessage) => void) {
  const surface = new Surface();
  surface.canvas.setAttribute('role', 'img');
  const number = element('input', {
    attributes: { type: 'number', min: '0', step: '1', 'aria-label': t('Number of sample {at}', { at: at + 1 }) },
  });
  number.addEventListener('change', () => send({ kind: 'sampleChosen', at, sample: Number(number.value) || 0 }));
  const remove = createButton({
    label: t('Remove sample {at}', { at: at + 1 }),
    title: t('Remove sample {at}', { at: at + 1 }),
    icon: 'close',
    look: 'icon',
    onPress: () => send({ kind: 'sampleRemoved', at }),
  });
  const holder = element('div', { class: 'sample' }, surface.canvas, element('div', {}, number, remove.element));
  return {
    element: holder,
    update({ samples, inputs, seen }: LayersState, kind: SampleKind | undefined, own: number, theme: Theme) {
      const sample = samples[own];
      holder.hidden = sample === undefined;
      if (sample === undefined) return;
      if (document.activeElement !== number) number.value = String(sample);
      remove.update({ shown: samples.length > 1 });
      setAttribute(surface.canvas, 'aria-label', t('Sample {number}', { number: sample }));
      const isHere = inputs && kind && seen?.samples[own] === sample;
      surface.draw(PICTURE_PX, PICTURE_PX, (context) => {
        if (isHere) drawSample(context, sampleAt(inputs, own), kind, 0, 0, PICTURE_PX, theme);
      });
    },
  };
}
