/**
 * What goes into the packaged extension: exactly the modules that its programs load, found by following their imports,
 * this platform's native binaries, and the few files beside them. Everything is put into one folder that vsce packs.
 */
import {
  chmodSync,
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import * as esbuild from 'esbuild';
import { bundles } from '../build.mjs';
import { makeExperimentTypes } from './experiment-types.mjs';
import { writeLaunchers } from './launchers.mjs';
import { DIST, ROOT } from './places.mjs';
import { SetupError } from './progress.mjs';

/**
 * What a package is for. On Alpine Linux the C library is musl, which can't load what is built for the usual one.
 * @typedef {{ platform: string, arch: string, isMusl: boolean }} Machine
 */

/** @returns {Machine} */
function thisMachine() {
  const { platform, arch } = process;
  const { header } = /** @type {{ header: { glibcVersionRuntime?: string } }} */ (process.report.getReport());
  return { platform, arch, isMusl: platform === 'linux' && header.glibcVersionRuntime === undefined };
}

/** As VS Code's marketplace names platforms. @param {Machine} machine */
export const targetOf = ({ platform, arch, isMusl }) =>
  `${isMusl ? 'alpine' : platform}-${arch === 'arm' ? 'armhf' : arch}`;

const MACHINE = thisMachine();
export const TARGET = targetOf(MACHINE);

const ESBUILD = `@esbuild/${process.platform}-${process.arch}/${process.platform === 'win32' ? 'esbuild.exe' : 'bin/esbuild'}`;
/** ONNX Runtime's way to graphics cards, which training does not use. */
const UNUSED_NATIVE = /providers_(cuda|tensorrt)|DirectML|dxcompiler|dxil/i;
const PLUGIN = 'gibbon-typescript-plugin';
/** Of the manifest: what is about this repository, not about the extension. */
const ABOUT_DEVELOPMENT = ['scripts', 'devDependencies', 'optionalDependencies', 'private'];

/** @typedef {Record<string, any>} PackageManifest */

/** @param {string} file @returns {PackageManifest} */
const readJson = (file) => JSON.parse(readFileSync(file, 'utf8'));

/**
 * Fills an empty folder with the extension as it will be installed.
 * @param {string} stage absolute path, in the repository
 * @param {Machine} [machine]
 */
export async function stageExtension(stage, machine = MACHINE) {
  const manifest = readJson(path.join(ROOT, 'package.json'));
  await buildForProduction(stage, manifest.version);
  copyPlainFiles(stage);
  const files = [...(await loadedModules(stage)), ...onnxRuntimeFiles(machine), ESBUILD];
  for (const file of files) copyModuleFile(stage, file);
  const packages = [...new Set(files.map(packageOf)), PLUGIN];
  /** @type {Record<string, string>} */
  const dependencies = {};
  for (const name of packages.sort()) dependencies[name] = copyPackageManifest(stage, name);
  for (const key of ABOUT_DEVELOPMENT) delete manifest[key];
  // vsce packs the dependencies that npm finds installed, each once and with none of its own.
  writeJson(path.join(stage, 'package.json'), { ...manifest, dependencies });
}

/** @param {string} stage @param {string} version */
async function buildForProduction(stage, version) {
  await Promise.all(
    bundles({ production: true }).map((options) =>
      esbuild.build({ ...options, sourcemap: false, outdir: path.join(stage, options.outdir ?? '') }),
    ),
  );
  writeLaunchers(version);
  await makeExperimentTypes();
  for (const folder of ['bin', 'types'])
    cpSync(path.join(DIST, folder), path.join(stage, 'dist', folder), { recursive: true });
}

/** @param {string} stage */
function copyPlainFiles(stage) {
  const readme = readFileSync(path.join(ROOT, 'README.md'), 'utf8');
  const isShown = (/** @type {string} */ file) => !file.includes('readme/') || readme.includes(file);
  const media = filesBelow('media').filter(isShown);
  for (const name of ['README.md', 'CHANGELOG.md', 'LICENSE', ...media, ...filesBelow('l10n')]) {
    mkdirSync(path.dirname(path.join(stage, name)), { recursive: true });
    copyFileSync(path.join(ROOT, name), path.join(stage, name));
  }
  const words = readdirSync(ROOT).filter((name) => /^package\.nls(\..+)?\.json$/.test(name));
  const examples = readdirSync(path.join(ROOT, 'examples')).filter((name) => name.endsWith('.gibbon.ts'));
  mkdirSync(path.join(stage, 'examples'));
  for (const name of [...words, ...examples.map((example) => `examples/${example}`)])
    copyFileSync(path.join(ROOT, name), path.join(stage, name));
  const plugin = path.join('node_modules', PLUGIN);
  cpSync(path.join(ROOT, plugin), path.join(stage, plugin), { recursive: true });
}

/** @param {string} folder @returns {string[]} files relative to the repository, with forward slashes */
const filesBelow = (folder) =>
  readdirSync(path.join(ROOT, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(ROOT, path.join(entry.parentPath, entry.name)).replaceAll(path.sep, '/'));

/**
 * Follows every import of our programs. @param {string} stage
 * @returns {Promise<string[]>} files relative to node_modules, with forward slashes
 */
async function loadedModules(stage) {
  const programs = readdirSync(path.join(stage, 'dist')).filter((name) => name.endsWith('.cjs'));
  const { metafile } = await esbuild.build({
    absWorkingDir: ROOT,
    entryPoints: programs.map((name) => path.join(stage, 'dist', name)),
    outdir: path.join(stage, 'nowhere'),
    bundle: true,
    write: false,
    metafile: true,
    platform: 'node',
    // What is optional, what is the host's, and what onnxRuntimeFiles() says.
    external: ['vscode', '@tensorflow/tfjs-node', 'encoding', 'onnxruntime-web/*'],
    loader: { '.node': 'empty' },
    // Warnings about other people's code.
    logLevel: 'error',
  });
  const inside = 'node_modules/';
  return Object.keys(metafile.inputs)
    .filter((file) => file.startsWith(inside) && !file.endsWith('.node'))
    .map((file) => file.slice(inside.length));
}

/**
 * What no import leads to, because it is loaded by path: ONNX Runtime's native library where there is one, and its
 * WebAssembly build where there is none. Both would be 14 MB for nothing.
 * @param {Machine} machine
 * @returns {string[]} files relative to node_modules, with forward slashes
 */
export function onnxRuntimeFiles({ platform, arch, isMusl }) {
  const native = `onnxruntime-node/bin/napi-v6/${platform}/${arch}`;
  const folder = path.join(ROOT, 'node_modules', native);
  if (isMusl || !existsSync(folder))
    return ['mjs', 'wasm'].map((ending) => `onnxruntime-web/dist/ort-wasm-simd-threaded.${ending}`);
  return readdirSync(folder)
    .filter((file) => !UNUSED_NATIVE.test(file))
    .map((file) => `${native}/${file}`);
}

/** @param {string} file relative to node_modules @returns {string} the package that it lies in */
function packageOf(file) {
  if (file.includes('/node_modules/'))
    throw new SetupError(`${file} is a second copy of a package, which the packed folder has no place for.`);
  const [first = '', second = ''] = file.split('/');
  return first.startsWith('@') ? `${first}/${second}` : first;
}

/** @param {string} stage @param {string} file relative to node_modules */
function copyModuleFile(stage, file) {
  const from = path.join(ROOT, 'node_modules', file);
  const to = path.join(stage, 'node_modules', file);
  mkdirSync(path.dirname(to), { recursive: true });
  copyFileSync(from, to);
  // A folder inside a package may have a manifest that says only which kind of modules lie in it.
  const kind = path.join(path.dirname(from), 'package.json');
  if (existsSync(kind)) copyFileSync(kind, path.join(path.dirname(to), 'package.json'));
  if (file.startsWith('@esbuild/')) chmodSync(to, 0o755);
}

/** With the licence that asks to go with every copy. @param {string} stage @param {string} name @returns {string} its version */
function copyPackageManifest(stage, name) {
  const from = path.join(ROOT, 'node_modules', name);
  const to = path.join(stage, 'node_modules', name);
  const { version, main, exports, license, type } = readJson(path.join(from, 'package.json'));
  writeJson(path.join(to, 'package.json'), { name, version, main, exports, license, type });
  for (const file of readdirSync(from).filter((each) => /^(licen[cs]e|notice|thirdparty)/i.test(each)))
    copyFileSync(path.join(from, file), path.join(to, file));
  return version;
}

/** @param {string} file @param {object} value */
const writeJson = (file, value) => writeFileSync(file, `${JSON.stringify(value, null, 2)}\n`);
