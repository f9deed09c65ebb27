#!/usr/bin/env node
/**
 * `npm run test:desktop`: the Mocha suite of `npm test` in a desktop VS Code, which @vscode/test-electron downloads.
 * For machines with internet and a display (on a Linux without one: `xvfb-run -a npm run test:desktop`).
 */
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { OUT, ROOT } from './lib/places.mjs';
import { SetupError } from './lib/progress.mjs';
import { runScript, setUp } from './setup.mjs';

await runScript(async (tools) => {
  const { platform, env } = process;
  if (platform === 'linux' && !env.DISPLAY && !env.WAYLAND_DISPLAY) {
    throw new SetupError('A desktop VS Code needs a display: run `xvfb-run -a npm run test:desktop`.');
  }
  await setUp({ ...tools, need: { fashionMnist: true } });
  const { build } = await import('./build.mjs');
  await build(tools);
  const { buildEndToEndTests } = await import('./lib/end-to-end-bundles.mjs');
  await buildEndToEndTests();
  const { runTests } = await import('@vscode/test-electron');
  const scratch = mkdtempSync(path.join(os.tmpdir(), 'gibbon-desktop-'));
  const workspace = path.join(scratch, 'workspace');
  cpSync(path.join(ROOT, 'tests', 'e2e', 'workspace'), workspace, { recursive: true });
  try {
    process.exitCode = await runTests({
      extensionDevelopmentPath: ROOT,
      extensionTestsPath: path.join(OUT, 'e2e', 'host.cjs'),
      launchArgs: [
        workspace,
        '--disable-workspace-trust',
        '--disable-extensions',
        '--user-data-dir',
        path.join(scratch, 'user'),
      ],
    });
  } finally {
    rmSync(scratch, { recursive: true, force: true, maxRetries: 5 });
  }
});
