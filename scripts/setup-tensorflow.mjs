#!/usr/bin/env node
/**
 * Makes `@tensorflow/tfjs-node` loadable, for the tensorflow engine: npm brings its sources, its own download of the
 * native library comes from outside npm, and so the binding is built here against the TensorFlow that PyPI carries.
 * No Python is needed at run time. Node 20 and newer load the same build (N-API 8).
 *
 *   node scripts/setup-tensorflow.mjs
 *
 * Does nothing when it loads already. Exit status 3, with one line that says why, when this machine can't have it.
 */
import { cpSync, existsSync, mkdirSync, readdirSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { ROOT } from './lib/places.mjs';
import { findOnPath } from './lib/programs.mjs';
import { SetupError } from './lib/progress.mjs';
import { runScript } from './setup.mjs';

/** The version that the binding was tried with, and a Python for which PyPI has its wheel (only its files are used). */
const TENSORFLOW_WHEEL = 'tensorflow-cpu==2.18.1';
const WHEEL_PYTHON = '3.11';
const EXIT_CANNOT = 3;

const PACKAGE = path.join(ROOT, 'node_modules', '@tensorflow', 'tfjs-node');
const NODE_GYP = path.join(ROOT, 'node_modules', 'node-gyp', 'bin', 'node-gyp.js');
/** Where things are made, before they are moved to their places in one step each. */
const BUILDING = path.join(PACKAGE, '.building');

/** tfjs-node 4.22 calls a function that Node 23 has removed; the engine repairs it in the same way. */
const LOAD = "require('util').isNullOrUndefined ??= (value) => value == null; require('@tensorflow/tfjs-node');";

/** What the binding is compiled against and linked with, as it lies in the wheel. */
const WANTED_FROM_WHEEL = [
  'tensorflow/libtensorflow_*.so.2',
  'tensorflow/include/tensorflow/c/*',
  'tensorflow/include/tensorflow/core/platform/*',
  'tensorflow/include/tsl/*',
  'tensorflow/include/xla/tsl/*',
];

/** @typedef {import('./setup.mjs').Tools} Tools */

/** @param {Tools} tools @returns {Promise<boolean>} */
async function loads({ children }) {
  const env = { ...process.env, TF_CPP_MIN_LOG_LEVEL: '2' };
  const { code } = await children.run(process.execPath, ['-e', LOAD], { cwd: ROOT, env, output: 'pipe' });
  return code === 0;
}

/**
 * What this machine lacks, all of it in one sentence.
 * @param {Tools} tools @returns {Promise<string | undefined>}
 */
async function whatIsMissing({ children }) {
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    return `a build for ${process.platform} ${process.arch} is not known to work: try "npm rebuild @tensorflow/tfjs-node --ignore-scripts=false", which downloads one`;
  }
  const missing = [];
  if (!existsSync(PACKAGE) || !existsSync(NODE_GYP))
    missing.push('the npm packages @tensorflow/tfjs-node and node-gyp (npm ci)');
  if (!findOnPath('python3')) missing.push('python3 with pip');
  else if ((await children.run('python3', ['-m', 'pip', '--version'], { output: 'pipe' })).code !== 0)
    missing.push("python3's pip");
  for (const program of ['unzip', 'make', 'g++']) if (!findOnPath(program)) missing.push(program);
  return missing.length ? `install ${missing.join(', ')} first` : undefined;
}

/** Node's own headers, where they lie beside it or in a system's usual places. Those of any Node do: N-API is stable. */
function headersFolder() {
  const besideNode = path.dirname(path.dirname(process.execPath));
  return [besideNode, '/usr', '/usr/local'].find((folder) =>
    existsSync(path.join(folder, 'include', 'node', 'node.h')),
  );
}

/**
 * @param {Tools} tools @param {string} command @param {readonly string[]} args @param {string} blame what it means when it fails
 * @throws {SetupError}
 */
async function must({ children }, command, args, blame) {
  const { code, reason, text } = await children.run(command, args, { cwd: BUILDING, output: 'pipe' });
  if (code === 0) return;
  const lastWords = text.trim().split('\n').slice(-2).join(' | ') || 'it said nothing';
  throw new SetupError(`${blame} (${path.basename(command)}: ${reason}): ${lastWords}`);
}

