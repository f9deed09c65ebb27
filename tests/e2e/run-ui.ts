/**
 * Runs the UI suite: every tests/e2e/ui/*.ui.ts, those that ask for the same window one after another in it.
 * The bundler hands the files over (scripts/lib/end-to-end-bundles.mjs). Arguments: where the report goes, and words
 * that a test's name must contain to be run.
 */
import { existsSync, readdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { ChildGroups } from '../../scripts/lib/child-groups.mjs';
import { OUT, ROOT } from '../../scripts/lib/places.mjs';
import { Progress } from '../../scripts/lib/progress.mjs';
import type { Outcome } from '../../scripts/lib/test-results.mjs';
import { packageExtension } from '../../scripts/package.mjs';
import { indent, SuiteReport } from './workbench/suite-report';
import { lastLinesOf, startTestServer, type TestServer, type TestServerOptions } from './workbench/test-server';
import type { UiServer, UiTests } from './workbench/ui-tests';
import { prepareWindow, SHOTS, type UiWindow } from './workbench/ui-window';

/** Where others watch over many runs, a failed file has a second try, which is told; at a developer's desk it has none. */
const TRIES_TWICE = Boolean(process.env['CI']);

/** How each server comes to its Gibbon, in the order in which they are started. */
const SERVERS: Readonly<Record<UiServer, () => Promise<TestServerOptions>>> = {
  // Whether a workspace is trusted is a setting of its window.
  developed: async () => ({ extension: ROOT, workspaceTrust: true }),
  packaged: async () => ({ vsix: await packageExtension({ children: new ChildGroups(), progress: new Progress() }) }),
};

interface Chosen {
  readonly file: UiTests;
  readonly names: readonly string[];
}

type Tell = (outcome: Outcome) => void;

export async function runUi(files: readonly UiTests[]): Promise<void> {
  const [reportFile = path.join(OUT, 'results', 'ui.json'), ...words] = process.argv.slice(2);
  const report = new SuiteReport();
  removeOldFailures();
  const isMeant = (file: UiTests, name: string) => words.every((word) => `${file.title} ${name}`.includes(word));
  for (const server of Object.keys(SERVERS) as UiServer[]) {
    const chosen = files
      .filter((file) => (file.options.server ?? 'developed') === server)
      .map((file) => ({ file, names: Object.keys(file.tests).filter((name) => isMeant(file, name)) }))
      .filter(({ names }) => names.length > 0);
    if (chosen.length > 0) await runOnServer(server, chosen, report);
  }
  report.write(reportFile);
  process.exit(report.failed || !report.passed ? 1 : 0);
}

/** Pictures of failures are of this run only. */
function removeOldFailures(): void {
  if (!existsSync(SHOTS)) return;
  for (const name of readdirSync(SHOTS)) if (name.startsWith('failed-')) rmSync(path.join(SHOTS, name));
}

async function runOnServer(kind: UiServer, chosen: readonly Chosen[], report: SuiteReport): Promise<void> {
  let testServer: TestServer;
  try {
    testServer = await startTestServer(await SERVERS[kind]());
  } catch (error) {
    return report.add({ file: kind, name: `the ${kind} VS Code starts`, ms: 0, failure: wordsOf(error) });
  }
  try {
    const windowOf = ({ file: { options } }: Chosen) => JSON.stringify([options.settings ?? {}, options.language]);
    for (const window of new Set(chosen.map(windowOf)))
      await runInOneWindow(
        chosen.filter((one) => windowOf(one) === window),
        testServer,
        report,
      );
  } finally {
    await testServer.end();
  }
}

/** A window in which a test failed is in a state that nothing is known of: the next file has a new one. */
async function runInOneWindow(group: readonly Chosen[], testServer: TestServer, report: SuiteReport): Promise<void> {
  let window: UiWindow | undefined;
  for (const chosen of group) {
    const told = new Set<string>();
    const failures = new Map<string, string>();
    const tell: Tell = (outcome) => {
      told.add(outcome.name);
      report.add(outcome);
    };
    window = await runFile(chosen, testServer, window, (outcome) => {
      if (TRIES_TWICE && outcome.failure) failures.set(outcome.name, outcome.failure);
      else tell(outcome);
    });
    if (failures.size === 0) continue;
    for (const [name, failure] of failures) console.log(`· ${name} failed, and is tried once more\n${indent(failure)}`);
    // The whole file, since its tests go on from one another.
    window = await runFile(chosen, testServer, undefined, (outcome) => {
      if (!told.has(outcome.name)) tell({ ...outcome, firstFailure: failures.get(outcome.name) });
    });
    for (const [name, failure] of failures)
      if (!told.has(name)) tell({ file: chosen.file.title, name, ms: 0, failure });
  }
  await window?.close();
}

/**
 * @param open the window that the file before has left; a new one is opened without it
 * @returns the window for the next file; undefined after a failure
 */
async function runFile(
  { file, names }: Chosen,
  testServer: TestServer,
  open: UiWindow | undefined,
  tell: Tell,
): Promise<UiWindow | undefined> {
  const window = open ?? (await prepareWindow(testServer, file.options));
  const { workbench } = window;
  let hasFailed = false;
  const run = async (name: string, test: () => Promise<void>): Promise<void> => {
    const startedAt = performance.now();
    const failure = await test().then(() => undefined, wordsOf);
    const ms = performance.now() - startedAt;
    hasFailed ||= failure !== undefined;
    const picture = `failed-${file.title}-${name}`.replace(/\W+/g, '-');
    const shot = failure && (await workbench.screenshot(picture).catch(() => 'no picture'));
    tell({ file: file.title, name, ms, ...(failure && { failure: `${failure}\n${shot}` }) });
  };
  const { file: openFile } = file.options;
  await run('the window is ready', async () => {
    await (open ? open.startFresh() : workbench.open(workbench.places.url));
    if (openFile) await workbench.openFile(openFile);
  });
  if (hasFailed) console.log(lastLinesOf(workbench.places.serverLog));
  else for (const name of names) await run(name, async () => file.tests[name]?.(workbench));
  if (!hasFailed) return window;
  await window.close();
  return undefined;
}

const wordsOf = (error: unknown): string => (error instanceof Error ? (error.stack ?? error.message) : String(error));
