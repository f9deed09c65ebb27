/**
 * What both suites in tests/e2e need before their first test: a VS Code server with a scratch profile, a browser, and
 * the certainty that both end with the suite.
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { Browser } from 'playwright-core';
import { ChildGroups } from '../../../scripts/lib/child-groups.mjs';
import { ensureCodeServer } from '../../../scripts/lib/code-server-install.mjs';
import { type RunningServer, startCodeServer } from '../../../scripts/lib/code-server.mjs';
import { findChromium } from '../../../scripts/lib/programs.mjs';
import { Progress } from '../../../scripts/lib/progress.mjs';
import { endTrainers } from '../../../scripts/lib/trainers.mjs';
import { launchBrowser } from './browser';

export interface TestServer {
  readonly server: RunningServer;
  readonly browser: Browser;
  /** Folder of the scratch profile. */
  readonly profile: string;
  /** Trainers outlive their window by design; those of this workspace end here, or with the suite. */
  guardWorkspace(folder: string): { endTrainers(): Promise<void> };
  end(): Promise<void>;
}

export interface TestServerOptions {
  /** Installed like a user's extension; or, with `testDriver`, named by each URL as one under development. */
  readonly extension?: string;
  readonly testDriver?: boolean;
  /** A package to install as a user does, in place of `extension`. */
  readonly vsix?: string;
  /** Folders are not trusted until somebody trusts them. */
  readonly workspaceTrust?: boolean;
  readonly settings?: Readonly<Record<string, unknown>>;
  readonly env?: NodeJS.ProcessEnv;
}

/** Settings without which a driver misses what it looks for. */
const DRIVER_SETTINGS = {
  // A process beside the trainers would slow down what is timed here, and be counted among what is left.
  'gibbon.trainClassifier': false,
  'workbench.colorTheme': 'Default Dark Modern',
  'window.dialogStyle': 'custom',
  // A webview takes the focus when it is shown, and would close the palette under the driver's hands.
  'workbench.quickOpen.closeOnFocusLost': false,
  'editor.minimap.enabled': false,
  'git.enabled': false,
  // One TypeScript server for each window in place of two, and nothing that asks npm for types.
  'typescript.tsserver.useSyntaxServer': 'never',
  'typescript.disableAutomaticTypeAcquisition': true,
};

export async function startTestServer(options: TestServerOptions): Promise<TestServer> {
  const children = new ChildGroups();
  const beganAt = new Date().toISOString();
  const runsFolders = new Set<string>();
  children.endOnSignals(async () => {
    for (const runsFolder of runsFolders) await endTrainers(runsFolder, beganAt);
  });
  const chromium = await findChromium(children);
  if (!chromium) throw new Error('No Chromium was found; `npm run setup` says what to install.');
  const installed = await ensureCodeServer({ children, progress: new Progress() });
  const profile = mkdtempSync(path.join(os.tmpdir(), 'gibbon-profile-'));
  children.leaveToGuardian({ scratchFolder: profile });
  const settings = testSettings(options.settings);
  const server = await startCodeServer({ ...options, children, server: installed, profile, settings });
  const browser = await launchBrowser(chromium);
  const guardWorkspace = (folder: string) => {
    const runsFolder = path.join(folder, '.gibbon', 'runs');
    runsFolders.add(runsFolder);
    children.leaveToGuardian({ runsFolder });
    return { endTrainers: () => endTrainers(runsFolder, beganAt) };
  };
  const end = async () => {
    await browser.close();
    await server.stop();
    rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
  };
  return { server, browser, profile, guardWorkspace, end };
}

export const testSettings = (settings: TestServerOptions['settings'] = {}) => ({ ...DRIVER_SETTINGS, ...settings });

/** The end of the server's log, for the message of a suite that could not begin. */
export const lastLinesOf = (log: string) => readFileSync(log, 'utf8').trim().split('\n').slice(-15).join('\n');
