/** Keys of the Latent space panel → what they do. */
import { type PinName, PIN_NAMES } from './state';

export type KeyAction =
  | { readonly kind: 'pan'; readonly across: number; readonly down: number }
  | { readonly kind: 'zoom'; readonly factor: number }
  | { readonly kind: 'fit' | 'table' | 'decode' | 'live' | 'escape' }
  | { readonly kind: 'sample' | 'step'; readonly by: -1 | 1 }
  | { readonly kind: 'pin'; readonly name: PinName };

export interface Key {
  readonly key: string;
  readonly shiftKey: boolean;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
}

const PAN_PX = 60;
const ZOOM = 1.4;
const ARROWS: Readonly<Record<string, readonly [number, number]>> = {
  ArrowLeft: [1, 0],
  ArrowRight: [-1, 0],
  ArrowUp: [0, 1],
  ArrowDown: [0, -1],
};

/** @param isOnMap whether the map has the focus: arrows belong to whatever has it */
export function actionOf({ key, shiftKey, ctrlKey, metaKey, altKey }: Key, isOnMap: boolean): KeyAction | undefined {
  if (ctrlKey || metaKey || altKey) return undefined;
  const arrow = ARROWS[key];
  if (arrow && isOnMap) return { kind: 'pan', across: arrow[0] * PAN_PX, down: arrow[1] * PAN_PX };
  const pin = PIN_NAMES.find((name) => name === key.toLowerCase());
  if (pin && !shiftKey) return { kind: 'pin', name: pin };
  switch (key) {
    case '+':
    case '=':
      return { kind: 'zoom', factor: ZOOM };
    case '-':
      return { kind: 'zoom', factor: 1 / ZOOM };
    case '0':
      return { kind: 'fit' };
    case 'Escape':
      return { kind: 'escape' };
    case ',':
      return { kind: 'step', by: -1 };
    case '.':
      return { kind: 'step', by: 1 };
  }
  switch (key.toLowerCase()) {
    case 't':
      return { kind: 'table' };
    case 'd':
      return { kind: 'decode' };
    case 'l':
      return { kind: 'live' };
    case 'n':
      return { kind: 'sample', by: 1 };
    case 'p':
      return { kind: 'sample', by: -1 };
    default:
      return undefined;
  }
}
