/**
 * How a file of tests/bench says what it measures. A bench prints figures for people and hands the same to programs; it
 * passes nothing and fails nothing, because a time depends on the machine and on what else runs there.
 */
import type { Progress } from '../../scripts/lib/progress.mjs';

export interface BenchOptions {
  readonly progress: Progress;
  /** How often to measure; each bench has a number of its own that is enough. */
  readonly samples?: number;
}

export interface Bench<Result extends object = object> {
  /** How the command line calls it, and its key in what `--json` prints. */
  readonly name: string;
  readonly title: string;
  /** Its result's own keys stand at the top of what `--json` prints, without its name. */
  readonly isTop?: true;
  run(options: BenchOptions): Promise<Result>;
  /** The result in lines for people. */
  describe(result: Result): readonly string[];
  /** The result for tests/bench/RESULTS.md, in lines of Markdown. Left out: as `describe` has it. */
  table?(result: Result): readonly string[];
}

/** The default export of each tests/bench/NAME.bench.ts. Its result's type is known to it alone. */
export const bench = <Result extends object>(described: Bench<Result>): Bench<Result> => described;
