/** What a panel says in words in place of a picture, or above it: what is missing, why, and what to do about it. */
import type { Problem } from '../../src/base/problem';
import { placeOfProblem } from '../../src/protocol/dataset-preview';
import type { SourcePlace } from '../../src/protocol/manifest';
import { element } from './elements';
import { formatCount } from './format';
import { createPlaceLink } from './place-link';
import { t } from './words';

export class Notices {
  readonly element = element('div', { class: 'notices', attributes: { role: 'status' } });
  private told = '';

  /** @param facts what the notices tell of, as JSON; they are made anew when it is another */
  update(facts: unknown, make: () => readonly HTMLElement[]): void {
    const next = JSON.stringify(facts);
    if (next === this.told) return;
    this.told = next;
    const shown = make();
    this.element.replaceChildren(...shown);
    this.element.hidden = shown.length === 0;
  }
}

export const notice = (look: 'empty' | 'reading' | 'failed', message: string, remedy?: string): HTMLElement =>
  element(
    'div',
    { class: `notice ${look}`, attributes: look === 'failed' ? { role: 'alert' } : {} },
    element('p', { text: message }),
    ...(remedy ? [element('p', { class: 'dim', text: remedy })] : []),
  );

/** How far the training on to the step that is to be shown has come. */
export const replayNotice = ({ done, all }: { readonly done: number; readonly all: number }): HTMLElement =>
  notice(
    'reading',
    t('Training up to this step again: {done} of {all} steps', { done: formatCount(done), all: formatCount(all) }),
  );

/** With a link to its place, where it has one. */
export function problemNotice(problem: Problem, reveal: (place: SourcePlace) => void): HTMLElement {
  const made = notice('failed', problem.message, problem.remedy);
  const place = placeOfProblem(problem);
  if (place) made.append(element('p', {}, createPlaceLink(place, reveal, problem.line !== undefined)));
  return made;
}
