/** What every part of the panel gives: its element, and a way to draw it anew. */
import type { Theme } from '../common/theme';

export interface Part {
  readonly element: HTMLElement;
  update(theme: Theme): void;
}
