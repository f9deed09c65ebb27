import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { fileNameFor, freeName, readTemplate } from '../../../src/extension/experiment-templates';

const ROOT = path.resolve(__dirname, '../../..');
const EXAMPLES = path.join(ROOT, 'examples');
const examples = readdirSync(EXAMPLES).filter((name) => name.endsWith('.gibbon.ts'));

describe('a template', () => {
  test('takes title and description from its first comment lines', () => {
    const source = '// A GAN\n// Two models\n//   that compete.\nimport {} from "gibbon";\n// not this\n';
    expect(readTemplate('x.gibbon.ts', source)).toEqual({
      title: 'A GAN',
      description: 'Two models that compete.',
      source,
    });
  });

  test('is called by its file where it opens with no comment', () => {
    expect(readTemplate('plain.gibbon.ts', 'import {} from "gibbon";')).toMatchObject({
      title: 'plain',
      description: '',
    });
  });

  test.each(examples)('the example %s has a title and a description of its own', (name) => {
    const { title, description } = readTemplate(name, readFileSync(path.join(EXAMPLES, name), 'utf8'));
    expect(title).not.toBe(name.replace('.gibbon.ts', ''));
    expect(description).toMatch(/^[A-Z].{20,}\.$/);
  });
});

describe('the name of a new experiment', () => {
  test.each([
    ['my gan', 'my gan.gibbon.ts'],
    [' ação-2 ', 'ação-2.gibbon.ts'],
    ['net.gibbon.ts', 'net.gibbon.ts'],
    ['net.gibbon.mjs', 'net.gibbon.ts'],
  ])('%j becomes %j', (name, file) => expect(fileNameFor(name)).toBe(file));

  test.each(['', ' ', '.', '..', '../out', 'a/b', 'a\\b', 'c:', 'what?', 'end.'])('%j is refused', (name) =>
    expect(fileNameFor(name)).toBeUndefined(),
  );

  test('is one that is free', () => {
    expect(freeName('my-gan', new Set())).toBe('my-gan');
    expect(freeName('my-gan', new Set(['my-gan.gibbon.ts', 'my-gan-2.gibbon.ts']))).toBe('my-gan-3');
  });
});

describe('README.md', () => {
  test('lists the example as it is, but for the comments inside', () => {
    const code = (text: string) =>
      text
        .split('\n')
        .filter((line, index) => index < 2 || !/^\s*\/\//.test(line))
        .join('\n')
        .trim();
    const listing = /```ts\n([\s\S]*?)```/.exec(readFileSync(path.join(ROOT, 'README.md'), 'utf8'))?.[1] ?? '';
    expect(code(listing)).toBe(code(readFileSync(path.join(EXAMPLES, 'fashion-gan.gibbon.ts'), 'utf8')));
  });
});
