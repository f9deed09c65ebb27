/** What keeps experiments from being built, in the Problems view at the user's line; gone as soon as it is mended. */
import * as vscode from 'vscode';
import { formatProblem, type Problem } from '../base/problem';
import type { Described, ExperimentDescriptions } from './experiment-descriptions';
import { exportLine } from './export-line';

export class ExperimentProblems implements vscode.Disposable {
  private readonly collection = vscode.languages.createDiagnosticCollection('gibbon');
  /** Experiment → the problem that it has, which may be in another file. */
  private readonly problems = new Map<string, { readonly uri: vscode.Uri; readonly diagnostic: vscode.Diagnostic }>();
  private readonly listening: vscode.Disposable[];
  private told = '';

  constructor(
    descriptions: ExperimentDescriptions,
    private readonly output: Pick<vscode.OutputChannel, 'appendLine'>,
  ) {
    this.listening = [
      descriptions.onDidDescribe((described) => this.onDescribed(described)),
      descriptions.onDidForget((experiment) => this.set(experiment, undefined)),
    ];
  }

  dispose(): void {
    for (const item of [...this.listening, this.collection]) item.dispose();
  }

  private onDescribed({ document, outcome }: Described): void {
    if (outcome.ok) return this.set(document.uri, undefined);
    const { problem } = outcome;
    // The author of the experiment can't mend this machine.
    if (problem.blame === 'environment') {
      this.tell(problem);
      return this.set(document.uri, undefined);
    }
    this.set(document.uri, problemAt(problem, document));
  }

  /** Once, and not at every key. */
  private tell(problem: Problem): void {
    const text = formatProblem(problem);
    if (text !== this.told) this.output.appendLine(text);
    this.told = text;
  }

  private set(experiment: vscode.Uri, found: ReturnType<typeof problemAt> | undefined): void {
    const before = this.problems.get(experiment.toString());
    if (found) this.problems.set(experiment.toString(), found);
    else this.problems.delete(experiment.toString());
    for (const uri of [before?.uri, found?.uri]) if (uri) this.show(uri);
  }

  /** Two experiments may have the same problem in a file that both import. */
  private show(uri: vscode.Uri): void {
    const here = [...this.problems.values()].filter((problem) => problem.uri.toString() === uri.toString());
    const distinct = new Map(
      here.map(({ diagnostic }) => [`${diagnostic.range.start.line} ${diagnostic.message}`, diagnostic]),
    );
    this.collection.set(uri, [...distinct.values()]);
  }
}

function problemAt(
  { message, remedy, file, line, column = 1 }: Problem,
  document: vscode.TextDocument,
): { readonly uri: vscode.Uri; readonly diagnostic: vscode.Diagnostic } {
  const uri = file === undefined || file === document.uri.fsPath ? document.uri : vscode.Uri.file(file);
  const isHere = uri.toString() === document.uri.toString();
  // Where no line is known, the experiment as a whole is meant.
  const index = line === undefined ? (isHere ? (exportLine(document) ?? 0) : 0) : line - 1;
  const start = new vscode.Position(index, line === undefined ? 0 : column - 1);
  const range =
    isHere && index < document.lineCount
      ? document.validateRange(new vscode.Range(start, document.lineAt(index).range.end))
      : new vscode.Range(start, new vscode.Position(index, Number.MAX_SAFE_INTEGER));
  const diagnostic = new vscode.Diagnostic(
    range,
    remedy ? `${message} ${remedy}` : message,
    vscode.DiagnosticSeverity.Error,
  );
  diagnostic.source = 'Gibbon';
  return { uri, diagnostic };
}
