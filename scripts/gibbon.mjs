#!/usr/bin/env node
/**
 * The CLI from a checkout: sets up and builds what is missing, then becomes the CLI. What it says about that goes to
 * stderr, because stdout belongs to the CLI.
 *
 *   npm run -s gibbon -- train examples/fashion-gan.gibbon.ts
 */
import { createRequire } from 'node:module';
import path from 'node:path';
import { ChildGroups, whenNpmIsGone } from './lib/child-groups.mjs';
import { ensurePackages } from './lib/npm-packages.mjs';
import { DIST } from './lib/places.mjs';
import { Progress, SetupError } from './lib/progress.mjs';
import { checkNodeVersion } from './setup.mjs';

const progress = new Progress(process.stderr);
try {
  checkNodeVersion();
  await ensurePackages({ children: new ChildGroups(), progress });
  const { build, isBuilt } = await import('./build.mjs');
  if (!isBuilt()) await build({ progress });
} catch (error) {
  console.error(error instanceof SetupError ? error.message : error);
  process.exit(2);
}
whenNpmIsGone(() => process.kill(process.pid, 'SIGTERM'));
const cli = path.join(DIST, 'cli.cjs');
process.argv[1] = cli;
createRequire(import.meta.url)(cli);
