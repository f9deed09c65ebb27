/** The house keeps its shape: every folder of src has its own compilation, its row in the import table and its word in the map. */
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, test } from 'vitest';
import { ROOT, foldersIn, readFiles } from './repository';

interface Solution {
  readonly references?: readonly { readonly path: string }[];
}

interface DependencyRules {
  readonly default: { readonly forbidden: readonly { readonly from: { readonly path?: string } }[] };
}

const dependencyRules = (await import(
  pathToFileURL(path.join(ROOT, '.dependency-cruiser.mjs')).href
)) as DependencyRules;

const read = (file: string) => readFileSync(path.join(ROOT, file), 'utf8');
const references = (file: string) =>
  (JSON.parse(read(file)) as Solution).references?.map((reference) => reference.path) ?? [];

describe.each(foldersIn('src'))('src/%s', (name) => {
  test('has a tsconfig.json of its own', () => {
    expect(existsSync(path.join(ROOT, 'src', name, 'tsconfig.json'))).toBe(true);
  });

  test('is part of the solution and of what tests compile against', () => {
    expect(references('tsconfig.json')).toContain(`src/${name}`);
    expect(references('tests/tsconfig.json')).toContain(`../src/${name}`);
  });

  test('stands in the import table', () => {
    const guarded = dependencyRules.default.forbidden.map((rule) => rule.from.path);
    expect(guarded).toContain(`^src/${name}/`);
  });

  test('is named in src/ARCHITECTURE.md', () => {
    expect(read('src/ARCHITECTURE.md')).toMatch(new RegExp(`\\b${name}/`));
  });
});

describe('walls that a compiler cannot see', () => {
  test('only src/extension names the vscode module', () => {
    const importers = readFiles(['src', 'webviews'], ['.ts']).filter(({ text }) =>
      /from 'vscode'|require\('vscode'\)/.test(text),
    );
    expect(
      importers.filter(({ path: file }) => !file.startsWith('src/extension/')).map(({ path: file }) => file),
    ).toEqual([]);
  });

  test('a panel has its state apart from its view', () => {
    const panels = foldersIn('webviews').filter((name) => existsSync(path.join(ROOT, 'webviews', name, 'main.ts')));
    const incomplete = panels.filter((name) => !existsSync(path.join(ROOT, 'webviews', name, 'state.ts')));
    expect(incomplete).toEqual([]);
  });

  test("a panel's state knows no document", () => {
    const states = readFiles(['webviews'], ['/state.ts']).filter(({ text }) =>
      /\bdocument\.|\bHTML[A-Z]\w*Element\b/.test(text),
    );
    expect(states.map(({ path: file }) => file)).toEqual([]);
  });
});
