/** The suites of `npm test`. Each runs in processes of its own and hands over what it found. */
import path from 'node:path';
import { OUT, ROOT } from './places.mjs';
import { freshFile, readResults } from './test-results.mjs';

const MINUTE_MS = 60_000;
/** Guards against hangs: several times what the slowest suite takes on a busy machine. */
const LONGEST_MS = { fast: 10 * MINUTE_MS, default: 35 * MINUTE_MS, full: 90 * MINUTE_MS };

/**
 * @typedef {'fast' | 'default' | 'full'} Lane
 *
 * @typedef {object} Bench what the suites run with
 * @property {import('./child-groups.mjs').ChildGroups} children
 * @property {Lane} lane
 * @property {number} cores that the suite has
 * @property {string[]} filters words of the command line that narrow a suite down
 * @property {import('../setup.mjs').Had<string>} chromium
 * @property {import('../setup.mjs').Had<import('./code-server-install.mjs').CodeServer>} server
 *
 * @typedef {import('./test-results.mjs').Results} Results
 *
 * @typedef {object} Suite
 * @property {string} name for --only
 * @property {string} title
 * @property {readonly Lane[]} lanes
 * @property {number} [cores] that it keeps busy, one by default
 * @property {readonly ('chromium' | 'server' | 'tensorflow' | 'fashionMnist')[]} [needs]
 * @property {(bench: Bench, output: Output) => Promise<Results>} run
 *
 * @typedef {(text: string) => void} Output
 */

/** @param {string} program path inside node_modules */
const tool = (program) => path.join(ROOT, 'node_modules', program);
const TSC = tool('typescript/bin/tsc');
const ESLINT = tool('eslint/bin/eslint.js');
const PRETTIER = tool('prettier/bin/prettier.cjs');
const DEPCRUISE = tool('dependency-cruiser/bin/dependency-cruise.mjs');
const VITEST = tool('vitest/vitest.mjs');
const CACHE = path.join(OUT, 'cache');

const cached = ['--cache', '--cache-strategy', 'content', '--cache-location'];

const EVERY = /** @type {const} */ (['fast', 'default', 'full']);
const LONG = /** @type {const} */ (['default', 'full']);

/** In the order in which they begin: what fails soonest first, then the longest, so that nothing long is left over. @type {Suite[]} */
export const SUITES = [
  check('types', 'Types', [TSC, '-b', '.', 'tests'], [TSC, '-p', 'examples']),
  check('lint', 'Lint', [ESLINT, '.', ...cached, path.join(CACHE, 'eslint.json')]),
  check('layout', 'Layout', [
    PRETTIER,
    '--check',
    '.',
    '--log-level=warn',
    ...cached,
    path.join(CACHE, 'prettier.json'),
  ]),
  check('imports', 'Import rules', [
    ...[DEPCRUISE, '--config', '.dependency-cruiser.mjs', '--output-type', 'err'],
    ...['--cache', path.join(CACHE, 'imports'), '--cache-strategy', 'content'],
    ...['src', 'webviews'],
  ]),
  { ...units('pure', 'Pure units', EVERY, []), cores: 2 },
  {
    name: 'ui',
    title: 'In the window of a real VS Code',
    lanes: LONG,
    needs: ['chromium', 'server', 'fashionMnist'],
    run: (bench, output) => endToEnd(bench, output, 'ui'),
  },
  units('tfjs', 'Units on tfjs', LONG, ['tensorflow', 'fashionMnist']),
  units('panels', 'Panels in a browser', LONG, ['chromium']),
  units('process', 'Units that start processes', LONG, ['fashionMnist']),
  {
    name: 'host',
    title: 'In the extension host of a real VS Code',
    lanes: LONG,
    needs: ['chromium', 'server', 'fashionMnist'],
    run: (bench, output) => endToEnd(bench, output, 'host'),
  },
  {
    name: 'node24',
    title: 'Engine and trainer on Node 24',
    lanes: LONG,
    needs: ['server', 'tensorflow'],
    run: onNode24,
  },
];

/** Names that stand for several suites. @type {Readonly<Record<string, readonly string[]>>} */
export const GROUPS = { units: ['pure', 'tfjs', 'process', 'panels'] };

