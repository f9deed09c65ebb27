/** Which experiment a command is about when nothing says so. */
import path from 'node:path';
import * as vscode from 'vscode';

const EXPERIMENTS = '**/*.gibbon.{ts,mts,js,mjs}';
const isExperiment = (uri: vscode.Uri): boolean => /\.gibbon\.m?[jt]s$/.test(uri.path);

/** The experiment in the active editor, else the only one in sight, else the only one there is, or the one that the user picks. */
export async function chooseExperiment(): Promise<vscode.Uri | undefined> {
  const active = vscode.window.activeTextEditor?.document.uri;
  if (active && isExperiment(active)) return active;
  // A panel, say, may have the focus, beside the experiment that is meant.
  const inSight = vscode.window.tabGroups.all
    .map(({ activeTab }) => activeTab?.input)
    .flatMap((input) => (input instanceof vscode.TabInputText && isExperiment(input.uri) ? [input.uri] : []));
  if (inSight.length === 1) return inSight[0];
  const found = await vscode.workspace.findFiles(EXPERIMENTS, '**/node_modules/**');
  if (found.length === 0) {
    void vscode.window.showInformationMessage(
      vscode.l10n.t('There is no *.gibbon.ts or *.gibbon.js file in this workspace.'),
    );
    return undefined;
  }
  if (found.length === 1) return found[0];
  const items = found
    .map((uri) => ({
      label: path.basename(uri.path),
      description: vscode.workspace.asRelativePath(vscode.Uri.joinPath(uri, '..')),
      uri,
    }))
    .sort((a, b) => a.label.localeCompare(b.label));
  const picked = await vscode.window.showQuickPick(items, { placeHolder: vscode.l10n.t('Which experiment?') });
  return picked?.uri;
}
