/** A list of choices with a label before it. */
import { element } from './elements';

export interface Choice {
  readonly value: string;
  readonly text: string;
}

export interface ChoiceList {
  readonly element: HTMLElement;
  /** Hidden where there is nothing to choose from. */
  update(choices: readonly Choice[], value: string): void;
}

/** Refilled only when its choices are others. */
export function createChoice(label: string, onChange: (value: string) => void): ChoiceList {
  const list = element('select', { attributes: { 'aria-label': label } });
  const holder = element('label', { class: 'choice' }, element('span', { class: 'dim', text: label }), list);
  let filled = '';
  list.addEventListener('change', () => onChange(list.value));
  return {
    element: holder,
    update(choices, value) {
      const key = JSON.stringify(choices);
      if (key !== filled) {
        filled = key;
        list.replaceChildren(
          ...choices.map((one) => element('option', { text: one.text, attributes: { value: one.value } })),
        );
      }
      if (list.value !== value) list.value = value;
      holder.hidden = choices.length === 0;
    },
  };
}
