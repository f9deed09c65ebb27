/**
 * How a file of tests/e2e/shots says what it shows: one surface of Gibbon, brought into sight by the hands of a user.
 * The bundler finds the files, so that to add a surface is to add a file.
 */
import type { Workbench } from '../workbench/workbench';
import type { RecordedRuns } from './recorded-runs';
import type { Words } from './words';

/** What a surface is shown with: one window in one language on the one workspace with recorded runs. */
export interface Stage {
  readonly workbench: Workbench;
  readonly words: Words;
  readonly runs: RecordedRuns;
}

export interface Surface {
  /** The beginning of its pictures' file names, and how the command line calls it. */
  readonly name: string;
  /** For people who look at the gallery. */
  readonly title: string;
  /** A window that trusts nothing, in place of one that trusts all. */
  readonly untrusted?: boolean;
  /** It keeps the colours that it was drawn in (menus, pickers), so it is shown anew for each theme. */
  readonly redrawn?: boolean;
  /** It changes while one looks, so that no picture is like the one before it. */
  readonly moving?: boolean;
  show(stage: Stage): Promise<void>;
  /** Takes away what closing all editors and pressing Escape leaves behind. */
  hide?(stage: Stage): Promise<void>;
}

/** The default export of each tests/e2e/shots/NAME.shot.ts. */
export const surface = (described: Surface): Surface => described;
