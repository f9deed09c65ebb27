/** What a command of the CLI is, and how its arguments are read: wrong ones get a sentence and the usage. */
import path from 'node:path';
import { parseArgs } from 'node:util';
import { ProblemError } from '../base/problem';

export interface CommandContext {
  readonly json: boolean;
  /** A line of the result, to stdout. */
  print(line: string): void;
  /** A line about what is going on. */
  tell(line: string): void;
  readonly trainerScript: string;
}

export interface CommandLine {
  readonly usage: string;
  readonly summary: string;
  /** @returns the exit code @throws ProblemError */
  run(args: readonly string[], context: CommandContext): Promise<number>;
}

export const usageError = (message: string, remedy = 'Run gibbon help to see how it is used.'): ProblemError =>
  new ProblemError({ message, remedy, blame: 'environment' });

type Options = Readonly<
  Record<string, { readonly type: 'string'; readonly default?: string } | { readonly type: 'boolean' }>
>;

type ValuesOf<Asked extends Options> = {
  readonly [Name in keyof Asked]?: Asked[Name] extends { type: 'boolean' } ? boolean : string;
};

/** @throws ProblemError on an unknown option, or more or fewer words than `names` */
export function readArguments<Asked extends Options>(
  args: readonly string[],
  names: readonly string[],
  options: Asked,
): { values: ValuesOf<Asked>; positionals: string[] } {
  try {
    const { values, positionals } = parseArgs({
      args: withNegativeNumbers(args),
      options: { ...options, json: { type: 'boolean' } },
      allowPositionals: true,
    });
    if (positionals.length !== names.length)
      throw usageError(
        `The command expected ${names.length === 0 ? 'no further words' : names.join(' ')}, and got ${positionals.join(' ') || 'nothing'}.`,
      );
    return { values: values, positionals };
  } catch (error) {
    if (error instanceof ProblemError) throw error;
    throw usageError(error instanceof Error ? `${error.message.split('. ')[0]}.` : String(error));
  }
}

/** A number below zero is what an option is given, and no option itself, which parseArgs takes it for. */
function withNegativeNumbers(args: readonly string[]): string[] {
  const joined: string[] = [];
  for (const arg of args) {
    const before = joined.at(-1);
    if (/^-\.?\d/.test(arg) && before?.startsWith('--') && !before.includes('='))
      joined[joined.length - 1] = `${before}=${arg}`;
    else joined.push(arg);
  }
  return joined;
}

/** @throws ProblemError unless the option is absent or a whole number of at least `least` */
export function readCount(name: string, text: string | undefined, least: number): number | undefined {
  if (text === undefined) return undefined;
  const value = Number(text);
  if (!/^\d+$/.test(text) || value < least || value > 0xffffffff)
    throw usageError(`--${name} expected a whole number of at least ${least}, and got ${text}.`);
  return value;
}

/** Where runs are kept: --runs, else `.gibbon/runs` here. */
export const runsFolder = (option: string | undefined): string => path.resolve(option ?? path.join('.gibbon', 'runs'));
