/**
 * Runs the UI suite: every tests/e2e/ui/*.ui.ts in a VS Code of its own window, with Gibbon installed as a user has it.
 * The bundler hands the files over (scripts/lib/end-to-end-bundles.mjs). Arguments: where the report goes, and words
 * that a test's name must contain to be run.
 */
import { existsSync, readdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { workbenchUrl, writeSettings } from '../../scripts/lib/code-server.mjs';
import { OUT, ROOT } from '../../scripts/lib/places.mjs';
import { SuiteReport } from './workbench/suite-report';
import { copyWorkspace } from './workbench/temporary-workspace';
import { type TestServer, lastLinesOf, startTestServer, testSettings } from './workbench/test-server';
import type { UiTests } from './workbench/ui-tests';
import { Workbench } from './workbench/workbench';

const ACTION_TIMEOUT_MS = 20_000;
const SHOTS = path.join(OUT, 'shots');

export async function runUi(files: readonly UiTests[]): Promise<void> {
  const [reportFile = path.join(OUT, 'results', 'ui.json'), ...words] = process.argv.slice(2);
  const report = new SuiteReport();
  removeOldFailures();
  const testServer = await startTestServer({ extension: ROOT });
  try {
    for (const file of files) {
      const names = Object.keys(file.tests).filter((name) =>
        words.every((word) => `${file.title} ${name}`.includes(word)),
      );
      if (names.length) await runFile(file, names, testServer, report);
    }
  } finally {
    await testServer.end();
  }
  report.write(reportFile);
  process.exit(report.failed || !report.passed ? 1 : 0);
}

/** Pictures of failures are of this run only. */
function removeOldFailures(): void {
  if (!existsSync(SHOTS)) return;
  for (const name of readdirSync(SHOTS)) if (name.startsWith('failed-')) rmSync(path.join(SHOTS, name));
}

async function runFile(
  file: UiTests,
  names: readonly string[],
  testServer: TestServer,
  report: SuiteReport,
): Promise<void> {
  const { server, browser, profile } = testServer;
  const { workspace = 'tests/e2e/workspace', file: openFile, settings } = file.options;
  const copy = copyWorkspace(path.join(ROOT, workspace));
  const guard = testServer.guardWorkspace(copy.folder);
  writeSettings(profile, testSettings(settings));
  const context = await browser.newContext({ viewport: { width: 1400, height: 900 } });
  const page = await context.newPage();
  page.setDefaultTimeout(ACTION_TIMEOUT_MS);
  const places = { workspace: copy.folder, shots: SHOTS, serverLog: server.log, serverGroup: server.group };
  const workbench = new Workbench(page, places);
  const run = async (name: string, test: () => Promise<void>): Promise<boolean> => {
    const startedAt = performance.now();
    const failure = await test().then(
      () => undefined,
      (error: unknown) => (error instanceof Error ? (error.stack ?? error.message) : String(error)),
    );
    const title = `${file.title}: ${name}`;
    const picture =
      failure && (await workbench.screenshot(`failed-${title.replace(/\W+/g, '-')}`).catch(() => 'no picture'));
    report.add({
      name: title,
      elapsedMs: performance.now() - startedAt,
      ...(failure ? { failure: `${failure}\n${picture}` } : {}),
    });
    return !failure;
  };
  try {
    // The address names no file: with one, a reload of the window would open that again, and not what was open.
    const url = workbenchUrl(server.url, { folder: copy.folder });
    const opened = await run('VS Code opens', async () => {
      await workbench.open(url);
      if (openFile) await workbench.openFile(openFile);
    });
    if (!opened) console.log(lastLinesOf(server.log));
    else for (const name of names) await run(name, async () => file.tests[name]?.(workbench));
  } finally {
    await context.close();
    await guard.endTrainers();
    copy.remove();
  }
}
