#!/usr/bin/env node
/**
 * `npm run bench`: sets up, builds, and measures. It judges nothing that depends on the machine: it prints medians with
 * their spread and the load of the machine, and leaves them in out/results/bench.json, and as a table in bench.md there.
 *
 *   node scripts/bench.mjs [--json] [--samples N] [--publish] [NAME…]
 *   node scripts/bench.mjs --setup
 *
 * A NAME is that of a bench in tests/bench; without any, all are run. With --json the last line is one object, the results by
 * name. --publish writes the table to tests/bench/RESULTS.md, too. --setup installs PyTorch and JAX outside of the
 * repository, for the steps to be alternated with; without them Gibbon is measured alone.
 */
import { setUpPeers } from './lib/bench-peers.mjs';
import { ROOT } from './lib/places.mjs';
import { SetupError } from './lib/progress.mjs';
import { runScript, setUp } from './setup.mjs';

const args = process.argv.slice(2);
/** Those that need a VS Code. */
const WORKBENCH_BENCHES = ['activation', 'liveView'];

await runScript(async ({ children, progress }) => {
  if (args.includes('--setup')) return setUpPeers({ children, progress });
  const needsWorkbench =
    WORKBENCH_BENCHES.some((name) => args.includes(name)) || !args.some((arg) => /^[a-z]/i.test(arg));
  const needsChromium = needsWorkbench || args.includes('panel');
  const need = { chromium: needsChromium, server: needsWorkbench, fashionMnist: true };
  const { chromium, server } = await setUp({ children, progress, need });
  if (needsChromium && !chromium.ok) throw new SetupError(chromium.why);
  if (needsWorkbench && !server.ok) throw new SetupError(server.why);
  const { build, isBuilt } = await import('./build.mjs');
  if (!isBuilt()) await build({ progress });
  const { buildBenches } = await import('./lib/end-to-end-bundles.mjs');
  const { code } = await children.run(process.execPath, ['--enable-source-maps', await buildBenches(), ...args], {
    cwd: ROOT,
    env: { ...process.env, ...(chromium.ok && { CHROMIUM: chromium.value }) },
  });
  process.exitCode = code;
});
