/** A number that is set by a slider or typed, whichever is at hand. */
import { element, setAttribute } from '../common/elements';

export interface NumberControl {
  readonly element: HTMLElement;
  update(state: {
    readonly shown: boolean;
    readonly value: number;
    readonly most: number;
    readonly step: number;
  }): void;
}

/**
 * @param label before it @param title what it means, and its keys
 * @param onChange told at each move of the slider, and of what was typed when it is a number
 */
export function createNumberControl(label: string, title: string, onChange: (value: number) => void): NumberControl {
  const slider = element('input', { title, attributes: { type: 'range', min: '0', 'aria-label': label } });
  const typed = element('input', { title, attributes: { type: 'number', 'aria-label': `${label}, ${title}` } });
  slider.addEventListener('input', () => onChange(Number(slider.value)));
  typed.addEventListener('change', () => {
    if (typed.value.trim() !== '') onChange(Number(typed.value));
  });
  const holder = element(
    'label',
    { class: 'choice number' },
    element('span', { class: 'dim', text: label }),
    slider,
    typed,
  );
  return {
    element: holder,
    update({ shown, value, most, step }) {
      holder.hidden = !shown;
      setAttribute(slider, 'max', String(most));
      setAttribute(slider, 'step', String(step));
      setAttribute(typed, 'step', 'any');
      if (document.activeElement !== slider || Number(slider.value) !== value) slider.value = String(value);
      if (document.activeElement !== typed) typed.value = String(Number(value.toPrecision(6)));
    },
  };
}
