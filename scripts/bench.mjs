#!/usr/bin/env node
/**
 * `npm run bench`: sets up, builds, and measures. It judges nothing that depends on the machine: it prints medians with
 * their spread and the load of the machine, and leaves them in out/results/bench.json.
 *
 *   node scripts/bench.mjs [--json] [--samples N] [NAME…]
 *
 * A NAME is a file tests/bench/NAME.bench.ts; without any, all are run. With --json the last line is one object, the
 * results by name.
 */
import { ROOT } from './lib/places.mjs';
import { SetupError } from './lib/progress.mjs';
import { runScript, setUp } from './setup.mjs';

await runScript(async ({ children, progress }) => {
  const need = { chromium: true, server: true, fashionMnist: true };
  const { chromium, server } = await setUp({ children, progress, need });
  if (!chromium.ok) throw new SetupError(chromium.why);
  if (!server.ok) throw new SetupError(server.why);
  const { build, isBuilt } = await import('./build.mjs');
  if (!isBuilt()) await build({ progress });
  const { buildBenches } = await import('./lib/end-to-end-bundles.mjs');
  const { code } = await children.run(
    process.execPath,
    ['--enable-source-maps', await buildBenches(), ...process.argv.slice(2)],
    { cwd: ROOT, env: { ...process.env, CHROMIUM: chromium.value } },
  );
  process.exitCode = code;
});
