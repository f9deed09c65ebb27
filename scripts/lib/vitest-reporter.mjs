/** Writes what a run of Vitest found as a suite's results (test-results.mjs), to the file that GIBBON_TEST_RESULTS names. */
import path from 'node:path';
import { ROOT } from './places.mjs';
import { writeResults } from './test-results.mjs';

export default class ResultsReporter {
  /** @param {ReadonlyArray<import('vitest/node').TestModule>} modules @param {ReadonlyArray<unknown>} unhandledErrors */
  onTestRunEnd(modules, unhandledErrors) {
    const files = modules.map((module) => {
      const { environmentSetupDuration, prepareDuration, collectDuration, setupDuration, duration } =
        module.diagnostic();
      const file = path.relative(ROOT, module.moduleId);
      return {
        file,
        ms: duration,
        importMs: environmentSetupDuration + prepareDuration + collectDuration + setupDuration,
      };
    });
    const outcomes = modules.flatMap((module) => outcomesOf(module));
    for (const error of unhandledErrors)
      outcomes.push({ file: '', name: 'an error outside of any test', ms: 0, failure: words(error) });
    writeResults(process.env.GIBBON_TEST_RESULTS ?? '', { outcomes, files });
  }
}

/** @param {import('vitest/node').TestModule} module @returns {import('./test-results.mjs').Outcome[]} */
function outcomesOf(module) {
  const file = path.relative(ROOT, module.moduleId);
  const tests = [...module.children.allTests()].flatMap((test) => {
    const { state, errors } = test.result();
    // Of what this machine can't have, such as a file that root may not read.
    if (state === 'skipped') return [];
    const { duration = 0, retryCount = 0 } = test.diagnostic() ?? {};
    const said = (errors ?? []).map(words).join('\n');
    if (state !== 'passed') return { file, name: test.fullName, ms: duration, failure: said || `it was ${state}` };
    return {
      file,
      name: test.fullName,
      ms: duration,
      ...(retryCount > 0 ? { firstFailure: said || 'no reason given' } : {}),
    };
  });
  // A file that can't be loaded, or a hook of a whole file, fails without any of its tests being counted.
  const broken = [...module.errors(), ...[...module.children.allSuites()].flatMap((suite) => suite.errors())];
  if (broken.length === 0) return tests;
  return [...tests, { file, name: 'the file as a whole', ms: 0, failure: broken.map(words).join('\n') }];
}

/** @param {unknown} error @returns {string} */
const words = (error) => {
  const { message, stack } = /** @type {{ message?: string, stack?: string }} */ (error ?? {});
  return stack?.includes(message ?? '') ? stack : [message, stack].filter(Boolean).join('\n') || String(error);
};
