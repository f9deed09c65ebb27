/** What is loaded when VS Code opens a workspace with experiments, and what waits until somebody needs it. */
import * as esbuild from 'esbuild';
import { beforeAll, expect, test } from 'vitest';
import { bundles } from '../../../scripts/build.mjs';

const ENTRY = 'src/extension/extension.ts';
/** Reading records and checkpoints, and changing a tsconfig.json: more than half of all code that is bundled. */
const LATER = ['protobufjs', 'jsonc-parser'];

let inputs: esbuild.Metafile['inputs'];

beforeAll(async () => {
  const [host] = bundles({ production: true });
  const made = await esbuild.build({ ...host, entryPoints: [ENTRY], outdir: 'out', write: false, metafile: true });
  inputs = made.metafile.inputs;
});

/** Files that run with the entry: all but those behind an `import()`. */
function loadedAtOnce(): Set<string> {
  const reached = new Set([ENTRY]);
  for (const file of reached)
    for (const { kind, path, external } of inputs[file]?.imports ?? [])
      if (!external && kind !== 'dynamic-import') reached.add(path);
  return reached;
}

const from = (files: Iterable<string>, library: string) =>
  [...files].filter((file) => file.includes(`node_modules/${library}/`));

test.each(LATER)('%s is part of the extension, and is not loaded at activation', (library) => {
  expect(from(Object.keys(inputs), library)).not.toEqual([]);
  expect(from(loadedAtOnce(), library)).toEqual([]);
});

test('what shows runs and experiments is', () => {
  expect([...loadedAtOnce()]).toEqual(
    expect.arrayContaining(['src/extension/runs-tree.ts', 'src/protocol/channel.ts']),
  );
});
