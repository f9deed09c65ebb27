/** Takes people to a line, and shows them problems that have one. */
import * as vscode from 'vscode';
import { type Problem, toProblem } from '../base/problem';
import type { SourcePlace } from '../protocol/manifest';

/** Shows a line in an editor that is no panel's: the file's own if it is open, else the first column. */
export async function revealPlace({ file, line, column }: SourcePlace): Promise<void> {
  const uri = vscode.Uri.file(file);
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
  const text = problem.remedy ? `${problem.message} ${problem.remedy}` : problem.message;
  const { file, line, column = 1 } = problem;
  if (!file || !line) return void vscode.window.showErrorMessage(text);
  const goToLine = vscode.l10n.t('Go to Line {0}', line);
  void vscode.window
    .showErrorMessage(text, goToLine)
    .then((choice) => (choice === goToLine ? revealPlace({ file, line, column }) : undefined));
}
