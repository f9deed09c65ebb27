/** What everything that is drawn into an editor is drawn from: a run at one step, and the style of the line. */
import type { RunFigures } from '../moments/moment-reader';
import type { Lettering } from './pictures';

/** What is drawn: a run at one step. */
export interface Moment {
  readonly reader: RunFigures;
  readonly step: number;
}

export interface InlineStyle {
  /** Room in a line. */
  readonly heightPx: number;
  readonly lettering: Lettering;
  /** Whether the line was changed since the run. */
  readonly dimmed: boolean;
  /** A label of a track in the reader's language. */
  readonly said: (label: string) => string;
  /** "step 1,234" in the reader's language. */
  readonly stepSaid: (step: number) => string;
}
