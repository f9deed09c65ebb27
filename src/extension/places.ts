/** Takes people to a line, and shows them problems that have one. */
import path from 'node:path';
import * as vscode from 'vscode';
import { type Problem, toProblem } from '../base/problem';
import type { SourcePlace } from '../protocol/manifest';

const IMAGE = /\.(png|jpe?g|jfif)$/i;

/**
 * Shows a line in an editor that is no panel's: the file's own if it is open, else the first column. An image is shown as
 * one, a folder in the explorer.
 */
export async function revealPlace({ file, line, column }: SourcePlace): Promise<void> {
  const uri = vscode.Uri.file(file);
  if (IMAGE.test(file)) return void (await vscode.commands.executeCommand('vscode.open', uri));
  const { type } = await vscode.workspace.fs.stat(uri);
  if (type & vscode.FileType.Directory) return void (await vscode.commands.executeCommand('revealInExplorer', uri));
  const shown = vscode.window.visibleTextEditors.find((editor) => editor.document.uri.fsPath === uri.fsPath);
  const position = new vscode.Position(Math.max(0, line - 1), Math.max(0, column - 1));
  const editor = await vscode.window.showTextDocument(uri, {
    viewColumn: shown?.viewColumn ?? vscode.ViewColumn.One,
    selection: new vscode.Range(position, position),
  });
  editor.revealRange(new vscode.Range(position, position), vscode.TextEditorRevealType.InCenterIfOutsideViewport);
}

/** A problem as a notification, with a button to its line where it has one; what the user gave up is none. */
export function showProblem(error: unknown): void {
  if (error instanceof vscode.CancellationError) return;
  const problem: Problem = toProblem(error, 'environment');
  const { file, line, column = 1 } = problem;
  // A button leads to a line; a file without one, an image say, is named.
  const where = file && !line ? `${path.basename(file)}: ` : '';
  const text = `${where}${problem.message}${problem.remedy ? ` ${problem.remedy}` : ''}`;
  if (!file || !line) return void vscode.window.showErrorMessage(text);
  const goToLine = vscode.l10n.t('Go to Line {0}', line);
  void vscode.window
    .showErrorMessage(text, goToLine)
    .then((choice) => (choice === goToLine ? revealPlace({ file, line, column }) : undefined));
}

/** The folder of the workspace that a run lies in, or its own. */
export const workspaceOf = (runFolder: string): vscode.Uri =>
  vscode.workspace.getWorkspaceFolder(vscode.Uri.file(runFolder))?.uri ?? vscode.Uri.file(runFolder);
