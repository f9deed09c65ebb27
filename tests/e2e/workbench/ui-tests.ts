/** How a file of the UI suite says what it tests: sentences in order, all in one window on one fresh workspace. */
import type { Workbench } from './workbench';

/**
 * Which VS Code a file of tests runs in: with Gibbon linked from this repository; with the packaged Gibbon in a profile
 * of its own and no development files; or with Gibbon linked, and nothing trusted.
 */
export type UiWindow = 'developed' | 'packaged' | 'untrusted';

export interface UiTestsOptions {
  /** By default the developed one. */
  readonly window?: UiWindow;
  /** Folder to open a copy of, relative to the repository; by default tests/e2e/workspace. */
  readonly workspace?: string;
  /** File of it that is open at the start. */
  readonly file?: string;
  /** Display language of the window, English by default. */
  readonly language?: 'pt-br';
  /** User settings beside those of a quiet profile. */
  readonly settings?: Readonly<Record<string, unknown>>;
}

export interface UiTests {
  readonly title: string;
  readonly options: UiTestsOptions;
  /** Name (a sentence) → test, run in this order. A failed one doesn't keep the next from running. */
  readonly tests: Readonly<Record<string, (workbench: Workbench) => Promise<void>>>;
}

/** The default export of each tests/e2e/ui/NAME.ui.ts. */
export function uiTests(title: string, options: UiTestsOptions, tests: UiTests['tests']): UiTests {
  return { title, options, tests };
}
