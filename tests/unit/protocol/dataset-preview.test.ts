import { describe, expect, test } from 'vitest';
import { ProblemError } from '../../../src/base/problem';
import { placeOfProblem, readDataPanelRequest } from '../../../src/protocol/dataset-preview';

describe('what the Data panel asks', () => {
  test.each<[string, unknown]>([
    ['nothing', undefined],
    ['an unknown kind', { kind: 'spawn', command: 'sh' }],
    ['a word for yes', { kind: 'readPreview', again: 'yes' }],
    ['a place without a line', { kind: 'revealPlace', place: { file: 'a.png', column: 1 } }],
    ['a name that is none', { kind: 'chooseFile', suggestedName: 7 }],
    ['bytes that are none', { kind: 'writeFile', ticket: '0', bytes: [1, 2] }],
  ])('is refused when it is %s', (_what, body) => {
    expect(() => readDataPanelRequest(body)).toThrow(ProblemError);
  });

  test('is taken as it is when it is in order', () => {
    const request = { kind: 'readPreview', again: true };
    expect(readDataPanelRequest(request)).toEqual(request);
  });
});

test('a problem leads to its line, or to the beginning of its file', () => {
  const problem = { message: 'Wrong.', blame: 'experiment' } as const;
  expect(placeOfProblem(problem)).toBeUndefined();
  expect(placeOfProblem({ ...problem, file: 'a.csv' })).toEqual({ file: 'a.csv', line: 1, column: 1 });
  expect(placeOfProblem({ ...problem, file: 'a.csv', line: 7 })).toEqual({ file: 'a.csv', line: 7, column: 1 });
});