/** @param {Tools} tools */
async function fetchLibrary(tools) {
  const wheelFolder = path.join(BUILDING, 'wheel');
  mkdirSync(wheelFolder);
  const selection = ['--no-deps', '--only-binary=:all:', '--python-version', WHEEL_PYTHON];
  await must(
    tools,
    'python3',
    ['-m', 'pip', 'download', '-q', ...selection, '-d', wheelFolder, TENSORFLOW_WHEEL],
    `${TENSORFLOW_WHEEL} could not be downloaded from PyPI`,
  );
  const wheel = readdirSync(wheelFolder).find((name) => name.endsWith('.whl')) ?? '';
  await must(
    tools,
    'unzip',
    ['-q', path.join(wheelFolder, wheel), ...WANTED_FROM_WHEEL, '-d', wheelFolder],
    'the TensorFlow wheel could not be unpacked',
  );

  const unpacked = path.join(wheelFolder, 'tensorflow');
  const libraries = path.join(BUILDING, 'deps', 'lib');
  mkdirSync(libraries, { recursive: true });
  for (const name of readdirSync(unpacked)) {
    if (name.endsWith('.so.2')) renameSync(path.join(unpacked, name), path.join(libraries, name));
  }
  renameSync(path.join(unpacked, 'include'), path.join(BUILDING, 'deps', 'include'));
  rmSync(wheelFolder, { recursive: true });
  // The linker wants these names; the C API that the binding calls lives in libtensorflow_cc.
  symlinkSync('libtensorflow_cc.so.2', path.join(libraries, 'libtensorflow.so'));
  symlinkSync('libtensorflow_framework.so.2', path.join(libraries, 'libtensorflow_framework.so'));
}

/** @param {Tools} tools */
async function compileBinding(tools) {
  cpSync(path.join(PACKAGE, 'binding.gyp'), path.join(BUILDING, 'binding.gyp'));
  cpSync(path.join(PACKAGE, 'binding'), path.join(BUILDING, 'binding'), { recursive: true });
  const headers = headersFolder();
  const target = [
    '--napi_build_version=8',
    '--module_name=tfjs_binding',
    `--module_path=${path.join(BUILDING, 'lib', 'napi-v8')}`,
  ];
  // Without headers at hand node-gyp downloads them from nodejs.org.
  const nodeHeaders = headers ? [`--nodedir=${headers}`] : [`--devdir=${path.join(BUILDING, 'headers')}`];
  await must(
    tools,
    process.execPath,
    [NODE_GYP, 'rebuild', ...nodeHeaders, ...target],
    headers
      ? 'the binding could not be compiled'
      : "Node's headers were not found, and the binding could not be compiled",
  );
}

/** @param {Tools} tools */
async function build(tools) {
  const { progress } = tools;
  rmSync(BUILDING, { recursive: true, force: true });
  mkdirSync(BUILDING);
  try {
    await progress.during(`fetching ${TENSORFLOW_WHEEL} from PyPI (once; 230 MB)`, () => fetchLibrary(tools));
    await progress.during("compiling TensorFlow's binding for Node", () => compileBinding(tools));
    for (const name of ['deps', 'lib']) {
      rmSync(path.join(PACKAGE, name), { recursive: true, force: true });
      renameSync(path.join(BUILDING, name), path.join(PACKAGE, name));
    }
  } finally {
    rmSync(BUILDING, { recursive: true, force: true });
  }
}

await runScript(async (tools) => {
  if (await loads(tools)) return;
  try {
    const missing = await whatIsMissing(tools);
    if (missing) throw new SetupError(missing);
    await build(tools);
    if (!(await loads(tools)))
      throw new SetupError('the binding was built, but @tensorflow/tfjs-node does not load with it');
    tools.progress.say('· TensorFlow is set up.');
  } catch (error) {
    if (!(error instanceof SetupError)) throw error;
    console.error(`The tensorflow engine can't be set up: ${error.message.replace(/\s*\n\s*/g, ' ')}.`);
    process.exitCode = EXIT_CANNOT;
  }
});
