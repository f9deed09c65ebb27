#!/usr/bin/env node
/**
 * `npm run shots`: sets up, builds, and takes pictures of every surface of Gibbon in the real VS Code, four themes by two
 * languages, for people to look at: out/gallery/index.html.
 *
 *   node scripts/shots.mjs [SURFACE…]
 *
 * A SURFACE is the beginning of a name (the file tests/e2e/shots/NAME.shot.ts); the pictures of the others stay as
 * they are.
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
  const { buildGallery } = await import('./lib/end-to-end-bundles.mjs');
  const { code } = await children.run(
    process.execPath,
    ['--enable-source-maps', await buildGallery(), ...process.argv.slice(2)],
    { cwd: ROOT, env: { ...process.env, CHROMIUM: chromium.value } },
  );
  process.exitCode = code;
});
