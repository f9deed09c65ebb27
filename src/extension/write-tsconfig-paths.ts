/**
 * *Write tsconfig Paths*: for editors and checkers that load no TypeScript plugins. Puts the declarations into the
 * workspace's .gibbon/types, and their path into its tsconfig.json (or jsconfig.json).
 */
import * as vscode from 'vscode';
import { ProblemError } from '../base/problem';
import { chooseFolder } from './new-experiment';
import { type PathsChange, withGibbonPath } from './tsconfig-paths';

const CONFIGS = ['tsconfig.json', 'jsconfig.json'];
const TYPES = '.gibbon/types';

/** @returns what was done to the file, which the user is told too @throws ProblemError when it is no JSON */
export async function writeTsconfigPaths(extensionUri: vscode.Uri): Promise<PathsChange | undefined> {
  const folder = await chooseFolder();
  if (!folder) return undefined;
  const entries = new Set((await vscode.workspace.fs.readDirectory(folder)).map(([name]) => name));
  const name = CONFIGS.find((config) => entries.has(config)) ?? 'tsconfig.json';
  const file = vscode.Uri.joinPath(folder, name);
  const before = entries.has(name) ? new TextDecoder().decode(await vscode.workspace.fs.readFile(file)) : undefined;
  const result = withGibbonPath(before, `${TYPES}/gibbon.d.ts`);
  if (!result)
    throw new ProblemError({
      message: vscode.l10n.t('{0} could not be read: it is no JSON.', name),
      remedy: vscode.l10n.t('Mend it, and run the command again.'),
      file: file.fsPath,
      line: 1,
      blame: 'environment',
    });
  await copyTypes(extensionUri, folder);
  if (result.change !== 'unchanged') await write(file, result.text);
  void vscode.window.showInformationMessage(sentence(result.change, name));
  return result.change;
}

async function copyTypes(extensionUri: vscode.Uri, folder: vscode.Uri): Promise<void> {
  for (const name of ['gibbon.d.ts', 'tfjs.d.ts'])
    await vscode.workspace.fs.copy(
      vscode.Uri.joinPath(extensionUri, 'dist', 'types', name),
      vscode.Uri.joinPath(folder, TYPES, name),
      { overwrite: true },
    );
  // As a run folder does: whatever Gibbon writes stays out of version control.
  await write(vscode.Uri.joinPath(folder, '.gibbon', '.gitignore'), '*\n');
}

const write = (file: vscode.Uri, text: string): Thenable<void> =>
  vscode.workspace.fs.writeFile(file, new TextEncoder().encode(text));

function sentence(change: PathsChange, name: string): string {
  switch (change) {
    case 'made':
      return vscode.l10n.t('Made {0} with the path of Gibbon’s types, which lie in {1}.', name, TYPES);
    case 'added':
      return vscode.l10n.t('Added the path of Gibbon’s types to {0}; they lie in {1}.', name, TYPES);
    case 'changed':
      return vscode.l10n.t('Changed the path of Gibbon’s types in {0}; they lie in {1}.', name, TYPES);
    case 'unchanged':
      return vscode.l10n.t('{0} had the path already; the types in {1} are new again.', name, TYPES);
  }
}
