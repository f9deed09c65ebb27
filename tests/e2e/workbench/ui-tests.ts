/**
 * How a file of the UI suite says what it tests: sentences in order. Files that ask for the same window share one, one
 * after another: each begins with no editor open, no run and no training, and a workspace as it was.
 */
import type { Workbench } from './workbench';

/**
 * Which VS Code a file of tests runs in: with Gibbon linked from this repository; or with the packaged Gibbon in a profile
 * of its own and no development files.
 */
export type UiServer = 'developed' | 'packaged';

export interface UiTestsOptions {
  /** By default the developed one. */
  readonly server?: UiServer;
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
