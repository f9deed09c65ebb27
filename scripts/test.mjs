#!/usr/bin/env node
/**
 * `npm test`: sets up, builds, and runs every suite of a lane, whatever failed before it; the last line adds them up.
 *
 *   node scripts/test.mjs [--lane fast|default|full] [--only NAME[,NAME…]] [FILTER…]
 *
 * Lanes: `fast` is types, lint, layout, imports and pure units; `default` is all of what a change can break; `full` adds
 * full widths, every theme, both Nodes, *.slow.* and tests/faults. A FILTER narrows suites down: a path for units, a word
 * of the title for host and ui. What the suites print, and where the time went, is kept in out/results.
 */
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { SetupError, secondsSince } from './lib/progress.mjs';
import { freshFile, keepFigures, whereTheTimeWent } from './lib/test-results.mjs';
import { runOnCores } from './lib/test-schedule.mjs';
import { GROUPS, SUITES } from './lib/test-suites.mjs';
import { runScript, setUp } from './setup.mjs';

const { values: options, positionals: filters } = parseArgs({
  options: { lane: { type: 'string', default: 'default' }, only: { type: 'string' } },
  allowPositionals: true,
});
const startedAt = performance.now();
const HEARTBEAT_MS = 60_000;
/** The rule of README's section for developers; a run of the full lane, or of a few suites, has no such limit. */
const LONGEST_MIN = /** @type {Readonly<Record<string, number>>} */ ({ fast: 1.5, default: 15 });

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
  const lane = chosenLane();
  const suites = chosenSuites(lane);
  const heading = (/** @type {string} */ title) =>
    progress.say(`\n── ${title} ${'─'.repeat(Math.max(0, 76 - title.length))}`);

  heading('Setting up');
  const needs = suites.flatMap((suite) => suite.needs ?? []);
  const need = Object.fromEntries(needs.map((thing) => [thing, true]));
  const { chromium, server } = await setUp({ children, progress, need });
  const { build } = await import('./build.mjs');
  // esbuild has printed what is wrong.
  await build({ progress }).catch(() => {
    throw new SetupError('dist/ could not be built, so there is nothing to test.');
  });
  const setUpIn = secondsSince(startedAt);

  heading(`Testing, after ${setUpIn}`);
  const running = new Map();
  const heartbeat = setInterval(() => {
    const said = [...running].map(([title, since]) => `${title} (${secondsSince(since)})`);
    progress.say(`  still running: ${said.join(', ')}`);
  }, HEARTBEAT_MS);
  const found = await runOnCores(suites, async ({ name, title, run }, cores) => {
    const suiteStartedAt = performance.now();
    running.set(title, suiteStartedAt);
    let text = '';
    const results = await run({ children, lane, cores, filters, chromium, server }, (part) => (text += part));
    const ms = performance.now() - suiteStartedAt;
    running.delete(title);
    writeFileSync(freshFile(name, 'log'), text);
    const failed = results.outcomes.filter(({ failure }) => failure !== undefined).length;
    const line = `${title}: ${results.outcomes.length - failed} passed, ${failed} failed (${(ms / 1000).toFixed(1)} s)`;
    progress.say(`${failed ? '✗' : '✓'} ${line}`);
    if (failed) progress.say(text.trimEnd().replace(/^/gm, '    '));
    return { name, title, ms, results };
  }).finally(() => clearInterval(heartbeat));
  if (children.interrupted) return;

  heading('Where the time went');
  for (const line of whereTheTimeWent(found)) progress.say(line);
  keepFigures(found, performance.now() - startedAt);
  heading(`All in ${secondsSince(startedAt)}, the setting up ${setUpIn} of it`);
  const outcomes = found.flatMap(({ results }) => results.outcomes);
  for (const { file, name, firstFailure } of outcomes)
    if (firstFailure !== undefined)
      progress.say(`! at the second try: ${file}: ${name}\n${firstFailure.replace(/^/gm, '    ')}`);
  for (const { file, name, failure } of outcomes) if (failure !== undefined) progress.say(`✗ ${file}: ${name}`);
  const tookMin = (performance.now() - startedAt) / 60_000;
  const longestMin = options.only || filters.length ? undefined : LONGEST_MIN[lane];
  if (longestMin !== undefined && tookMin > longestMin)
    progress.say(
      `! This took ${tookMin.toFixed(1)} minutes. On two quiet cores it has to stay under ${longestMin}: what takes long goes to the full lane.`,
    );
  const failed = outcomes.filter(({ failure }) => failure !== undefined).length;
  const passed = outcomes.length - failed;
  progress.say(`\n${passed} passed, ${failed} failed`);
  process.exitCode = failed || !passed ? 1 : 0;
}

/** @returns {import('./lib/test-suites.mjs').Lane} */
function chosenLane() {
  const { lane } = options;
  if (lane === 'fast' || lane === 'default' || lane === 'full') return lane;
  throw new SetupError(`There is no lane "${lane}": fast, default, full.`);
}

/** @param {import('./lib/test-suites.mjs').Lane} lane */
function chosenSuites(lane) {
  const inLane = SUITES.filter(({ lanes }) => lanes.includes(lane));
  const names = options.only?.split(',').flatMap((name) => GROUPS[name] ?? [name]);
  if (!names) return inLane;
  const unknown = names.find((name) => !inLane.some((suite) => suite.name === name));
  if (unknown) throw new SetupError(`There is no suite "${unknown}": ${inLane.map(({ name }) => name).join(', ')}.`);
  return inLane.filter(({ name }) => names.includes(name));
}
