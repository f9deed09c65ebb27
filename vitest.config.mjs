/**
 * Tests under Vitest, a project a kind; the end of a file's name says which. tests/unit mirrors src.
 *
 *   *.test.ts           pure: no tfjs, no process, no browser. Threads that all files share, so these take milliseconds.
 *   *.tfjs.test.ts      loads tfjs, whose engine is global, and native addons: a process for each file.
 *   *.process.test.ts   starts Gibbon's programs.
 *   *.panel.test.ts     panels in a real browser, of which there is one for all files.
 *   *.slow.*            of whichever kind: in the full lane only, and so is tests/faults.
 *
 * What a pure test must not import is refused when it is.
 */
import { defineConfig } from 'vitest/config';

const full = process.env.GIBBON_FULL === '1';
const SLOW = '**/*.slow.*';
const UNITS = 'tests/unit/**/*';
const FAULTS = 'tests/faults/**/*';

const IMPURE = /^(@tensorflow\/|onnxruntime-|playwright-core$|(node:)?(child_process|worker_threads)$)/;

/** @type {import('vite').Plugin} */
const pureTestsStayPure = {
  name: 'pure tests stay pure',
  enforce: 'pre',
  resolveId: (source, importer) => {
    if (!IMPURE.test(source)) return;
    throw new Error(
      `${importer} imports ${source}, and a *.test.ts reaches it: expected no tfjs, process or browser there. Name the test *.tfjs.test.ts or *.process.test.ts.`,
    );
  },
};

/**
 * @param {string} name @param {string[]} include
 * @param {import('vitest/config').TestProjectInlineConfiguration['test']} how
 */
const project = (
  name,
  include,
  how,
  exclude = /** @type {string[]} */ ([]),
  plugins = /** @type {import('vite').Plugin[]} */ ([]),
) => ({
  plugins,
  // tfjs' `module` field points at files that Node itself can't load; `main` is what the trainer loads too.
  resolve: { mainFields: ['main'] },
  test: {
    name,
    include,
    exclude: ['**/node_modules/**', ...exclude, ...(full ? [] : [SLOW])],
    // Limits guard against hangs only: what a page or a process does in a moment takes seconds on a busy machine.
    testTimeout: full ? 600_000 : 180_000,
    hookTimeout: 180_000,
    expect: { poll: { timeout: 30_000 } },
    chaiConfig: { truncateThreshold: 400 },
    ...how,
  },
});

const FORKS = /** @type {const} */ ({ pool: 'forks' });

export default defineConfig({
  test: {
    projects: [
      project(
        'pure',
        [`${UNITS}.test.ts`],
        { pool: 'threads', isolate: false },
        ['**/*.{tfjs,process}.test.ts'],
        [pureTestsStayPure],
      ),
      project('tfjs', [`${UNITS}.tfjs.test.ts`], FORKS),
      project('process', [`${UNITS}.process.test.ts`, ...(full ? [`${FAULTS}.process.test.ts`] : [])], FORKS),
      project('panels', ['tests/panels/**/*.panel.test.ts'], { ...FORKS, isolate: false }),
    ],
    // As many as the runner gives (scripts/lib/test-suites.mjs); by hand, what two cores bear.
    maxWorkers: Number(process.env.GIBBON_TEST_WORKERS ?? 2),
    // Where nobody looks on, a test that fails is tried once more; the closing lines tell it apart.
    retry: process.env.CI ? 1 : 0,
  },
});
