/**
 * Runs the UI suite: every tests/e2e/ui/*.ui.ts in a window of its own of the kind of VS Code that it asks for.
 * The bundler hands the files over (scripts/lib/end-to-end-bundles.mjs). Arguments: where the report goes, and words
 * that a test's name must contain to be run.
 */
import { existsSync, readdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { ChildGroups } from '../../scripts/lib/child-groups.mjs';
import { workbenchUrl, writeSettings } from '../../scripts/lib/code-server.mjs';
import { OUT, ROOT } from '../../scripts/lib/places.mjs';
import { Progress } from '../../scripts/lib/progress.mjs';
import { packageExtension } from '../../scripts/package.mjs';
import { setDisplayLanguage } from './workbench/display-language';
import type { Outcome } from '../../scripts/lib/test-results.mjs';
import { indent, SuiteReport } from './workbench/suite-report';
import { copyWorkspace } from './workbench/temporary-workspace';
import {
  type TestServer,
  type TestServerOptions,
  lastLinesOf,
  startTestServer,
  testSettings,
} from './workbench/test-server';
import type { UiTests, UiWindow } from './workbench/ui-tests';
import { Workbench } from './workbench/workbench';

const ACTION_TIMEOUT_MS = 20_000;
const SHOTS = path.join(OUT, 'shots');

/** How each window comes to its Gibbon, in the order in which they are opened. */
const SERVERS: Readonly<Record<UiWindow, () => Promise<TestServerOptions>>> = {
  developed: async () => ({ extension: ROOT }),
  untrusted: async () => ({ extension: ROOT, workspaceTrust: true }),
  packaged: async () => ({ vsix: await packageExtension({ children: new ChildGroups(), progress: new Progress() }) }),
};

export async function runUi(files: readonly UiTests[]): Promise<void> {
  const [reportFile = path.join(OUT, 'results', 'ui.json'), ...words] = process.argv.slice(2);
  const report = new SuiteReport();
  removeOldFailures();
  const isMeant = (file: UiTests, name: string) => words.every((word) => `${file.title} ${name}`.includes(word));
  for (const window of Object.keys(SERVERS) as UiWindow[]) {
    const chosen = files
      .filter((file) => (file.options.window ?? 'developed') === window)
      .map((file) => ({ file, names: Object.keys(file.tests).filter((name) => isMeant(file, name)) }))
      .filter(({ names }) => names.length > 0);
    if (chosen.length > 0) await runInWindow(window, chosen, report);
  }
  report.write(reportFile);
  process.exit(report.failed || !report.passed ? 1 : 0);
}

interface Chosen {
  readonly file: UiTests;
  readonly names: readonly string[];
}

async function runInWindow(window: UiWindow, chosen: readonly Chosen[], report: SuiteReport): Promise<void> {
  let testServer: TestServer;
  try {
    testServer = await startTestServer(await SERVERS[window]());
  } catch (error) {
    const failure = error instanceof Error ? (error.stack ?? error.message) : String(error);
    return report.add({ file: window, name: `the ${window} VS Code starts`, ms: 0, failure });
  }
  try {
    for (const { file, names } of chosen) await tryTwice(file, names, testServer, report);
  } finally {
    await testServer.end();
  }
}

/** Pictures of failures are of this run only. */
function removeOldFailures(): void {
  if (!existsSync(SHOTS)) return;
  for (const name of readdirSync(SHOTS)) if (name.startsWith('failed-')) rmSync(path.join(SHOTS, name));
}

/**
 * A file of which a test failed is run once more, whole, since its tests go on from one another. What then passes is
 * told apart in the report, with its failure: a busy machine must not hide what was found, nor must it be overlooked.
 */
async function tryTwice(
  file: UiTests,
  names: readonly string[],
  testServer: TestServer,
  report: SuiteReport,
): Promise<void> {
  const told = new Set<string>();
  const failures = new Map<string, string>();
  const tell = (outcome: Outcome) => {
    told.add(outcome.name);
    report.add(outcome);
  };
  await runFile(file, names, testServer, (outcome) => {
    if (outcome.failure) failures.set(outcome.name, outcome.failure);
    else tell(outcome);
  });
  if (failures.size === 0) return;
  for (const [name, failure] of failures) console.log(`· ${name} failed, and is tried once more\n${indent(failure)}`);
  await runFile(file, names, testServer, (outcome) => {
    if (!told.has(outcome.name)) tell({ ...outcome, firstFailure: failures.get(outcome.name) });
  });
  for (const [name, failure] of failures) if (!told.has(name)) tell({ file: file.title, name, ms: 0, failure });
}

async function runFile(
  file: UiTests,
  names: readonly string[],
  testServer: TestServer,
  tell: (outcome: Outcome) => void,
): Promise<void> {
  const { server, browser, profile } = testServer;
  const { workspace = 'tests/e2e/workspace', file: openFile, settings, language } = file.options;
  const copy = copyWorkspace(path.join(ROOT, workspace));
  const guard = testServer.guardWorkspace(copy.folder);
  writeSettings(profile, testSettings(settings));
  setDisplayLanguage(profile, language);
  const context = await browser.newContext({ viewport: { width: 1400, height: 900 } });
  const page = await context.newPage();
  page.setDefaultTimeout(ACTION_TIMEOUT_MS);
  // The address names no file: with one, a reload of the window would open that again, and not what was open.
  const places = {
    workspace: copy.folder,
    shots: SHOTS,
    serverLog: server.log,
    serverGroup: server.group,
    profile,
    url: workbenchUrl(server.url, { folder: copy.folder }),
  };
  const workbench = new Workbench(page, places);
  const run = async (name: string, test: () => Promise<void>): Promise<boolean> => {
    const startedAt = performance.now();
    const failure = await test().then(
      () => undefined,
      (error: unknown) => (error instanceof Error ? (error.stack ?? error.message) : String(error)),
    );
    const picture =
      failure &&
      (await workbench.screenshot(`failed-${file.title}-${name}`.replace(/\W+/g, '-')).catch(() => 'no picture'));
    tell({
      file: file.title,
      name,
      ms: performance.now() - startedAt,
      ...(failure ? { failure: `${failure}\n${picture}` } : {}),
    });
    return !failure;
  };
  try {
    const opened = await run('VS Code opens', async () => {
      await workbench.open(places.url);
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
