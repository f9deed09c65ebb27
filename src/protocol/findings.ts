/** What diagnosis will have found in a run, for the lane at the top of its timeline. Nothing diagnoses yet. */

export interface Finding {
  readonly title: string;
  readonly severity: 'warning' | 'error';
  /** The step at which the trouble began, told in hindsight. */
  readonly begunAtStep: number;
  /** The step at which there was enough to see it: not before `begunAtStep`. */
  readonly noticedAtStep: number;
}
