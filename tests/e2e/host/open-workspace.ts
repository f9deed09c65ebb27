/** The workspace that the window of the Mocha suite has open: its files, its runs, and how tests wait for what becomes of them. */
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import * as vscode from 'vscode';
import type { RunManifest } from '../../../src/protocol/manifest';
import { readManifest } from '../../../src/store/manifest-file';

/** A guard against hangs: a machine that has much else to do may take most of it. */
const LONGEST_WAIT_MS = 90_000;
const LOOK_EVERY_MS = 50;

export const workspace = (): string => vscode.workspace.workspaceFolders![0]!.uri.fsPath;
export const inWorkspace = (name: string): string => path.join(workspace(), name);

/** Waits for what VS Code or a run says. @throws Error when it does not come */
export async function until<T>(
  what: string,
  look: () => Promise<T | undefined | null | false> | T | undefined | null | false,
): Promise<T> {
  for (const giveUpAt = Date.now() + LONGEST_WAIT_MS; Date.now() < giveUpAt;) {
    const found = await look();
    if (found) return found;
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
  }
  throw new Error(`${what} did not come within ${LONGEST_WAIT_MS / 1000} s`);
}

export const tinyGan = (): string => readFileSync(inWorkspace('tiny-gan.gibbon.ts'), 'utf8');
/** An experiment that never ends by itself. */
export const longGan = (): string => tinyGan().replace('epochs: 2', 'epochs: 100000');

/** @returns the file that was written */
export function writeExperiment(name: string, source: string): vscode.Uri {
  writeFileSync(inWorkspace(name), source);
  return vscode.Uri.file(inWorkspace(name));
}

export function manifestOf(runFolder: string): RunManifest {
  const manifest = readManifest(runFolder);
  assert.ok(manifest.ok, manifest.ok ? '' : manifest.problem.message);
  return manifest.value;
}

/** @returns the folder of the run, which goes on */
export async function train(file = vscode.Uri.file(inWorkspace('tiny-gan.gibbon.ts'))): Promise<string> {
  const runFolder = await vscode.commands.executeCommand<string | undefined>('gibbon.train', file);
  assert.ok(runFolder, 'the command gave no run');
  return runFolder;
}

/** Waits until a run has ended, and its trainer with it. */
export async function ended(runFolder: string): Promise<NonNullable<RunManifest['end']>> {
  const end = await until('the end', () => manifestOf(runFolder).end);
  await until('no writer', () => manifestOf(runFolder).process === null);
  return end;
}

export const allTabs = (): vscode.Tab[] => vscode.window.tabGroups.all.flatMap(({ tabs }) => tabs);
export const closeAllTabs = async (): Promise<void> => void (await vscode.window.tabGroups.close(allTabs()));
