#!/usr/bin/env node
/**
 * Sets up whatever this checkout needs and doesn't have: the npm packages, Chromium, Fashion-MNIST, a VS Code server,
 * TensorFlow. It needs nothing but Node, can be run again at any time, and says what it does.
 *
 *   node scripts/setup.mjs [--no-tensorflow]
 *
 * What can't be had comes back as a sentence in `missing`, not as an error: the caller knows whether it can go on.
 */
import { existsSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { ChildGroups } from './lib/child-groups.mjs';
import { ensureCodeServer } from './lib/code-server-install.mjs';
import { ensurePackages } from './lib/npm-packages.mjs';
import { ROOT } from './lib/places.mjs';
import { findChromium } from './lib/programs.mjs';
import { Progress, SetupError } from './lib/progress.mjs';
import { canInstallSystemPackages, installSystemPackage } from './lib/system-packages.mjs';

const OLDEST_NODE = 20;
const FASHION_MNIST = '/usr/share/datasets/fashion-mnist/train-images-idx3-ubyte.gz';

/** @typedef {{ children: ChildGroups, progress: Progress }} Tools */

/** @throws {SetupError} */
export function checkNodeVersion() {
  const major = Number(process.versions.node.split('.')[0]);
  if (major < OLDEST_NODE) {
    throw new SetupError(
      `Gibbon needs Node ${OLDEST_NODE} or newer; this is ${process.version}. Install a newer one (https://nodejs.org) and start again.`,
    );
  }
}

/** @param {Tools} tools @returns {Promise<string>} the program @throws {SetupError} */
async function ensureChromium(tools) {
  const found = await findChromium(tools.children);
  if (found) return found;
  let why = '';
  if (canInstallSystemPackages()) {
    const refused = await installSystemPackage('chromium', tools);
    const installed = await findChromium(tools.children);
    if (installed) return installed;
    why = ` (apt: ${refused ?? 'the installed program does not start'})`;
  }
  throw new SetupError(
    `No Chromium was found${why}: install Chromium or Google Chrome (on Debian: apt install chromium), or set CHROMIUM to its path.`,
  );
}

/** Nothing depends on it: without it the first experiment says so and trains on glyphs. @param {Tools} tools */
async function ensureFashionMnist(tools) {
  if (existsSync(FASHION_MNIST)) return;
  const refused = canInstallSystemPackages() ? await installSystemPackage('dataset-fashion-mnist', tools) : undefined;
  if (existsSync(FASHION_MNIST)) return;
  const why = refused ? ` (apt: ${refused})` : ' (on Debian: apt install dataset-fashion-mnist)';
  tools.progress.say(
    `· Fashion-MNIST is not installed${why}; unless it is found elsewhere, the first experiment uses the built-in glyphs.`,
  );
}

/** It says itself what it does, and why it can't. @param {Tools} tools @returns {Promise<boolean>} */
async function ensureTensorflow({ children }) {
  const script = path.join(ROOT, 'scripts', 'setup-tensorflow.mjs');
  const { code } = await children.run(process.execPath, [script], { cwd: ROOT });
  return code === 0;
}

/**
 * @template T
 * @typedef {{ ok: true, value: T } | { ok: false, why: string }} Had
 */

/**
 * @template T
 * @param {Promise<T>} work
 * @returns {Promise<Had<T>>} what a SetupError says becomes a value
 */
async function had(work) {
  try {
    return { ok: true, value: await work };
  } catch (error) {
    if (error instanceof SetupError) return { ok: false, why: error.message };
    throw error;
  }
}

/**
 * @param {Tools & { need: { chromium?: boolean, server?: boolean, tensorflow?: boolean, fashionMnist?: boolean } }} options
 * @throws {SetupError} without the right Node or the npm packages nothing goes
 */
export async function setUp({ need, ...tools }) {
  checkNodeVersion();
  await ensurePackages(tools);
  if (need.fashionMnist) await ensureFashionMnist(tools);
  const notAsked = { ok: /** @type {const} */ (false), why: 'not asked for' };
  const chromium = need.chromium ? await had(ensureChromium(tools)) : notAsked;
  const server = need.server ? await had(ensureCodeServer(tools)) : notAsked;
  const tensorflow = need.tensorflow ? await ensureTensorflow(tools) : false;
  return { chromium, server, tensorflow };
}

/** @param {(tools: Tools) => Promise<void>} main runs a script: signals end its children, a SetupError is one line */
export async function runScript(main, progress = new Progress()) {
  const children = new ChildGroups();
  children.endOnSignals();
  try {
    await main({ children, progress });
  } catch (error) {
    if (children.interrupted) return;
    console.error(error instanceof SetupError ? error.message : error);
    process.exitCode = error instanceof SetupError ? 2 : 1;
  }
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  await runScript(async (tools) => {
    const tensorflow = !process.argv.includes('--no-tensorflow');
    const { chromium, server } = await setUp({
      ...tools,
      need: { chromium: true, server: true, fashionMnist: true, tensorflow },
    });
    for (const thing of [chromium, server]) {
      if (thing.ok) continue;
      tools.progress.say(`· ${thing.why}`);
      process.exitCode = 2;
    }
    if (!process.exitCode) tools.progress.say('Everything is set up.');
  });
}
