#!/usr/bin/env node
/**
 * Makes dist/: the bundles of everything that runs (extension, trainer, inspector, CLI, one script and style sheet per panel), the
 * declarations that experiments are written against, and the launchers. It checks no types (`npm run types` does) and
 * installs nothing.
 *
 *   node scripts/build.mjs [--watch] [--production]
 *
 * A panel is a folder webviews/NAME with a main.ts; its style sheet, if any, is webviews/NAME/panel.css, which main.ts
 * must not import, because it becomes a file of its own for the panel's <link>.
 */
import { existsSync, mkdirSync, readFileSync, readdirSync, renameSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import * as esbuild from 'esbuild';
import { makeExperimentTypes } from './lib/experiment-types.mjs';
import { writeLaunchers } from './lib/launchers.mjs';
import { DIST, ROOT } from './lib/places.mjs';
import { Progress, secondsSince } from './lib/progress.mjs';

/**
 * Stays in node_modules: native addons can't be bundled, and the trainer repairs tfjs on the exports object of its
 * CommonJS build, which a bundle would freeze.
 */
export const EXTERNAL = [
  'vscode',
  'esbuild',
  'onnxruntime-node',
  'onnxruntime-node/*',
  'onnxruntime-web/*',
  '@tensorflow/*',
];

const VERSION = JSON.parse(readFileSync(path.join(ROOT, 'package.json'), 'utf8')).version;

/** @returns {string[]} names of the panels: the folders of webviews/ with a main.ts */
export function panelNames() {
  const folder = path.join(ROOT, 'webviews');
  return readdirSync(folder).filter((name) => existsSync(path.join(folder, name, 'main.ts')));
}

/** @param {{ production: boolean }} options @returns {esbuild.BuildOptions[]} */
export function bundles({ production }) {
  /** @type {esbuild.BuildOptions} */
  const common = {
    absWorkingDir: ROOT,
    bundle: true,
    sourcemap: true,
    minify: production,
    keepNames: production,
    logLevel: 'warning',
    define: { 'process.env.NODE_ENV': '"production"', GIBBON_VERSION: JSON.stringify(VERSION) },
  };
  const panels = panelNames();
  return [
    {
      ...common,
      entryPoints: [
        { in: 'src/extension/extension.ts', out: 'extension' },
        { in: 'src/trainer/main.ts', out: 'trainer' },
        { in: 'src/inspector/main.ts', out: 'inspector' },
        { in: 'src/projection/worker/main.ts', out: 'projection-worker' },
        { in: 'src/cli/main.ts', out: 'cli' },
        { in: 'src/typescript-plugin/plugin.ts', out: 'typescript-plugin' },
      ],
      outdir: 'dist',
      outExtension: { '.js': '.cjs' },
      platform: 'node',
      format: 'cjs',
      target: 'node20',
      external: EXTERNAL,
      // Its main file is UMD, whose require() no bundler follows.
      alias: { 'jsonc-parser': 'jsonc-parser/lib/esm/main.js' },
    },
    {
      ...common,
      entryPoints: panels.flatMap((name) => [
        { in: `webviews/${name}/main.ts`, out: name },
        ...(existsSync(path.join(ROOT, 'webviews', name, 'panel.css'))
          ? [{ in: `webviews/${name}/panel.css`, out: name }]
          : []),
      ]),
      outdir: 'dist/webviews',
      platform: 'browser',
      format: 'iife',
      target: 'chrome120',
    },
  ];
}

/**
 * Builds once. Every file is replaced in one move, so that a program that starts meanwhile finds an old or a new one.
 * Throws esbuild's error, which has been printed already, when something can't be bundled.
 * @param {{ production?: boolean, progress?: Progress }} [options]
 */
export async function build({ production = false, progress = new Progress() } = {}) {
  const startedAt = performance.now();
  const results = await Promise.all(
    bundles({ production }).map((options) => esbuild.build({ ...options, write: false })),
  );
  const files = results.flatMap((result) => result.outputFiles ?? []);
  for (const file of files) {
    mkdirSync(path.dirname(file.path), { recursive: true });
    writeFileSync(`${file.path}.${process.pid}`, file.contents);
    renameSync(`${file.path}.${process.pid}`, file.path);
  }
  writeLaunchers(VERSION);
  const made = await makeExperimentTypes();
  if (made.length) progress.say(`· made ${made.map((name) => `dist/types/${name}`).join(', ')}`);
  const sizes = files
    .filter((file) => !file.path.endsWith('.map'))
    .map((file) => `${path.relative(DIST, file.path)} ${Math.ceil(file.contents.length / 1024)} kB`);
  progress.say(`· built dist/ in ${secondsSince(startedAt)}: ${sizes.join(', ')}`);
}

/** Whether dist/ is there and nothing that goes into it is newer. */
export function isBuilt() {
  const outputs = ['extension', 'trainer', 'inspector', 'projection-worker', 'cli'].map((name) =>
    path.join(DIST, `${name}.cjs`),
  );
  if (!outputs.every((file) => existsSync(file))) return false;
  const oldestOutput = Math.min(...outputs.map((file) => statSync(file).mtimeMs));
  return ['src', 'webviews', 'package-lock.json', 'scripts/build.mjs'].every(
    (name) => newest(path.join(ROOT, name)) < oldestOutput,
  );
}

/** @param {string} place a file or a folder @returns {number} when the newest thing in it was changed */
function newest(place) {
  const inside = statSync(place).isDirectory() ? readdirSync(place, { recursive: true }) : [];
  return Math.max(
    ...[place, ...inside.map((name) => path.join(place, String(name)))].map((file) => statSync(file).mtimeMs),
  );
}

async function watch() {
  writeLaunchers(VERSION);
  await makeExperimentTypes();
  /** @type {esbuild.Plugin} */
  const announce = {
    name: 'announce',
    setup: (pluginBuild) => {
      pluginBuild.onEnd((result) => {
        console.log(`${new Date().toLocaleTimeString()} built, ${result.errors.length} errors`);
      });
    },
  };
  for (const options of bundles({ production: false })) {
    const context = await esbuild.context({ ...options, plugins: [announce] });
    await context.watch();
  }
  console.log('Watching; Ctrl-C ends it.');
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const flags = new Set(process.argv.slice(2));
  try {
    await (flags.has('--watch') ? watch() : build({ production: flags.has('--production') }));
  } catch (error) {
    // esbuild has already printed each of its errors with file and line.
    if (!(error instanceof Error && 'errors' in error)) console.error(error);
    process.exitCode = 1;
  }
}
