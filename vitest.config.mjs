/**
 * Unit tests: tests/unit mirrors src. The slow ones (*.slow.test.ts) and the fault injections (tests/faults) take part
 * when GIBBON_FULL=1, which `npm run test:full` sets.
 */
import { defineConfig } from 'vitest/config';

const full = process.env.GIBBON_FULL === '1';

export default defineConfig({
  // tfjs' `module` field points at files that Node itself can't load; `main` is what the trainer loads too.
  resolve: { mainFields: ['main'] },
  test: {
    include: [
      'tests/unit/**/*.test.ts',
      'tests/panels/**/*.test.ts',
      ...(full ? ['tests/**/*.slow.test.ts', 'tests/faults/**/*.test.ts'] : []),
    ],
    exclude: ['**/node_modules/**', 'tests/e2e/**', ...(full ? [] : ['**/*.slow.test.ts'])],
    // Processes, not threads: native addons and tfjs' global engine must not be shared between test files.
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: full ? 300_000 : 60_000,
    hookTimeout: 60_000,
    // What a page or a process does in a moment takes seconds on a busy machine.
    expect: { poll: { timeout: 10_000 } },
    // Where nobody looks on, a test that fails is tried once more; the report tells it apart.
    retry: process.env.CI ? 1 : 0,
    chaiConfig: { truncateThreshold: 400 },
  },
});