/** Programs that pass or fail as a whole. @param {string} name @param {string} title @param {string[][]} commands @returns {Suite} */
function check(name, title, ...commands) {
  const run = async (/** @type {Bench} */ bench, /** @type {Output} */ output) => {
    const outcomes = [];
    for (const command of commands) {
      const startedAt = performance.now();
      const { code, reason, text } = await bench.children.run(process.execPath, command, {
        cwd: ROOT,
        output: 'pipe',
        timeoutMs: LONGEST_MS.fast,
      });
      output(text);
      const said = path.basename(command[0] ?? '').replace(/\..*/, '');
      const ms = performance.now() - startedAt;
      const what = [said, ...command.slice(1, 3).filter((word) => !word.startsWith('/'))].join(' ');
      outcomes.push({ file: name, name: what, ms, ...(code === 0 ? {} : { failure: reason }) });
    }
    return { outcomes };
  };
  return { name, title, lanes: EVERY, run };
}

/** A project of vitest.config.mjs. @param {string} project @param {string} title @param {readonly Lane[]} lanes @param {Suite['needs']} needs @returns {Suite} */
function units(project, title, lanes, needs) {
  const run = (/** @type {Bench} */ bench, /** @type {Output} */ output) =>
    vitest(bench, output, project, process.execPath, ['--project', project, ...bench.filters]);
  return { name: project, title, lanes, needs, run };
}

/** What hangs on the Node that runs it: that the engines' native libraries load, and a step. */
const HANGS_ON_NODE = ['engine/engine.tfjs', 'engine/onnx-backend.tfjs', 'training/training-step.tfjs'];

/**
 * What runs in the trainer must run in every Node that VS Code brings. Each training of the window is one on Node 24, so
 * that all of the engine and of training is run on it once more in the full lane only.
 * @param {Bench} bench @param {Output} output
 */
async function onNode24(bench, output) {
  if (!bench.server.ok) return skipped(output, bench.server.why);
  const names = bench.lane === 'full' ? ['engine/', 'training/'] : HANGS_ON_NODE;
  const files = names.map((name) => `tests/unit/${name}`);
  return vitest(bench, output, 'node24', bench.server.value.node, ['--project', 'tfjs', ...files]);
}

/** @param {Bench} bench @param {Output} output @param {string} name @param {string} node @param {string[]} args @returns {Promise<Results>} */
async function vitest(bench, output, name, node, args) {
  const results = freshFile(name, 'json');
  const reporters = ['--reporter=dot', `--reporter=${path.join(ROOT, 'scripts/lib/vitest-reporter.mjs')}`];
  const { reason, text } = await bench.children.run(node, [VITEST, 'run', '--passWithNoTests', ...reporters, ...args], {
    cwd: ROOT,
    output: 'pipe',
    env: { ...environment(bench), GIBBON_TEST_RESULTS: results, GIBBON_TEST_WORKERS: String(bench.cores) },
    timeoutMs: LONGEST_MS[bench.lane],
  });
  output(text);
  return readResults(results) ?? crashed(name, reason);
}

/** @param {Bench} bench @param {Output} output @param {'host' | 'ui'} name @returns {Promise<Results>} */
async function endToEnd(bench, output, name) {
  for (const thing of [bench.server, bench.chromium]) if (!thing.ok) return crashed(name, thing.why);
  const { buildEndToEndTests } = await import('./end-to-end-bundles.mjs');
  const bundles = await buildEndToEndTests();
  const results = freshFile(name, 'json');
  const { reason, text } = await bench.children.run(
    process.execPath,
    ['--enable-source-maps', bundles[name], results, ...bench.filters],
    {
      cwd: ROOT,
      output: 'pipe',
      env: { ...environment(bench), ...(bench.chromium.ok ? { CHROMIUM: bench.chromium.value } : {}) },
      timeoutMs: LONGEST_MS[bench.lane],
    },
  );
  output(text);
  return readResults(results) ?? crashed(name, reason);
}

/** @param {Bench} bench */
const environment = ({ lane }) => ({
  ...process.env,
  ...(lane === 'full' ? { GIBBON_FULL: '1' } : {}),
  // What suites say goes to a file; colours there are noise, and npm asks for them whatever its output is.
  NO_COLOR: '1',
  FORCE_COLOR: '0',
});

/** @param {string} name @param {string} why @returns {Results} */
const crashed = (name, why) => ({
  outcomes: [{ file: name, name: 'the suite runs to its end', ms: 0, failure: why }],
});

/** @param {Output} output @param {string} why @returns {Results} */
function skipped(output, why) {
  output(`· not run here: ${why}\n`);
  return { outcomes: [] };
}
