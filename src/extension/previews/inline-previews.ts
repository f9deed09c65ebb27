/**
 * Draws at the ends of lines what the run at its playhead shows there. At most twice a second, for editors in sight only,
 * and nothing where nothing changed.
 */
import * as vscode from 'vscode';
import type { RunSession } from '../run-session';
import { inlinePreviewsShown } from '../settings';
import { PALETTES } from './palette';
import { asDataUri, type Picture } from './pictures';
import type { MarkedDocument, SourceMarks } from './source-marks';

const UPDATE_EVERY_MS = 500;
/** Room above and below a picture in its line, together. */
const LINE_PADDING_PX = 3;
/** VS Code's own default of a line's height, as a share of the font's size. */
const LINE_HEIGHT = process.platform === 'darwin' ? 1.5 : 1.35;

/** Reading and drawing pictures is loaded with the first that is drawn, not with VS Code. */
const loadDrawing = () => import('./inline-content');
type Drawing = Awaited<ReturnType<typeof loadDrawing>>;

export class InlinePreviews implements vscode.Disposable {
  private readonly decoration = vscode.window.createTextEditorDecorationType({
    rangeBehavior: vscode.DecorationRangeBehavior.ClosedOpen,
  });
  /** What stands in an editor, to tell whether anything changed. */
  private readonly drawn = new WeakMap<vscode.TextEditor, string>();
  private readonly watched = new Map<RunSession, vscode.Disposable>();
  private readonly listening: vscode.Disposable[];
  private drawing: Drawing | undefined;
  private timer: NodeJS.Timeout | undefined;
  private updatedAtMs = -Infinity;

  constructor(private readonly marks: SourceMarks) {
    const soon = () => this.updateSoon();
    this.listening = [
      marks.onDidChange(soon),
      vscode.window.onDidChangeVisibleTextEditors(soon),
      vscode.workspace.onDidChangeTextDocument(soon),
      vscode.workspace.onDidChangeConfiguration((event) => {
        if (['gibbon.inlinePreviews', 'editor'].some((section) => event.affectsConfiguration(section))) soon();
      }),
    ];
    soon();
  }

  dispose(): void {
    clearTimeout(this.timer);
    for (const item of [...this.listening, ...this.watched.values(), this.decoration]) item.dispose();
  }

  private updateSoon(): void {
    this.timer ??= setTimeout(
      () => {
        this.timer = undefined;
        this.updatedAtMs = performance.now();
        void this.update();
      },
      Math.max(0, this.updatedAtMs + UPDATE_EVERY_MS - performance.now()),
    );
  }

  private async update(): Promise<void> {
    const isShown = inlinePreviewsShown();
    const editors = vscode.window.visibleTextEditors.map((editor) => ({
      editor,
      marked: isShown ? this.marks.of(editor.document) : undefined,
    }));
    this.watchOnly(new Set(editors.flatMap(({ marked }) => (marked ? [marked.session] : []))));
    if (editors.some(({ marked }) => marked)) this.drawing ??= await loadDrawing();
    for (const { editor, marked } of editors) this.draw(editor, marked);
  }

  /** A run is read as it grows while an editor in sight shows it, and not longer. */
  private watchOnly(sessions: ReadonlySet<RunSession>): void {
    for (const [session, watching] of this.watched) {
      if (sessions.has(session)) continue;
      watching.dispose();
      this.watched.delete(session);
    }
    for (const session of sessions) {
      if (this.watched.has(session)) continue;
      const listening = [session.onAdvanced, session.onPlayhead, session.onStepViewed].map((happened) =>
        (happened as vscode.Event<unknown>)(() => this.updateSoon()),
      );
      this.watched.set(session, vscode.Disposable.from(session.watch(), ...listening));
    }
  }

  private draw(editor: vscode.TextEditor, marked: MarkedDocument | undefined): void {
    const { document } = editor;
    const pictures = marked ? this.picturesOf(marked, document) : [];
    const state = pictures.map(({ line, svg }) => `${line} ${svg.dark}`).join('\n');
    if ((this.drawn.get(editor) ?? '') === state) return;
    this.drawn.set(editor, state);
    editor.setDecorations(
      this.decoration,
      pictures
        .filter(({ line }) => line <= document.lineCount)
        .map(({ line, picture, svg }) => ({
          range: new vscode.Range(document.lineAt(line - 1).range.end, document.lineAt(line - 1).range.end),
          renderOptions: {
            dark: { after: attachment(picture, svg.dark) },
            light: { after: attachment(picture, svg.light) },
          },
        })),
    );
  }

  private picturesOf({ session, marks }: MarkedDocument, document: vscode.TextDocument) {
    const { figures: reader, playheadStep: step } = session;
    const style = styleOf(document);
    return marks.flatMap(({ mark, line, isStale }) => {
      const picture = this.drawing?.inlineContent(mark, { reader, step }, { ...style, dimmed: isStale });
      if (!picture) return [];
      return [{ line, picture, svg: { dark: picture.svg(PALETTES.dark), light: picture.svg(PALETTES.light) } }];
    });
  }
}

const attachment = ({ widthPx, heightPx }: Picture, svg: string): vscode.ThemableDecorationAttachmentRenderOptions => ({
  contentIconPath: vscode.Uri.parse(asDataUri(svg)),
  margin: '0 0 0 2ch',
  width: `${widthPx}px`,
  height: `${heightPx}px`,
  // The one way to say where in its line an attachment stands.
  textDecoration: 'none; vertical-align: middle',
});

function styleOf(document: vscode.TextDocument) {
  const editor = vscode.workspace.getConfiguration('editor', document);
  const fontSize = editor.get('fontSize', 14);
  const set = editor.get('lineHeight', 0);
  // As VS Code reads it: 0 is its own, below 8 it counts in font sizes, and from there on in pixels.
  const lineHeight = set === 0 ? Math.round(LINE_HEIGHT * fontSize) : set < 8 ? Math.round(set * fontSize) : set;
  const locale = vscode.env.language;
  return {
    heightPx: Math.max(10, lineHeight - LINE_PADDING_PX),
    lettering: { family: editor.get('fontFamily', 'monospace'), sizePx: Math.round(fontSize * 0.9) },
    said: (label: string) => String(vscode.l10n.bundle?.[label] ?? label),
    stepSaid: (step: number) => vscode.l10n.t('step {0}', step.toLocaleString(locale)),
  };
}
