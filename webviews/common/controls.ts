/**
 * The controls of all panels. The one file that knows the controls' library, which is archived upstream: replacing it
 * changes nothing but this file.
 */
import { provideVSCodeDesignSystem, vsCodeButton } from '@vscode/webview-ui-toolkit';
import { setAttribute } from './elements';
import { icon, type IconName } from './icons';

/** Once a page, before the first control is made. */
export function registerControls(): void {
  provideVSCodeDesignSystem().register(vsCodeButton());
}

export interface ButtonOptions {
  readonly label: string;
  /** What it does, and its key: the tooltip. */
  readonly title: string;
  readonly icon?: IconName;
  readonly look: 'primary' | 'secondary' | 'icon';
  readonly onPress: () => void;
}

export interface Button {
  readonly element: HTMLElement;
  /** @param pressed for a button that switches something on and off */
  update(state: { readonly shown?: boolean; readonly enabled?: boolean; readonly pressed?: boolean }): void;
  rename(label: string, title: string): void;
}

/** A button; with the look 'icon' its label is only heard, and seen in the tooltip. */
export function createButton(options: ButtonOptions): Button {
  const element = document.createElement('vscode-button');
  element.setAttribute('appearance', options.look);
  const text = document.createElement('span');
  text.className = 'button-label';
  if (options.icon) {
    const picture = icon(options.icon);
    if (options.look !== 'icon') picture.setAttribute('slot', 'start');
    element.append(picture);
  }
  if (options.look !== 'icon') element.append(text);
  const rename = (label: string, title: string) => {
    text.textContent = label;
    // Set before the element enters the page, or the library calls an icon button "Icon Button".
    setAttribute(element, 'aria-label', label);
    setAttribute(element, 'title', title);
  };
  rename(options.label, options.title);
  element.addEventListener('click', () => options.onPress());
  return {
    element,
    rename,
    update({ shown = true, enabled = true, pressed }) {
      element.hidden = !shown;
      element.toggleAttribute('disabled', !enabled);
      if (pressed !== undefined) {
        element.classList.toggle('pressed', pressed);
        setAttribute(element, 'aria-pressed', String(pressed));
      }
    },
  };
}
