/** A window of a real VS Code on a workspace, for a bench to drive. */
import type { Page } from 'playwright-core';
import { workbenchUrl } from '../../scripts/lib/code-server.mjs';
import type { TemporaryWorkspace } from '../e2e/workbench/temporary-workspace';
import type { TestServer } from '../e2e/workbench/test-server';
import { Workbench } from '../e2e/workbench/workbench';

export interface BenchWindow {
  readonly workbench: Workbench;
  readonly page: Page;
  close(): Promise<void>;
}

export async function openWindow(
  { server, browser, profile }: TestServer,
  { folder }: TemporaryWorkspace,
  viewport: { readonly width: number; readonly height: number },
): Promise<BenchWindow> {
  const url = workbenchUrl(server.url, { folder });
  const context = await browser.newContext({ viewport });
  const page = await context.newPage();
  const { log: serverLog, group: serverGroup } = server;
  const workbench = new Workbench(page, { workspace: folder, shots: folder, serverLog, serverGroup, profile, url });
  await workbench.open(url);
  return { workbench, page, close: () => context.close() };
}
