#!/usr/bin/env node
/**
 * `npm test`: sets up, builds, and runs every suite, whatever failed before it; the last line adds them up.
 *
 *   node scripts/test.mjs [--full] [--only NAME[,NAME…]] [FILTER…]
 *
 * --full adds what takes longer than a quarter of an hour: *.slow.* files and tests/faults. A FILTER narrows suites
 * down: a path for units, a word of the title for host and ui.
 */
import path from 'node:path';
import { parseArgs } from 'node:util';
import { OUT } from './lib/places.mjs';
import { SetupError, secondsSince } from './lib/progress.mjs';
import { SUITES } from './lib/test-suites.mjs';
import { runScript, setUp } from './setup.mjs';

const { values: options, positionals: filters } = parseArgs({
  options: { full: { type: 'boolean', default: false }, only: { type: 'string' } },
  allowPositionals: true,
});
const startedAt = performance.now();

await runScript(async ({ children, progress }) => {
  try {
    await runSuites({ children, progress });
  } catch (error) {
    if (children.interrupted) return;
    console.error(error instanceof SetupError ? error.message : error);
    progress.say('\n0 passed, 1 failed');
    process.exitCode = 1;
  }
});

/** @param {import('./setup.mjs').Tools} tools */
async function runSuites({ children, progress }) {
  const suites = chosenSuites();
  const runs = (/** @type {string[]} */ ...names) => suites.some(({ name }) => names.includes(name));
  const heading = (/** @type {string} */ title) =>
    progress.say(`\n── ${title} ${'─'.repeat(Math.max(0, 76 - title.length))}`);

  heading('Setting up');
  const need = {
    chromium: runs('host', 'ui'),
    server: runs('host', 'ui', 'node24'),
    tensorflow: runs('units', 'node24'),
    fashionMnist: runs('units', 'host', 'ui'),
  };
  const { chromium, server } = await setUp({ children, progress, need });
  const { build } = await import('./build.mjs');
  // esbuild has printed what is wrong.
  await build({ progress }).catch(() => {
    throw new SetupError('dist/ could not be built, so there is nothing to test.');
  });

  const results = [];
  for (const suite of suites) {
    heading(suite.title);
    const suiteStartedAt = performance.now();
    const count = await suite.run({ children, progress, full: options.full, filters, chromium, server });
    if (children.interrupted) return;
    const line = `${suite.title}: ${count.passed} passed, ${count.failed} failed (${secondsSince(suiteStartedAt)})`;
    results.push({ ...count, line });
    progress.say(line);
  }

  heading(`All in ${secondsSince(startedAt)}`);
  for (const { failed, line } of results) progress.say(`${failed ? '✗' : '✓'} ${line}`);
  if (runs('ui')) progress.say(`Screenshots lie in ${path.relative(process.cwd(), path.join(OUT, 'shots'))}.`);
  const passed = results.reduce((sum, result) => sum + result.passed, 0);
  const failed = results.reduce((sum, result) => sum + result.failed, 0);
  progress.say(`\n${passed} passed, ${failed} failed`);
  process.exitCode = failed || !passed ? 1 : 0;
}

function chosenSuites() {
  const names = options.only?.split(',');
  if (!names) return SUITES;
  const unknown = names.find((name) => !SUITES.some((suite) => suite.name === name));
  if (unknown) throw new SetupError(`There is no suite "${unknown}": ${SUITES.map(({ name }) => name).join(', ')}.`);
  return SUITES.filter(({ name }) => names.includes(name));
}
