/** Finds the runs that a command is about: those it was given, else one that the user picks. */
import * as vscode from 'vscode';
import { describeRun, stateOf, stateWord, type RunEntry } from './run-items';
import type { RunSessions } from './run-sessions';

/**
 * The folders that a menu, a tree or a caller passes to a command: of a selection all, else the one it was used on.
 * @param argument a folder, or a node of the Runs tree
 * @param selection the nodes that are selected besides
 */
export function givenRuns(argument: unknown, selection?: unknown): string[] {
  const folders = (Array.isArray(selection) && selection.length > 0 ? selection : [argument]).map(folderOf);
  return folders.filter((folder) => folder !== undefined);
}

function folderOf(argument: unknown): string | undefined {
  if (typeof argument === 'string') return argument;
  if (typeof argument !== 'object' || argument === null || !('run' in argument)) return undefined;
  return (argument.run as RunEntry).folder;
}

/** @param fits which runs to offer @returns undefined when there is none, which is said, or when the user picks none */
export async function chooseRun(
  sessions: RunSessions,
  placeHolder: string,
  fits: (run: RunEntry) => boolean = () => true,
): Promise<string | undefined> {
  const items = await offers(sessions, fits);
  if (items.length === 0) return void sayThereIsNone();
  return (await vscode.window.showQuickPick(items, { placeHolder, matchOnDescription: true }))?.folder;
}

/** As `chooseRun`, several at once. */
export async function chooseRuns(sessions: RunSessions, placeHolder: string): Promise<string[]> {
  const items = await offers(sessions, ({ manifest }) => manifest !== undefined);
  if (items.length === 0) sayThereIsNone();
  const picked = items.length === 0 ? [] : await vscode.window.showQuickPick(items, { placeHolder, canPickMany: true });
  return (picked ?? []).map(({ folder }) => folder);
}

async function offers(sessions: RunSessions, fits: (run: RunEntry) => boolean) {
  const speech = { l10n: vscode.l10n, locale: vscode.env.language };
  return (await sessions.list()).filter(fits).map((run) => {
    const { label, icon, description } = describeRun(run, speech);
    const { manifest } = run;
    const state = stateWord(stateOf(run), speech);
    return {
      label,
      // As in the Runs tree; runs of one experiment share their name, so their figures are what tells them apart.
      iconPath: new vscode.ThemeIcon(icon.id, icon.colour ? new vscode.ThemeColor(icon.colour) : undefined),
      description: description.includes(state) ? description : `${state} · ${description}`,
      detail: manifest && `${new Date(manifest.createdAt).toLocaleString(speech.locale)} · ${manifest.dataset.name}`,
      folder: run.folder,
    };
  });
}

const sayThereIsNone = (): void =>
  void vscode.window.showInformationMessage(vscode.l10n.t('There is no run to which this applies now.'));
