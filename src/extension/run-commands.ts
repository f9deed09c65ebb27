/** What can be done to a run besides training it: the commands of the Runs tree's menus, and of the palette. */
import path from 'node:path';
import * as vscode from 'vscode';
import { deleteRun, nameProblem, renameRun, requireNoTrainer } from '../client/change-run';
import { readManifest } from '../store/manifest-file';
import { chooseRun, chooseRuns, givenRuns } from './choose-run';
import { showProblem } from './places';
import type { RunSessions } from './run-sessions';
import type { RunsList } from './runs-list';
import { runQuotaGigabytes, setRunQuota } from './settings';
import type { RunPanels } from './run-panels';

export interface RunCommandParts {
  readonly extensionUri: vscode.Uri;
  readonly sessions: RunSessions;
  readonly panels: RunPanels;
  readonly list: RunsList;
}

/** A command gets the runs it is for, asked for where nobody said which, and what a caller gave beside them. */
type RunCommand = (runFolder: string, details: unknown) => Promise<unknown>;

export function registerRunCommands(parts: RunCommandParts): vscode.Disposable {
  const { sessions, list } = parts;
  const register = (name: string, run: (argument: unknown, second: unknown) => Promise<unknown>) =>
    vscode.commands.registerCommand(`gibbon.${name}`, async (argument: unknown, second: unknown) => {
      try {
        return await run(argument, second);
      } catch (error) {
        showProblem(error);
        return undefined;
      }
    });
  const onOneRun = (name: string, placeHolder: string, run: RunCommand) =>
    register(name, async (argument, details) => {
      const folder = givenRuns(argument)[0] ?? (await chooseRun(sessions, placeHolder));
      return folder === undefined ? undefined : run(folder, details);
    });
  return vscode.Disposable.from(
    register('refreshRuns', () => list.refresh()),
    register('setRunQuota', () => askForQuota()),
    register('openSideBySide', (argument, selection) => openSideBySide(parts, givenRuns(argument, selection))),
    register('deleteRun', async (argument, selection) => {
      const given = givenRuns(argument, selection);
      const chosen = given.length > 0 ? [] : [await chooseRun(sessions, vscode.l10n.t('Run to delete'))];
      return deleteRuns(parts, [...given, ...chosen.filter((folder) => folder !== undefined)]);
    }),
    onOneRun('renameRun', vscode.l10n.t('Run to rename'), (folder, name) => rename(parts, folder, name)),
    onOneRun('revealRun', vscode.l10n.t('Run to reveal'), (folder) => reveal('revealInExplorer', folder)),
    onOneRun('revealRunInOS', vscode.l10n.t('Run to reveal'), (folder) => reveal('revealFileInOS', folder)),
    // These read records and checkpoints, which takes much code: it is loaded with their first use, not with VS Code.
    onOneRun('exportRun', vscode.l10n.t('Run to export'), async (folder, details) => {
      const { exportRun } = await import('./export-run-command');
      return exportRun(folder, details);
    }),
    onOneRun('saveModel', vscode.l10n.t('Run with the model to save'), async (folder, details) => {
      const { saveModelOfRun } = await import('./save-model-command');
      return saveModelOfRun(parts.extensionUri, folder, details);
    }),
  );
}

async function rename({ sessions, panels, list }: RunCommandParts, runFolder: string, given: unknown): Promise<void> {
  // Before a name is asked for that could not be given.
  await requireNoTrainer(runFolder, 'renamed');
  const name =
    typeof given === 'string'
      ? given
      : await vscode.window.showInputBox({
          prompt: vscode.l10n.t('Name of the run; its folder keeps its own'),
          value: nameOf(runFolder),
          validateInput: nameProblem,
        });
  if (name === undefined) return;
  await renameRun(runFolder, name);
  await sessions.reread(runFolder);
  panels.rename(runFolder, name.trim());
  await list.refresh();
}

