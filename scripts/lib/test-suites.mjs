/** The suites of `npm test`, in order. Each runs in processes of its own and says how many passed and failed. */
import { mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { OUT, ROOT } from './places.mjs';

const MINUTE_MS = 60_000;
/** Of one suite on a busy machine; it takes two thirds of it on two quiet cores. */
const LONGEST_MIN = 35;

/**
 * @typedef {{ passed: number, failed: number }} Count
 *
 * @typedef {object} Bench what the suites run with
 * @property {import('./child-groups.mjs').ChildGroups} children
 * @property {import('./progress.mjs').Progress} progress
 * @property {boolean} full
 * @property {string[]} filters words of the command line that narrow a suite down
 * @property {import('../setup.mjs').Had<string>} chromium
 * @property {import('../setup.mjs').Had<import('./code-server-install.mjs').CodeServer>} server
 *
 * @typedef {object} Suite
 * @property {string} name for --only
 * @property {string} title
 * @property {(bench: Bench) => Promise<Count>} run
 */

/** @param {string} program path inside node_modules */
const tool = (program) => path.join(ROOT, 'node_modules', program);
const TSC = tool('typescript/bin/tsc');
const ESLINT = tool('eslint/bin/eslint.js');
const PRETTIER = tool('prettier/bin/prettier.cjs');
const DEPCRUISE = tool('dependency-cruiser/bin/dependency-cruise.mjs');
const VITEST = tool('vitest/vitest.mjs');

/** @type {Suite[]} */
export const SUITES = [
  {
    name: 'types',
    title: 'Types',
    run: (bench) => checks(bench, [TSC, '-b', '.', 'tests'], [TSC, '-p', 'examples']),
  },
  { name: 'lint', title: 'Lint and layout', run: (bench) => checks(bench, [ESLINT, '.'], [PRETTIER, '--check', '.']) },
  {
    name: 'imports',
    title: 'Import rules',
    run: (bench) =>
      checks(bench, [DEPCRUISE, '--config', '.dependency-cruiser.mjs', '--output-type', 'err', 'src', 'webviews']),
  },
  { name: 'units', title: 'Units', run: (bench) => vitest(bench, 'units', process.execPath, bench.filters) },
  { name: 'node24', title: 'Engine and trainer on Node 24', run: onNode24 },
  { name: 'host', title: 'In the extension host of a real VS Code', run: (bench) => endToEnd(bench, 'host') },
  { name: 'ui', title: 'In the window of a real VS Code', run: (bench) => endToEnd(bench, 'ui') },
];

/** Programs that pass or fail as a whole. @param {Bench} bench @param {string[][]} commands @returns {Promise<Count>} */
async function checks(bench, ...commands) {
  const count = { passed: 0, failed: 0 };
  for (const command of commands) {
    const { code, reason } = await bench.children.run(process.execPath, command, {
      cwd: ROOT,
      timeoutMs: 5 * MINUTE_MS,
    });
    const name = path.basename(command[0] ?? '').replace(/\..*/, '');
    if (code === 0) bench.progress.say(`✓ ${name} ${command.slice(1, 3).join(' ')}`);
    else bench.progress.say(`✗ ${name} ${command.slice(1, 3).join(' ')} (${reason})`);
    count[code === 0 ? 'passed' : 'failed']++;
  }
  return count;
}

/** What runs in the trainer must run in every Node that VS Code brings. @param {Bench} bench */
async function onNode24(bench) {
  if (!bench.server.ok) return skipped(bench, bench.server.why);
  // What is compared with a second implementation, and what is measured over a while, is the same on every Node.
  const files = ['tests/unit/engine', 'tests/unit/training'].flatMap((folder) =>
    readdirSync(path.join(ROOT, folder))
      .filter((name) => name.endsWith('.test.ts') && !/agreement|memory|wasm|slow/.test(name))
      .map((name) => `${folder}/${name}`),
  );
  return vitest(bench, 'node24', bench.server.value.node, files);
}

/** @param {Bench} bench @param {string} name @param {string} node @param {string[]} filters @returns {Promise<Count>} */
async function vitest(bench, name, node, filters) {
  const report = reportFile(name);
  const reporters = [
    `--reporter=${process.stdout.isTTY ? 'default' : 'dot'}`,
    '--reporter=json',
    `--outputFile.json=${report}`,
  ];
  const { reason } = await bench.children.run(node, [VITEST, 'run', ...reporters, ...filters], {
    cwd: ROOT,
    env: environment(bench),
    timeoutMs: (bench.full ? 90 : LONGEST_MIN) * MINUTE_MS,
  });
  const result = readReport(report);
  if (!result) return crashed(bench, reason);
  // A file that can't be loaded fails without any of its tests being counted.
  const brokenFiles = result.testResults.filter(
    (/** @type {any} */ file) => file.status === 'failed' && !file.assertionResults.length,
  );
  for (const file of brokenFiles) bench.progress.say(`✗ ${path.relative(ROOT, file.name)} could not be run`);
  return { passed: result.numPassedTests, failed: result.numFailedTests + brokenFiles.length };
}

/** @param {Bench} bench @param {'host' | 'ui'} name @returns {Promise<Count>} */
async function endToEnd(bench, name) {
  for (const thing of [bench.server, bench.chromium]) if (!thing.ok) return crashed(bench, thing.why);
  const { buildEndToEndTests } = await import('./end-to-end-bundles.mjs');
  const bundles = await buildEndToEndTests();
  const report = reportFile(name);
  const { reason } = await bench.children.run(
    process.execPath,
    ['--enable-source-maps', bundles[name], report, ...bench.filters],
    {
      cwd: ROOT,
      env: { ...environment(bench), ...(bench.chromium.ok ? { CHROMIUM: bench.chromium.value } : {}) },
      timeoutMs: (bench.full ? 60 : LONGEST_MIN) * MINUTE_MS,
    },
  );
  const result = readReport(report);
  return result ? { passed: result.passed, failed: result.failed } : crashed(bench, reason);
}

/** @param {Bench} bench */
const environment = ({ full }) => ({
  ...process.env,
  ...(full ? { GIBBON_FULL: '1' } : {}),
  // Colours in a log file are noise, and npm asks for them whatever its output is.
  ...(process.stdout.isTTY ? {} : { NO_COLOR: '1', FORCE_COLOR: '0' }),
});

/** @param {string} name @returns {string} where a suite writes what it found; nothing old is there */
function reportFile(name) {
  const file = path.join(OUT, 'results', `${name}.json`);
  mkdirSync(path.dirname(file), { recursive: true });
  rmSync(file, { force: true });
  return file;
}

/** @param {string} file @returns {any} */
function readReport(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return undefined; // The suite ended before it could write.
  }
}

/** @param {Bench} bench @param {string} why @returns {Count} */
function crashed(bench, why) {
  bench.progress.say(`✗ the suite could not be run: ${why}`);
  return { passed: 0, failed: 1 };
}

/** @param {Bench} bench @param {string} why @returns {Count} */
function skipped(bench, why) {
  bench.progress.say(`· not run here: ${why}`);
  return { passed: 0, failed: 0 };
}
