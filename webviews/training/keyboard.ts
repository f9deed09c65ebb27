/** Keys of the panel → messages. */
import type { PanelMessage, PanelState } from './state';
import { playheadStep, spanOf, visibleWindow } from './state';
import { zoomAbout } from './time-window';

/** The part of a keyboard event that decides. */
export interface Key {
  readonly key: string;
  readonly shiftKey: boolean;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
}

const ZOOM_FACTOR = 1.5;

/** C asks which run to compare with: no message, for the answer is the user's. */
export const isCompareKey = ({ key, ctrlKey, metaKey, altKey }: Key): boolean =>
  key.toLowerCase() === 'c' && !ctrlKey && !metaKey && !altKey;

/** @returns undefined for a key that is not the panel's */
export function messageFor(
  { key, shiftKey, ctrlKey, metaKey, altKey }: Key,
  state: PanelState,
): PanelMessage | undefined {
  if (ctrlKey || metaKey || altKey || !state.run) return undefined;
  const by = shiftKey ? 'step' : 'picture';
  switch (key) {
    case 'ArrowLeft':
      return { kind: 'playheadStepped', by, direction: -1 };
    case 'ArrowRight':
      return { kind: 'playheadStepped', by, direction: 1 };
    case 'PageDown':
      return { kind: 'playheadStepped', by: 'page', direction: -1 };
    case 'PageUp':
      return { kind: 'playheadStepped', by: 'page', direction: 1 };
    case 'Home':
      return { kind: 'playheadMoved', step: 0 };
    case 'End':
      return { kind: 'wentLive' };
    case '+':
    case '=':
      return { kind: 'zoomed', window: zoomAbout(visibleWindow(state), playheadStep(state), ZOOM_FACTOR) };
    case '-':
      return { kind: 'zoomed', window: zoomAbout(visibleWindow(state), playheadStep(state), 1 / ZOOM_FACTOR) };
    case 'a':
    case 'A':
      return { kind: 'wholeRunShown' };
    case 't':
    case 'T':
      return { kind: 'tableToggled' };
    case 's':
    case 'S':
      return { kind: 'spanMarked' };
    case 'z':
    case 'Z':
      return spanOf(state) && { kind: 'spanShown' };
    case 'Escape':
      return { kind: spanOf(state) ? 'spanCleared' : 'wentLive' };
    case 'l':
    case 'L':
      return { kind: 'wentLive' };
    default:
      return undefined;
  }
}