async function deleteRuns({ sessions, panels, list }: RunCommandParts, folders: readonly string[]): Promise<void> {
  if (folders.length === 0) return;
  for (const folder of folders) await requireNoTrainer(folder, 'deleted');
  const moveToTrash = vscode.l10n.t('Move to Trash');
  const [only = ''] = folders;
  const answer = await vscode.window.showWarningMessage(
    folders.length === 1
      ? vscode.l10n.t('Delete the run {0}?', nameOf(only))
      : vscode.l10n.t('Delete {0} runs?', folders.length),
    {
      modal: true,
      detail:
        folders.length === 1
          ? vscode.l10n.t(
              'Everything that was recorded is in its folder, {0}. You can restore it from the trash.',
              path.basename(only),
            )
          : vscode.l10n.t('Everything that was recorded is in their folders. You can restore them from the trash.'),
    },
    moveToTrash,
  );
  if (answer !== moveToTrash) return;
  for (const folder of folders) {
    panels.close(folder);
    sessions.close(folder);
    if (!(await moveToTheTrash(folder)) && !(await deleteForGood(folder))) break;
  }
  await list.refresh();
}

/** What people call a run; of one whose manifest can't be read, its folder's name. */
function nameOf(runFolder: string): string {
  const manifest = readManifest(runFolder);
  return manifest.ok ? manifest.value.name : path.basename(runFolder);
}

async function moveToTheTrash(folder: string): Promise<boolean> {
  try {
    await vscode.workspace.fs.delete(vscode.Uri.file(folder), { recursive: true, useTrash: true });
    return true;
  } catch {
    return false; // There is no trash on a server, in a container, on some disks: the user decides again.
  }
}

async function deleteForGood(folder: string): Promise<boolean> {
  const deletePermanently = vscode.l10n.t('Delete Permanently');
  const answer = await vscode.window.showWarningMessage(
    vscode.l10n.t(
      '{0} could not be moved to the trash: there is none here. Delete it permanently?',
      path.basename(folder),
    ),
    { modal: true, detail: vscode.l10n.t('It can not be restored.') },
    deletePermanently,
  );
  if (answer !== deletePermanently) return false;
  await deleteRun(folder);
  return true;
}

/** Shows a folder with a command of VS Code's, which not every VS Code has. */
async function reveal(command: string, folder: string): Promise<void> {
  if (!(await vscode.commands.getCommands(true)).includes(command)) {
    void vscode.window.showInformationMessage(
      vscode.l10n.t('This VS Code can not show it there. The run is in {0}', folder),
    );
    return;
  }
  await vscode.commands.executeCommand(command, vscode.Uri.file(folder));
}

async function openSideBySide({ sessions, panels }: RunCommandParts, given: readonly string[]): Promise<void> {
  const folders =
    given.length === 2 ? given : await chooseRuns(sessions, vscode.l10n.t('Two runs to see side by side'));
  if (folders.length === 0) return;
  const [left, right] = folders;
  if (left === undefined || right === undefined || folders.length !== 2)
    return void vscode.window.showInformationMessage(
      vscode.l10n.t('Two runs can be opened side by side; {0} were chosen.', folders.length),
    );
  panels.show(await sessions.open(left), vscode.ViewColumn.One);
  panels.show(await sessions.open(right), vscode.ViewColumn.Two);
}

async function askForQuota(): Promise<void> {
  const text = await vscode.window.showInputBox({
    prompt: vscode.l10n.t('Gigabytes that a run may take on disk before its older checkpoints are thinned out'),
    value: String(runQuotaGigabytes()),
    validateInput: (typed) =>
      Number(typed) > 0 ? undefined : vscode.l10n.t('Expected a number of gigabytes, more than 0.'),
  });
  if (text === undefined) return;
  await setRunQuota(Number(text));
  void vscode.window.showInformationMessage(
    vscode.l10n.t('Runs that are started or resumed from now on may take {0} GB each.', text),
  );
}
