/**
 * Runs the Mocha suite in a real extension host: opens a VS Code that is told, by its URL, to load Gibbon as an
 * extension under development and out/e2e/host.cjs as its tests. Arguments: where the report goes, and a pattern that a
 * test's title must match to be run.
 */
import { existsSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { workbenchUrl } from '../../scripts/lib/code-server.mjs';
import { OUT, ROOT } from '../../scripts/lib/places.mjs';
import { newWindowContext } from './workbench/browser';
import { SuiteReport } from './workbench/suite-report';
import { copyWorkspace } from './workbench/temporary-workspace';
import { lastLinesOf, startTestServer } from './workbench/test-server';

const SUITE_TIMEOUT_MS = 600_000;

/** The part of Mocha's JSON report that we read. */
interface MochaReport {
  readonly stats: { readonly passes: number; readonly failures: number };
  readonly tests: readonly { fullTitle: string; duration?: number; err: { message?: string; stack?: string } }[];
  readonly failures: readonly { fullTitle: string; err: { message?: string; stack?: string } }[];
}

const [reportFile = path.join(OUT, 'results', 'host.json'), grep = ''] = process.argv.slice(2);
const report = new SuiteReport();
const workspace = copyWorkspace(path.join(ROOT, 'tests', 'e2e', 'workspace'));
const mochaReport = path.join(path.dirname(workspace.folder), 'mocha.json');
rmSync(reportFile, { force: true });

const testServer = await startTestServer({
  testDriver: true,
  env: { GIBBON_MOCHA_REPORT: mochaReport, GIBBON_MOCHA_GREP: grep },
});
const guard = testServer.guardWorkspace(workspace.folder);
try {
  const page = await (await newWindowContext(testServer.browser)).newPage();
  const log: string[] = [];
  await page.exposeFunction('codeAutomationLog', (type: string, args: unknown[]) =>
    log.push(`${type}: ${args.join(' ')}`),
  );
  // VS Code calls this when the run() of the tests has settled.
  const ended = new Promise<number>((resolve) => void page.exposeFunction('codeAutomationExit', resolve));
  const timedOut = new Promise<undefined>((resolve) => setTimeout(resolve, SUITE_TIMEOUT_MS, undefined));
  const tests = path.join(OUT, 'e2e', 'host.cjs');
  await page.goto(workbenchUrl(testServer.server.url, { folder: workspace.folder, extension: ROOT, tests }));
  const code = await Promise.race([ended, timedOut]);
  if (existsSync(mochaReport)) addAll(JSON.parse(readFileSync(mochaReport, 'utf8')) as MochaReport);
  if (code === undefined || (code !== 0 && report.failed === 0)) {
    const why =
      code === undefined
        ? `The suite had not ended after ${SUITE_TIMEOUT_MS / 1000} s.`
        : `The extension host ended with ${code}.`;
    const failure = [why, ...log.slice(-15), lastLinesOf(testServer.server.log)].join('\n');
    report.add({ file: 'host', name: 'the suite runs to its end', ms: 0, failure });
  }
} finally {
  await guard.endTrainers();
  await testServer.end();
  workspace.remove();
}
report.write(reportFile);
process.exit(report.failed || !report.passed ? 1 : 0);

function addAll({ tests, failures }: MochaReport): void {
  for (const test of tests) {
    const failure = test.err.stack ?? test.err.message;
    report.add({ file: 'host', name: test.fullTitle, ms: test.duration ?? 0, ...(failure ? { failure } : {}) });
  }
  // A hook that fails is no test, and stands only among the failures.
  for (const { fullTitle, err } of failures.filter((one) => !tests.some((test) => test.fullTitle === one.fullTitle))) {
    report.add({ file: 'host', name: fullTitle, ms: 0, failure: err.stack ?? err.message ?? 'failed' });
  }
}
