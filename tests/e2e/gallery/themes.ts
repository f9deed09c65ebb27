/** The four kinds of colour theme that every surface has to look right in, and how a window is brought from one to another. */
import { writeSettings } from '../../../scripts/lib/code-server.mjs';
import { testSettings } from '../workbench/test-server';
import type { Workbench } from '../workbench/workbench';

const PATIENCE_MS = 4000;
const MOST_ATTEMPTS = 5;

export interface ColourTheme {
  /** In file names. */
  readonly name: string;
  /** As VS Code's setting has it. */
  readonly id: string;
  /** The end of the class that the window wears while the theme is on. */
  readonly file: string;
}

export const THEMES: readonly ColourTheme[] = [
  { name: 'dark', id: 'Default Dark Modern', file: 'dark_modern-json' },
  { name: 'light', id: 'Default Light Modern', file: 'light_modern-json' },
  { name: 'high-contrast', id: 'Default High Contrast', file: 'hc_black-json' },
  { name: 'high-contrast-light', id: 'Default High Contrast Light', file: 'hc_light-json' },
];

/** The settings of a window of the gallery in a theme. */
export const settingsIn = (theme: ColourTheme, settings: Readonly<Record<string, unknown>> = {}) =>
  testSettings({
    'workbench.colorTheme': theme.id,
    // A picture that is taken twice is the same twice.
    'editor.cursorBlinking': 'solid',
    'editor.occurrencesHighlight': 'off',
    ...settings,
  });

/** VS Code follows its settings at once, unless it is just starting to watch them; this waits until the window has. */
export async function wearTheme(
  workbench: Workbench,
  theme: ColourTheme,
  settings?: Readonly<Record<string, unknown>>,
): Promise<void> {
  const worn = workbench.page.locator(`.monaco-workbench[class*="${theme.file}"]`);
  for (let attempts = 1; ; attempts++) {
    writeSettings(workbench.places.profile, settingsIn(theme, settings));
    try {
      return await worn.waitFor({ timeout: PATIENCE_MS });
    } catch (error) {
      if (attempts === MOST_ATTEMPTS) throw error;
    }
  }
}
