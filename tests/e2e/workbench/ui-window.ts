/** One VS Code window for several files of the UI suite: opened once, and taken back to how it began before each of them. */
import { cpSync, readdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { workbenchUrl, writeSettings } from '../../../scripts/lib/code-server.mjs';
import { OUT, ROOT } from '../../../scripts/lib/places.mjs';
import { newWindowContext } from './browser';
import { setDisplayLanguage } from './display-language';
import { copyWorkspace } from './temporary-workspace';
import { type TestServer, testSettings } from './test-server';
import type { UiTestsOptions } from './ui-tests';
import { Workbench } from './workbench';

export const SHOTS = path.join(OUT, 'shots');
const WORKSPACE = path.join(ROOT, 'tests', 'e2e', 'workspace');
/** Guards against hangs: on a machine that has much else to do, one click may take most of a minute. */
const ACTION_TIMEOUT_MS = 90_000;

export interface UiWindow {
  readonly workbench: Workbench;
  /** No editor, no run, no training, and the workspace as it was. */
  startFresh(): Promise<void>;
  close(): Promise<void>;
}

/** It is not open yet: that is a test of its own. */
export async function prepareWindow(testServer: TestServer, options: UiTestsOptions): Promise<UiWindow> {
  const { server, browser, profile } = testServer;
  const { settings, language } = options;
  const copy = copyWorkspace(WORKSPACE);
  const guard = testServer.guardWorkspace(copy.folder);
  writeSettings(profile, testSettings(settings));
  setDisplayLanguage(profile, language);
  const context = await newWindowContext(browser);
  context.setDefaultTimeout(ACTION_TIMEOUT_MS);
  const page = await context.newPage();
  const workbench = new Workbench(page, {
    workspace: copy.folder,
    shots: SHOTS,
    serverLog: server.log,
    serverGroup: server.group,
    profile,
    // The address names no file: with one, a reload of the window would open that again, and not what was open.
    url: workbenchUrl(server.url, { folder: copy.folder }),
  });
  return {
    workbench,
    startFresh: async () => {
      await workbench.closeAllEditors();
      await guard.endTrainers();
      for (const name of readdirSync(copy.folder))
        rmSync(path.join(copy.folder, name), { recursive: true, force: true, maxRetries: 5 });
      cpSync(WORKSPACE, copy.folder, { recursive: true });
    },
    close: async () => {
      await context.close();
      await guard.endTrainers();
      copy.remove();
    },
  };
}
