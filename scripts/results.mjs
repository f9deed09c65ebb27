#!/usr/bin/env node
/**
 * `npm run results`: sets up, builds, and trains the examples to the figures of examples/RESULTS.md, which it writes.
 *
 *   node scripts/results.mjs [SYSTEM…] [--seeds N] [--json]
 *
 * A SYSTEM is one of tests/results/systems.ts; without any, all are trained, three seeds each. It goes on where it stopped, row by
 * row and seed by seed. With --json the last line is one object, { rows }.
 */
import { ROOT } from './lib/places.mjs';
import { runScript, setUp } from './setup.mjs';

await runScript(async ({ children, progress }) => {
  await setUp({ children, progress, need: { fashionMnist: true } });
  const { build, isBuilt } = await import('./build.mjs');
  if (!isBuilt()) await build({ progress });
  const { buildResults } = await import('./lib/end-to-end-bundles.mjs');
  const program = await buildResults();
  const { code } = await children.run(process.execPath, ['--enable-source-maps', program, ...process.argv.slice(2)], {
    cwd: ROOT,
  });
  process.exitCode = code;
});
