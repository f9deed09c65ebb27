/** The head of a part of the pane: its title, what it is of, and at the right what can be done with its picture. */
import { element } from '../../common/elements';
import type { PictureButtons } from '../picture-buttons';

/** @param detail beside the title, in place of the subtitle, where it changes with the playhead */
export function createPartHead(
  { title, subtitle }: { readonly title: string; readonly subtitle: string },
  buttons?: PictureButtons,
  detail?: HTMLElement,
): HTMLElement {
  const heading = element('h3', { text: title }, detail ?? element('span', { class: 'dim', text: ` ${subtitle}` }));
  return element('div', { class: 'part-head' }, heading, ...(buttons ? [buttons.element] : []));
}
