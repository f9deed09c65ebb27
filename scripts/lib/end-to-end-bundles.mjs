/**
 * Bundles what drives the real VS Code into out/e2e: the end-to-end suites, the gallery and the benches. Their TypeScript runs in
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
    benches: program('runBenches', '../bench/run-benches', filesIn('../bench', '.bench.ts')),
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
    'onnxruntime-web/*',
    '@tensorflow/*',
  ],
  logLevel: 'warning',
  plugins: [scriptsStayInPlace],
};
const out = path.join(OUT, 'e2e');

/** @returns {Promise<string>} the program of `npm run shots` */
export const buildGallery = () => buildProgram('run-gallery.mjs', entries().gallery);

/** @returns {Promise<string>} the program of `npm run bench`; beside it lie those that it runs in processes of their own */
export async function buildBenches() {
  await buildProgram('run-process.cjs', "require('../bench/run-process');", 'cjs');
  await buildProgram('step-server.cjs', "require('../bench/step-server');", 'cjs');
  await buildProgram('attack-server.cjs', "require('../bench/attack-server');", 'cjs');
  return buildProgram('run-benches.mjs', entries().benches);
}

/** @returns {Promise<string>} the program of `npm run results` */
export const buildResults = () =>
  buildProgram('run-results.mjs', "import { runResults } from '../results/run-results'; await runResults();");

/** @param {string} name @param {string} contents @param {esbuild.Format} [format] @returns {Promise<string>} its path */
async function buildProgram(name, contents, format = 'esm') {
  const outfile = path.join(out, name);
  await esbuild.build({ ...common, stdin: { contents, resolveDir: TESTS }, format, outfile });
  return outfile;
}

export async function buildEndToEndTests() {
  const { host, ui } = entries();
  const runHost = path.join(out, 'run-host.mjs');
  const [runUi] = await Promise.all([
    buildProgram('run-ui.mjs', ui),
    esbuild.build({ ...common, entryPoints: [path.join(TESTS, 'run-host.ts')], format: 'esm', outfile: runHost }),
    // What the host loads is CommonJS.
    esbuild.build({
      ...common,
      stdin: { contents: host, resolveDir: TESTS },
      format: 'cjs',
      outfile: path.join(out, 'host.cjs'),
    }),
  ]);
  return { host: runHost, ui: runUi };
}
