/**
 * Small files that lead into dist/ from where others look for them: `gibbon` for a terminal's PATH in dist/bin, and the
 * package in node_modules from which the editor's TypeScript server loads our plugin; it looks nowhere else.
 */
import { chmodSync, copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { DIST, ROOT } from './places.mjs';

const LAUNCHERS = path.join(ROOT, 'src', 'cli', 'launcher');
const PLUGIN = path.join(ROOT, 'node_modules', 'gibbon-typescript-plugin');

/** @param {string} version */
export function writeLaunchers(version) {
  const bin = path.join(DIST, 'bin');
  mkdirSync(bin, { recursive: true });
  for (const name of ['gibbon', 'gibbon.cmd']) {
    copyFileSync(path.join(LAUNCHERS, name), path.join(bin, name));
    chmodSync(path.join(bin, name), 0o755);
  }
  mkdirSync(PLUGIN, { recursive: true });
  const manifest = { name: path.basename(PLUGIN), version, main: 'index.js', license: 'MIT' };
  writeFileSync(path.join(PLUGIN, 'package.json'), `${JSON.stringify(manifest, null, 2)}\n`);
  // TypeScript's server wants the function itself as the module.
  writeFileSync(
    path.join(PLUGIN, 'index.js'),
    "module.exports = require('../../dist/typescript-plugin.cjs').createPlugin;\n",
  );
}
