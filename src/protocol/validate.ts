/** What comes from outside becomes typed here, once, or a sentence about what is wrong with it. */
import * as v from 'valibot';
import { ProblemError } from '../base/problem';

/**
 * @param what names the thing in a sentence: "a request of a panel"
 * @returns a function that gives back its argument typed, or throws a ProblemError naming the first field that is wrong
 */
export function validator<Schema extends v.GenericSchema>(
  what: string,
  schema: Schema,
): (value: unknown) => v.InferOutput<Schema> {
  return (value) => {
    const parsed = v.safeParse(schema, value);
    if (parsed.success) return parsed.output;
    const [issue] = parsed.issues;
    const field = v.getDotPath(issue);
    throw new ProblemError({
      message: `${what} could not be understood: ${field ? `${field}: ` : ''}${issue.message}.`,
      blame: 'environment',
    });
  };
}
