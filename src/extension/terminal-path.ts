/** `gibbon` in the integrated terminal: its launcher's folder on the PATH, and the Node.js that it is to use. */
import path from 'node:path';
import * as vscode from 'vscode';
import { trainerProgram } from './settings';

/** Only tells VS Code; the launchers were made by the build, so that activation writes nothing. */
export function putGibbonOnTerminalPath(context: vscode.ExtensionContext): void {
  const variables = context.environmentVariableCollection;
  const tell = () => {
    const bin = vscode.Uri.joinPath(context.extensionUri, 'dist', 'bin').fsPath;
    variables.description = vscode.l10n.t('Puts the command `gibbon` on the PATH: gibbon train FILE, gibbon list, …');
    // A login shell's profile may set the PATH anew; shell integration comes after it.
    variables.prepend('PATH', `${bin}${path.delimiter}`, {
      applyAtProcessCreation: true,
      applyAtShellIntegration: true,
    });
    variables.replace('GIBBON_NODE', trainerProgram(context.extensionUri).execPath);
  };
  tell();
  context.subscriptions.push(
    vscode.workspace.onDidChangeConfiguration((change) => {
      if (change.affectsConfiguration('gibbon.nodePath')) tell();
    }),
  );
}
