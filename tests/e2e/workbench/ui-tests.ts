/** How a file of the UI suite says what it tests: sentences in order, all in one window on one fresh workspace. */
import type { Workbench } from './workbench';

export interface UiTestsOptions {
  /** Folder to open a copy of, relative to the repository; by default tests/e2e/workspace. */
  readonly workspace?: string;
  /** File of it that is open at the start. */
  readonly file?: string;
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
