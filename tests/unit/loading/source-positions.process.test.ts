/** From a stack in the bundle back to the user's lines, through esbuild's own source map. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, test } from 'vitest';
import { bundleExperiment } from '../../../src/loading/bundle-experiment';
import { SourcePositions } from '../../../src/loading/source-positions';
import { temporaryFolder } from '../../programs/gibbon-cli';

const entry = `// A first line of words
import { fail } from './lib/helper';
import { deep } from 'dependency';

export default function run(): never {
  return deep(() =>
    fail('x' as string),
  );
}
`;
const helper = `interface Unused { readonly a: number }

export function fail(word: string): never {
  throw new Error(word);
}
`;

async function failingStack() {
  const folder = temporaryFolder();
  const files = {
    'entry.gibbon.ts': entry,
    'lib/helper.ts': helper,
    'node_modules/dependency/index.js': 'export const deep = (run) => run();\n',
    'node_modules/dependency/package.json': '{ "name": "dependency", "type": "module", "main": "index.js" }',
  };
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    writeFileSync(path.join(folder, name), text);
  }
  const bundle = await bundleExperiment(path.join(folder, 'entry.gibbon.ts'));
  const file = path.join(folder, 'experiment-1.mjs');
  writeFileSync(file, bundle.code);
  const positions = new SourcePositions('experiment-1.mjs', bundle.sourceMap);
  // In a Node of its own, since the test runner would load the bundle in its own way.
  const call = `import(${JSON.stringify(pathToFileURL(file).href)}).then((m) => m.default()).catch((e) => process.stdout.write(e.stack))`;
  const error = Object.assign(new Error('x'), {
    stack: execFileSync(process.execPath, ['-e', call], { encoding: 'utf8' }),
  });
  return { folder, bundle, positions, frames: positions.framesOf(error) };
}

test("frames are the user's files and lines, innermost first, without those of packages", async () => {
  const { folder, frames } = await failingStack();
  expect(frames.map(({ file, line }) => `${path.relative(folder, file)}:${line}`)).toEqual([
    'lib/helper.ts:4',
    'entry.gibbon.ts:7',
    'entry.gibbon.ts:6',
  ]);
});

test('columns count from 1 and point at the call', async () => {
  const { frames } = await failingStack();
  expect(entry.split('\n')[frames[1]!.line - 1]!.slice(frames[1]!.column - 1)).toMatch(/^fail\(/);
});

test('an error that never went through the bundle has no frames', async () => {
  const { positions } = await failingStack();
  expect(positions.framesOf(new Error('elsewhere'))).toEqual([]);
});

test('the bundle lists the sources of the user, and only those', async () => {
  const { folder, bundle } = await failingStack();
  expect(bundle.sources.map(({ file }) => path.relative(folder, file)).sort()).toEqual([
    'entry.gibbon.ts',
    'lib/helper.ts',
  ]);
  expect(bundle.sources.find(({ file }) => file.endsWith('helper.ts'))?.text).toBe(helper);
});
