/** What the colours of a map are: classes, each of which can be singled out or chosen, or the ends of a scale. */
import { element, setAttribute, setText } from '../common/elements';
import { formatCount, formatValue } from '../common/format';
import { toCss } from '../common/colour';
import { classColour, type Theme } from '../common/theme';
import { viridisGradient } from '../common/viridis';
import { t } from '../common/words';
import type { Colouring } from './colouring';
import type { LatentMessage, LatentState } from './state';
import { colourName } from './words';

export interface Legend {
  readonly element: HTMLElement;
  update(state: LatentState, colouring: Colouring | undefined, theme: Theme): void;
}

export function createLegend(send: (message: LatentMessage) => void): Legend {
  const list = element('ul', { class: 'legend-classes', attributes: { 'aria-label': t('Classes') } });
  const low = element('span');
  const high = element('span');
  const gradient = element('span', { class: 'gradient data-colour', attributes: { 'aria-hidden': 'true' } });
  gradient.style.background = viridisGradient('to right');
  const title = element('span', { class: 'dim' });
  const scale = element('div', { class: 'legend-scale' }, title, low, gradient, high);
  let made = '';
  return {
    element: element('div', { class: 'legend' }, list, scale),
    update: (state, colouring, theme) => {
      const { encoded, colourBy, onlyClass } = state;
      const isOfClasses = colourBy === 'class' && encoded?.classes !== undefined;
      list.hidden = !isOfClasses;
      scale.hidden = isOfClasses || colouring?.low === undefined;
      setText(title, colourName(colourBy));
      setText(low, formatValue(colouring?.low ?? 0));
      setText(high, formatValue(colouring?.high ?? 1));
      const key = JSON.stringify([isOfClasses, encoded?.step, encoded?.count, theme.dark, theme.highContrast]);
      if (key !== made && isOfClasses) {
        made = key;
        list.replaceChildren(...itemsOf(state, theme, send));
      }
      for (const button of list.querySelectorAll('button')) {
        const isOnly = button.dataset['class'] === String(onlyClass);
        setAttribute(button, 'aria-pressed', String(isOnly));
      }
    },
  };
}

function itemsOf(
  { encoded, description }: LatentState,
  theme: Theme,
  send: (message: LatentMessage) => void,
): HTMLElement[] {
  const { classes } = encoded ?? {};
  if (!classes || !description) return [];
  const counts = new Uint32Array(description.classNames.length);
  for (const index of classes) counts[index]!++;
  return description.classNames.map((name, index) => {
    const swatch = element('span', { class: 'swatch data-colour', attributes: { 'aria-hidden': 'true' } });
    swatch.style.background = toCss(classColour(theme.classes, index));
    const button = element(
      'button',
      {
        title: t('Show {name} alone: {count} samples. With Shift: choose them', {
          name,
          count: formatCount(counts[index] ?? 0),
        }),
        attributes: { type: 'button', 'aria-pressed': 'false' },
      },
      swatch,
      name,
    );
    button.dataset['class'] = String(index);
    button.addEventListener('click', (event) => {
      if (event.shiftKey) {
        const samples = Uint32Array.from({ length: classes.length }, (_, i) => i).filter((i) => classes[i] === index);
        return send({ kind: 'chosen', samples });
      }
      const isOnly = button.getAttribute('aria-pressed') === 'true';
      send({ kind: 'classSingledOut', index: isOnly ? undefined : index });
    });
    return element('li', {}, button);
  });
}
