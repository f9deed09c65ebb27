/**
 * Bundles what drives the real VS Code into out/e2e: the end-to-end suites and the gallery. Their TypeScript runs in
 * plain Node and in the extension host.
 */
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import * as esbuild from 'esbuild';
import { OUT, ROOT } from './places.mjs';

const TESTS = path.join(ROOT, 'tests', 'e2e');

/** The scripts are found by where they lie, so a bundle loads them from there. @type {esbuild.Plugin} */
const scriptsStayInPlace = {
  name: 'scripts-stay-in-place',
  setup: (build) => {
    build.onResolve({ filter: /\/scripts\/.*\.mjs$/ }, ({ resolveDir, path: place }) => ({
      path: pathToFileURL(path.resolve(resolveDir, place)).href,
      external: true,
    }));
  },
};

/** @param {string} folder @param {string} ending */
const filesIn = (folder, ending) =>
  readdirSync(path.join(TESTS, folder))
    .filter((name) => name.endsWith(ending) && (process.env.GIBBON_FULL === '1' || !name.includes('.slow.')))
    .sort()
    .map((name) => `./${folder}/${name}`);

/** A program that hands the default exports of files to a function. @param {string} run @param {string} from @param {string[]} files */
const program = (run, from, files) =>
  [
    `import { ${run} } from '${from}';`,
    ...files.map((file, index) => `import file${index} from '${file}';`),
    `await ${run}([${files.map((_, index) => `file${index}`).join(', ')}]);`,
  ].join('\n');

/** Entries that name all files of a kind, made here so that no list of them has to be kept. */
function entries() {
  const hostFiles = filesIn('host', '.test.ts').map((file) => `require('${file}');`);
  return {
    host: `const { runMocha } = require('./host/index'); exports.run = () => runMocha(() => { ${hostFiles.join(' ')} });`,
    ui: program('runUi', './run-ui', filesIn('ui', '.ui.ts')),
    gallery: program('runGallery', './run-gallery', filesIn('shots', '.shot.ts')),
  };
}

/** @type {esbuild.BuildOptions} */
const common = {
  absWorkingDir: ROOT,
  bundle: true,
  platform: 'node',
  target: 'node20',
  sourcemap: 'inline',
  external: [
    'vscode',
    'mocha',
    'playwright-core',
    'esbuild',
    'onnxruntime-node',
    'onnxruntime-node/*',
    '@tensorflow/*',
  ],
  logLevel: 'warning',
  plugins: [scriptsStayInPlace],
};
const out = path.join(OUT, 'e2e');

/** @returns {Promise<string>} the program of `npm run shots` */
export async function buildGallery() {
  const outfile = path.join(out, 'run-gallery.mjs');
  await esbuild.build({
    ...common,
    stdin: { contents: entries().gallery, resolveDir: TESTS },
    format: 'esm',
    outfile,
  });
  return outfile;
}

export async function buildEndToEndTests() {
  const { host, ui } = entries();
  await Promise.all([
    esbuild.build({
      ...common,
      stdin: { contents: host, resolveDir: TESTS },
      format: 'cjs',
      outfile: path.join(out, 'host.cjs'),
    }),
    esbuild.build({
      ...common,
      stdin: { contents: ui, resolveDir: TESTS },
      format: 'esm',
      outfile: path.join(out, 'run-ui.mjs'),
    }),
    esbuild.build({
      ...common,
      entryPoints: [path.join(TESTS, 'run-host.ts')],
      format: 'esm',
      outfile: path.join(out, 'run-host.mjs'),
    }),
  ]);
  return { host: path.join(out, 'run-host.mjs'), ui: path.join(out, 'run-ui.mjs') };
}
