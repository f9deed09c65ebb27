/** Panels in a real browser: `vitest run --config tests/panels/vitest.config.ts`. */
import path from 'node:path';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  root: path.resolve(import.meta.dirname, '../..'),
  test: {
    include: ['tests/panels/**/*.panel.test.ts'],
    pool: 'forks',
    maxWorkers: 1,
    // A machine with other work takes several times as long; what is right at once costs nothing of it.
    testTimeout: 90_000,
    hookTimeout: 90_000,
    expect: { poll: { timeout: 20_000 } },
  },
});
