/** Tells a run's panels on which layer's line the cursor rests, so that they show the same layer. */
import * as vscode from 'vscode';
import type { RunSession } from '../run-session';
import type { SourceMarks } from './source-marks';

/** How long a cursor stays somewhere to be called resting. */
const REST_MS = 150;

export class CursorLayer implements vscode.Disposable {
  private readonly listening: vscode.Disposable[];
  private timer: NodeJS.Timeout | undefined;
  private told: RunSession | undefined;

  constructor(private readonly marks: SourceMarks) {
    this.listening = [
      vscode.window.onDidChangeTextEditorSelection(({ textEditor }) => this.restSoon(textEditor)),
      vscode.window.onDidChangeActiveTextEditor((editor) => editor && this.restSoon(editor)),
      marks.onDidChange(() => vscode.window.activeTextEditor && this.restSoon(vscode.window.activeTextEditor)),
    ];
  }

  dispose(): void {
    clearTimeout(this.timer);
    for (const item of this.listening) item.dispose();
  }

  private restSoon(editor: vscode.TextEditor): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.rest(editor), REST_MS);
  }

  private rest(editor: vscode.TextEditor): void {
    const marked = this.marks.of(editor.document);
    if (this.told && this.told !== marked?.session) this.told.selectLayer(undefined);
    this.told = marked?.session;
    const here = marked?.marks.find(({ line }) => line === editor.selection.active.line + 1);
    marked?.session.selectLayer(here?.mark.layers.at(-1)?.name);
  }
}
