import { describe, expect, it } from 'vitest';

import { assertNever } from '../../../src/base/assert-never';
import { formatProblem, ProblemError, toProblem, type Problem } from '../../../src/base/problem';
import { failure, ok } from '../../../src/base/result';

describe('formatProblem', () => {
  it.each<[Problem, string]>([
    [{ message: 'It broke.', blame: 'environment' }, 'It broke.'],
    [{ message: 'It broke.', remedy: 'Mend it.', blame: 'environment' }, 'It broke. Mend it.'],
    [{ message: 'It broke.', file: '/a.ts', blame: 'experiment' }, '/a.ts: It broke.'],
    [{ message: 'It broke.', file: '/a.ts', line: 3, blame: 'experiment' }, '/a.ts:3: It broke.'],
    [{ message: 'It\n  broke.\n', remedy: 'Mend\nit.', blame: 'environment' }, 'It broke. Mend it.'],
  ])('puts %j on one line', (problem, expected) => {
    expect(formatProblem(problem)).toBe(expected);
  });
});

describe('toProblem', () => {
  it("keeps a ProblemError's own problem", () => {
    const problem: Problem = { message: 'It broke.', remedy: 'Mend it.', blame: 'experiment' };
    expect(toProblem(new ProblemError(problem), 'environment')).toBe(problem);
  });

  it.each([
    [new Error('It broke.'), 'It broke.'],
    ['thrown words', 'thrown words'],
    [undefined, 'undefined'],
  ])('words %s and blames whom it is told to', (thrown, message) => {
    expect(toProblem(thrown, 'experiment')).toEqual({ message, blame: 'experiment' });
  });
});

describe('ProblemError', () => {
  it('carries its problem, says its message and keeps its cause', () => {
    const cause = new Error('ENOENT');
    const error = new ProblemError({ message: 'It broke.', blame: 'environment' }, { cause });
    expect(error).toMatchObject({
      name: 'ProblemError',
      message: 'It broke.',
      cause,
      problem: { blame: 'environment' },
    });
  });
});

describe('Result', () => {
  it('is a value or a problem, told apart by ok', () => {
    expect(ok(3)).toEqual({ ok: true, value: 3 });
    const problem: Problem = { message: 'It broke.', blame: 'environment' };
    expect(failure(problem)).toEqual({ ok: false, problem });
  });
});

describe('assertNever', () => {
  it('names the value that a switch forgot', () => {
    expect(() => assertNever({ kind: 'new' } as never)).toThrow('{"kind":"new"}');
  });
});
