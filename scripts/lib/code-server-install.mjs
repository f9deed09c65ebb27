/**
 * Installs a real VS Code from npm alone: the package code-server, with the Node that npm carries. It takes a minute
 * and lives in the user's cache. The new installation is made in a folder beside its place and renamed when it is
 * complete, because a failed npm run leaves broken folders that must never be used.
 */
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { rename } from 'node:fs/promises';
import path from 'node:path';
import { delay } from './child-groups.mjs';
import { CACHE } from './places.mjs';
import { environmentOutsidePackage, npmCommand } from './programs.mjs';
import { SetupError } from './progress.mjs';

export const CODE_SERVER_VERSION = '4.139.1';
export const SERVER_NODE_VERSION = '24.21.0';

/**
 * @typedef {object} CodeServer
 * @property {string} node the npm-carried Node 24
 * @property {string} entry code-server's own main script
 */

/** @returns {string | undefined} npm's package of Node for this machine */
function nodePackage() {
  const supported = process.platform === 'linux' && ['x64', 'arm64'].includes(process.arch);
  return supported ? `node-linux-${process.arch}` : undefined;
}

/** @param {string} folder @returns {CodeServer} */
function placesIn(folder) {
  const modules = path.join(folder, 'node_modules');
  return {
    node: path.join(modules, nodePackage() ?? '', 'bin', 'node'),
    entry: path.join(modules, 'code-server', 'out', 'node', 'entry.js'),
  };
}

/** @typedef {{ children: import('./child-groups.mjs').ChildGroups, progress: import('./progress.mjs').Progress }} Tools */

/**
 * The server, installed first if it isn't there.
 * @param {Tools} tools @returns {Promise<CodeServer>} @throws {SetupError} when this machine can't have it
 */
export async function ensureCodeServer(tools) {
  if (!nodePackage()) {
    throw new SetupError(
      `The VS Code that npm carries runs on Linux (x64, arm64), not on ${process.platform} ${process.arch}: install the ` +
        'desktop VS Code and put `code` on the PATH (command "Shell Command: Install \'code\' command in PATH").',
    );
  }
  const folder = path.join(CACHE, `code-server-${CODE_SERVER_VERSION}`);
  if (!existsSync(folder)) {
    mkdirSync(CACHE, { recursive: true });
    const unlock = await lock(`${folder}.lock`, tools.progress);
    try {
      // Whoever held the lock before us may have done the work.
      if (!existsSync(folder)) await install(folder, tools);
    } finally {
      unlock();
    }
  }
  return placesIn(folder);
}

/** @param {string} folder @param {Tools} tools */
async function install(folder, { children, progress }) {
  const stem = `${path.basename(folder)}.new-`;
  for (const name of readdirSync(CACHE)) {
    const abandoned = name.startsWith(stem) && !isAlive(Number(name.slice(stem.length)));
    if (abandoned) rmSync(path.join(CACHE, name), { recursive: true, force: true });
  }
  const building = path.join(CACHE, `${stem}${process.pid}`);
  mkdirSync(building);
  try {
    await progress.during('installing a VS Code server from npm (once; about a minute, 400 MB)', async () => {
      await installFromNpm(building, { children, progress });
      prune(building);
      const { node, entry } = placesIn(building);
      const check = await children.run(node, [entry, '--config', path.join(building, 'config.yaml'), '--version'], {
        output: 'pipe',
        timeoutMs: 60_000,
      });
      if (check.code !== 0)
        throw new SetupError(`The VS Code server from npm does not start: ${lastLines(check.text)}`);
    });
    await rename(building, folder);
  } finally {
    rmSync(building, { recursive: true, force: true });
  }
}

