import { parse } from 'jsonc-parser';
import { describe, expect, test } from 'vitest';
import { withGibbonPath } from '../../../src/extension/tsconfig-paths';

const TYPES = '.gibbon/types/gibbon.d.ts';
const pathsOf = (text = '') => (parse(text) as { compilerOptions: { paths: unknown } }).compilerOptions.paths;

describe('the path of the types', () => {
  test('makes a tsconfig.json where there is none', () => {
    const made = withGibbonPath(undefined, TYPES);
    expect(made?.change).toBe('made');
    expect(pathsOf(made?.text)).toEqual({ gibbon: [`./${TYPES}`] });
  });

  test('keeps comments, trailing commas, other paths, and the layout', () => {
    const before =
      '// ours\n{\n    "compilerOptions": {\n        "strict": true, // yes\n        "paths": { "a": ["./a.ts"] },\n    },\n}\n';
    const after = withGibbonPath(before, TYPES);
    expect(after?.change).toBe('added');
    expect(after?.text).toContain('// ours');
    expect(after?.text).toContain('        "strict": true, // yes');
    expect(pathsOf(after?.text)).toEqual({ a: ['./a.ts'], gibbon: [`./${TYPES}`] });
  });

  test('is made anew where it was another', () => {
    const after = withGibbonPath('{"compilerOptions":{"paths":{"gibbon":["./old.d.ts"]}}}', TYPES);
    expect(after?.change).toBe('changed');
    expect(pathsOf(after?.text)).toEqual({ gibbon: [`./${TYPES}`] });
  });

  test('is left alone where it is right', () => {
    const { text } = withGibbonPath('{}', TYPES) ?? {};
    expect(withGibbonPath(text, TYPES)).toEqual({ text, change: 'unchanged' });
  });

  test.each([
    ['./src', `../${TYPES}`],
    ['.', `./${TYPES}`],
  ])('is relative to the baseUrl %s', (baseUrl, target) => {
    const after = withGibbonPath(JSON.stringify({ compilerOptions: { baseUrl } }), TYPES);
    expect(pathsOf(after?.text)).toEqual({ gibbon: [target] });
  });

  test.each(['{', '[]', '3', ''])('is not written into %j, which is no configuration', (text) =>
    expect(withGibbonPath(text, TYPES)).toBeUndefined(),
  );
});
