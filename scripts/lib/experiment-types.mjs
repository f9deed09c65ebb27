/**
 * Makes the declarations that experiments are written against, dist/types: `gibbon.d.ts` from src/authoring, and
 * `tfjs.d.ts` with all of TensorFlow.js in one file. Each is made anew only when what it is made from has changed.
 */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { DIST, ROOT } from './places.mjs';

const TYPES = path.join(DIST, 'types');
const TFJS = path.join(ROOT, 'node_modules', '@tensorflow', 'tfjs');

/** @returns {Promise<string[]>} names of the files that had to be made */
export async function makeExperimentTypes() {
  const authoring = ['src/authoring', 'src/base'].flatMap(sourcesIn);
  const made = await Promise.all([
    make('tfjs.d.ts', [path.join(TFJS, 'package.json')], bundleTfjs),
    make('gibbon.d.ts', authoring, bundleGibbon),
  ]);
  return made.filter((name) => name !== undefined);
}

/** @param {string} folder */
const sourcesIn = (folder) =>
  readdirSync(path.join(ROOT, folder))
    .filter((name) => name.endsWith('.ts'))
    .sort()
    .map((name) => path.join(ROOT, folder, name));

/**
 * The first line of a made file is the hash of all that it was made from.
 * @param {string} name @param {string[]} sources @param {() => Promise<string>} bundle
 */
async function make(name, sources, bundle) {
  const hash = createHash('sha256');
  for (const file of [fileURLToPath(import.meta.url), ...sources]) hash.update(readFileSync(file)).update('\0');
  const stamp = `// Made by Gibbon's build from ${hash.digest('hex').slice(0, 16)}.\n`;
  const file = path.join(TYPES, name);
  if (existsSync(file) && readFileSync(file, 'utf8').startsWith(stamp)) return undefined;
  mkdirSync(TYPES, { recursive: true });
  writeFileSync(`${file}.${process.pid}`, stamp + (await bundle()));
  renameSync(`${file}.${process.pid}`, file);
  return name;
}

async function bundleTfjs() {
  const code = await bundle(path.join(TFJS, 'dist', 'index.d.ts'), { respectExternal: true });
  const cleaned = code
    // A package that no workspace has. Without it the few WebGPU types are unknown, as they are where it is missing.
    .replace(/^\/\/\/ <reference types="@webgpu.*\n/m, '')
    .replace(/\/\*\*\s*\n \* @license[\s\S]*?\*\/\n/g, '')
    .replace(/^\/\/\/ <amd-module.*\n/gm, '');
  return `// TensorFlow.js, Copyright Google LLC, Apache License 2.0.\n${withChainedOperations(cleaned)}`;
}

/**
 * tensor.add(1) and its like are added to the class from other files. In one file they have to stand beside it, and to
 * call types by the names that the bundler gave them.
 * @param {string} code
 */
function withChainedOperations(code) {
  const renamed = new Map(
    [...code.matchAll(/\b([A-Z]\w*\$\d+) as ([A-Z]\w*)/g)].map(([, inside = '', outside = '']) => [outside, inside]),
  );
  return code.replace(/^declare module "\.\/\w+" \{\n([\s\S]*?)^\}\n/gm, (_, body) =>
    String(body)
      .replace(/^ {4}/gm, '')
      .replace(/\b[A-Z]\w*(?![\w$])/g, (name) => renamed.get(name) ?? name),
  );
}

const bundleGibbon = () =>
  bundle(path.join(ROOT, 'src', 'authoring', 'index.ts'), {
    // `export * as tf` of a whole library has to stay an import, or rollup would write code that copies it.
    external: (id) => id === './tf' || id.startsWith('@tensorflow/'),
  });

/**
 * @param {string} input
 * @param {{ respectExternal?: boolean, external?: (id: string) => boolean }} options
 */
async function bundle(input, { respectExternal = false, external = () => false }) {
  // Loaded when needed: most builds find both files made.
  const [{ rollup }, { dts }] = await Promise.all([import('rollup'), import('rollup-plugin-dts')]);
  const bundled = await rollup({
    input,
    external,
    plugins: [
      dts({
        respectExternal,
        tsconfig: path.join(ROOT, 'src', 'authoring', 'tsconfig.json'),
        // Bundling is no part of the incremental build.
        compilerOptions: { composite: false, incremental: false },
      }),
    ],
    onwarn: (warning) => {
      throw new Error(warning.message);
    },
  });
  const { output } = await bundled.generate({ format: 'es', paths: () => './tfjs', file: path.basename(input) });
  await bundled.close();
  return output[0].code;
}