/** @param {string} building @param {Tools} tools */
async function installFromNpm(building, { children, progress }) {
  const nodeFolder = path.join(building, 'node_modules', nodePackage() ?? '');
  const vscodeFolder = path.join(building, 'node_modules', 'code-server', 'lib', 'vscode');
  const [npm, ...npmArgs] = npmCommand();
  const quiet = ['--no-audit', '--no-fund', '--no-update-notifier', '--loglevel=error'];
  /** @param {string} cwd @param {string[]} args */
  const runNpm = (cwd, args, environment = environmentOutsidePackage()) =>
    children.run(npm, [...npmArgs, ...args, ...quiet], { cwd, env: environment, output: 'pipe', timeoutMs: 600_000 });
  /** @param {string} cwd @param {string[]} args @param {NodeJS.ProcessEnv} [environment] */
  const mustRunNpm = async (cwd, args, environment) => {
    const { code, reason, text } = await runNpm(cwd, args, environment);
    if (code !== 0) {
      throw new SetupError(
        `npm could not install the VS Code server (${reason}): ${lastLines(text)}. Is the registry reachable?`,
      );
    }
  };

  writeFileSync(path.join(building, 'package.json'), '{ "private": true }\n');
  await mustRunNpm(building, [
    'install',
    '--ignore-scripts',
    `${nodePackage()}@${SERVER_NODE_VERSION}`,
    `code-server@${CODE_SERVER_VERSION}`,
  ]);
  // From here on that Node does everything; node-gyp finds its headers in the same package, whatever a user's npmrc says.
  const withNode24 = {
    ...environmentOutsidePackage(),
    PATH: `${path.join(nodeFolder, 'bin')}${path.delimiter}${process.env.PATH ?? ''}`,
    npm_config_nodedir: nodeFolder,
  };
  // This is code-server's postinstall without its three minutes of native builds. (`npm ci` fails: its lock is out of sync.)
  for (const folder of [vscodeFolder, path.join(vscodeFolder, 'extensions')]) {
    await mustRunNpm(folder, ['install', '--omit=dev', '--ignore-scripts'], withNode24);
  }
  // The one native module that matters; the others ship binaries.
  const spdlog = await runNpm(vscodeFolder, ['rebuild', '@vscode/spdlog', '--ignore-scripts=false'], withNode24);
  if (spdlog.code !== 0) {
    progress.say(
      '  (@vscode/spdlog needs python3, make and g++ to build: without it this server has empty Output channels)',
    );
  }
}

/** Drops what is never used here; half of the size. @param {string} building */
function prune(building) {
  const modules = path.join(building, 'node_modules');
  const vscode = path.join(modules, 'code-server', 'lib', 'vscode');
  const unused = [
    ...['include', 'share', 'CHANGELOG.md'].map((name) => path.join(modules, nodePackage() ?? '', name)),
    ...[
      'copilot',
      'mermaid-markdown-features',
      'node_modules/typescript/lib/_tsc.js',
      'node_modules/typescript/lib/tsc.js',
    ].map((name) => path.join(vscode, 'extensions', name)),
    path.join(vscode, 'node_modules', '@github'),
    path.join(vscode, 'node_modules', '@microsoft', 'mxc-sdk'),
    ...[path.join('@vscode', 'ripgrep-universal', 'bin'), path.join('node-pty', 'prebuilds')].flatMap((name) =>
      foreignPlatforms(path.join(vscode, 'node_modules', name)),
    ),
  ];
  for (const file of unused) rmSync(file, { recursive: true, force: true });
}

/** @param {string} folder with one folder per platform */
function foreignPlatforms(folder) {
  const ours = `linux-${process.arch}`;
  return existsSync(folder)
    ? readdirSync(folder)
        .filter((name) => name !== ours)
        .map((name) => path.join(folder, name))
    : [];
}

/**
 * Keeps two installations apart. A lock whose owner is gone is taken over.
 * @param {string} file @param {import('./progress.mjs').Progress} progress @returns {Promise<() => void>} unlocks
 */
async function lock(file, progress) {
  for (let waited = 0; ; waited++) {
    try {
      writeFileSync(file, String(process.pid), { flag: 'wx' });
      return () => rmSync(file, { force: true });
    } catch (error) {
      if (/** @type {NodeJS.ErrnoException} */ (error).code !== 'EEXIST') throw error;
    }
    const owner = ownerOf(file);
    if (owner !== undefined && !isAlive(owner)) rmSync(file, { force: true });
    else {
      if (waited % 30 === 0)
        progress.say(`  waiting for process ${owner ?? '?'}, which is installing the same server …`);
      await delay(500);
    }
  }
}

/** @param {string} file */
function ownerOf(file) {
  try {
    return Number(readFileSync(file, 'utf8')) || undefined; // Empty for the moment between its creation and its writing.
  } catch {
    return undefined;
  }
}

/** @param {number} pid */
function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return /** @type {NodeJS.ErrnoException} */ (error).code === 'EPERM';
  }
}

/** @param {string} text */
const lastLines = (text) => text.trim().split('\n').slice(-3).join(' | ') || 'it said nothing';
