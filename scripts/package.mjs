#!/usr/bin/env node
/**
 * `npm run package`: makes out/gibbon-PLATFORM-VERSION.vsix, the extension as it is installed, for this platform. It is
 * packed from a folder of its own, out/vsix, so that nothing of this repository gets in unasked.
 */
import { mkdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { OUT, ROOT } from './lib/places.mjs';
import { SetupError } from './lib/progress.mjs';
import { runScript, setUp } from './setup.mjs';

const STAGE = path.join(OUT, 'vsix');
const VSCE = path.join(ROOT, 'node_modules', '@vscode', 'vsce', 'vsce');

/** @param {import('./setup.mjs').Tools} tools @returns {Promise<string>} the package's path @throws {SetupError} */
export async function packageExtension({ children, progress }) {
  const { stageExtension, TARGET } = await import('./lib/vsix-contents.mjs');
  const { version } = JSON.parse(readFileSync(path.join(ROOT, 'package.json'), 'utf8'));
  const vsix = path.join(OUT, `gibbon-${TARGET}-${version}.vsix`);
  rmSync(STAGE, { recursive: true, force: true });
  mkdirSync(STAGE, { recursive: true });
  await progress.during('building the extension for production', () => stageExtension(STAGE));
  await progress.during(`packing ${path.relative(process.cwd(), vsix)}`, async () => {
    const options = ['--target', TARGET, '--out', vsix, '--no-rewrite-relative-links', '--allow-missing-repository'];
    const { code, reason, text } = await children.run(process.execPath, [VSCE, 'package', ...options], {
      cwd: STAGE,
      output: 'pipe',
    });
    if (code !== 0) throw new SetupError(`vsce could not pack the extension (${reason}):\n${text.trim()}`);
  });
  progress.say(`  ${(statSync(vsix).size / 1e6).toFixed(1)} MB`);
  return vsix;
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href)
  await runScript(async (tools) => {
    try {
      await setUp({ ...tools, need: {} });
      await packageExtension(tools);
    } catch (error) {
      if (tools.children.interrupted) return;
      console.error(error instanceof SetupError ? error.message : error);
      process.exitCode = 1;
    }
  });
