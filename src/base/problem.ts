/** What went wrong, in words for the person who can mend it: expected, got, remedy, and where. */

export interface Problem {
  /** One full sentence: what is wrong, what was expected, what was got. */
  readonly message: string;
  /** One sentence: what to do about it. */
  readonly remedy?: string;
  /** Absolute path of the user's file (an experiment, a data file, a file of a run) that this is about. */
  readonly file?: string;
  /** 1-based line in `file`. */
  readonly line?: number;
  /** 1-based column in `file`. */
  readonly column?: number;
  /** Who has to act: the author of the experiment, or whoever runs the machine. Decides the CLI's exit code. */
  readonly blame: 'experiment' | 'environment';
}

/** A Problem that travels as an exception, for code in which every caller up the stack would only pass it on. */
export class ProblemError extends Error {
  constructor(
    readonly problem: Problem,
    options?: ErrorOptions,
  ) {
    super(problem.message, options);
    this.name = 'ProblemError';
  }
}

/** The problem in one line: `file:line: message remedy`. */
export function formatProblem(problem: Problem): string {
  const place = problem.file ? `${problem.file}${problem.line ? `:${problem.line}` : ''}: ` : '';
  return `${place}${problem.message}${problem.remedy ? ` ${problem.remedy}` : ''}`.replace(/\s*\n\s*/g, ' ');
}

/** Any thrown thing as a Problem; a ProblemError keeps its own. */
export function toProblem(error: unknown, blame: Problem['blame']): Problem {
  if (error instanceof ProblemError) return error.problem;
  return { message: error instanceof Error ? error.message : String(error), blame };
}
