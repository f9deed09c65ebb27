/**
 * All panels about runs, of every kind: one a run and kind, found again after a reload of the window or the end of a host,
 * closed with its run. What a kind shows it does not know.
 */
import * as vscode from 'vscode';
import { readPanelBoot } from '../protocol/training-panel-messages';
import { OrphanedPanels } from './orphaned-panels';
import { showProblem } from './places';
import type { RunPanel, RunPanelParts } from './run-panel';
import type { RunSession } from './run-session';
import type { RunSessions } from './run-sessions';

export interface RunPanelKind {
  /** Of its webviews: gibbon.training. */
  readonly viewType: string;
  title(runName: string): string;
  make(parts: RunPanelParts): RunPanel;
}

export interface RunPanelsParts {
  readonly extensionUri: vscode.Uri;
  readonly sessions: RunSessions;
  /** Of the workspace: which panels it has open. */
  readonly memory: vscode.Memento;
  /** Whether panels still stand in the window that belonged to a host that was killed. */
  readonly isReborn: boolean;
}

interface Shown {
  readonly kind: RunPanelKind;
  readonly panel: RunPanel;
}

export class RunPanels implements vscode.Disposable {
  /** The one that was last active at the end. */
  private shown: readonly Shown[] = [];
  private readonly changed = new vscode.EventEmitter<void>();
  private readonly orphans = new Map<RunPanelKind, OrphanedPanels>();
  private readonly serializers: readonly vscode.Disposable[];

  /** A panel was opened, closed or become the active one. */
  readonly onDidChange = this.changed.event;

  /** @param kinds the first is the one that is meant where none is named */
  constructor(
    private readonly parts: RunPanelsParts,
    private readonly kinds: readonly [RunPanelKind, ...RunPanelKind[]],
  ) {
    this.serializers = kinds.map((kind) =>
      vscode.window.registerWebviewPanelSerializer(kind.viewType, {
        deserializeWebviewPanel: (panel, state: unknown) => Promise.resolve(this.restore(kind, panel, state)),
      }),
    );
    for (const kind of kinds) {
      const keeper = {
        viewType: kind.viewType,
        owns: (title: string, column: vscode.ViewColumn) =>
          this.shown.some((one) => one.kind === kind && one.panel.isIn(title, column)),
        isOpen: (runFolder: string) => this.find(kind, runFolder) !== undefined,
        reopen: (runFolder: string, title: string, column: vscode.ViewColumn) =>
          this.create(kind, runFolder, title, parts.sessions.open(runFolder), column),
      };
      this.orphans.set(kind, new OrphanedPanels(keeper, parts.memory));
    }
    for (const orphans of this.orphans.values()) orphans.look(parts.isReborn);
  }

  /** @param column where; by default where a panel of the run is already, or beside the editor */
  show(session: RunSession, column?: vscode.ViewColumn, kind: RunPanelKind = this.kinds[0]): void {
    const { runFolder, manifest } = session;
    const known = this.find(kind, runFolder);
    if (known) return known.reveal(column);
    const beside = this.shown.findLast(({ panel }) => panel.runFolder === runFolder)?.panel.column;
    const where = column ?? beside ?? vscode.ViewColumn.Beside;
    this.create(kind, runFolder, kind.title(manifest.name), Promise.resolve(session), where);
  }

  /** Closes the panels of a run; those that compare theirs with it let go of it. */
  close(runFolder: string): void {
    for (const { panel } of this.shown)
      if (panel.runFolder === runFolder) panel.close();
      else panel.letGoOf(runFolder);
  }

  /** The run has another name. */
  rename(runFolder: string, name: string): void {
    for (const { kind, panel } of this.shown) {
      if (panel.runFolder !== runFolder) continue;
      panel.rename(kind.title(name));
      this.orphans.get(kind)?.remember(runFolder, kind.title(name));
    }
  }

  /** The session of the panel that the user looks at. */
  get active(): RunSession | undefined {
    return this.shown.find(({ panel }) => panel.isActive)?.panel.openedSession;
  }

  /** The sessions of all panels, the one that was last active first. */
  get recent(): RunSession[] {
    return [...new Set(this.shown.toReversed().flatMap(({ panel }) => panel.openedSession ?? []))];
  }

  dispose(): void {
    this.changed.dispose();
    for (const item of [...this.serializers, ...this.orphans.values()]) item.dispose();
    for (const { panel } of this.shown) panel.dispose();
  }

  private find(kind: RunPanelKind, runFolder: string): RunPanel | undefined {
    return this.shown.find((one) => one.kind === kind && one.panel.runFolder === runFolder)?.panel;
  }

  private options(): vscode.WebviewOptions & vscode.WebviewPanelOptions {
    const bundles = vscode.Uri.joinPath(this.parts.extensionUri, 'dist', 'webviews');
    return { enableScripts: true, localResourceRoots: [bundles] };
  }

  private create(
    kind: RunPanelKind,
    runFolder: string,
    title: string,
    opening: Promise<RunSession>,
    column: vscode.ViewColumn,
  ): void {
    const where = { viewColumn: column, preserveFocus: true };
    const panel = vscode.window.createWebviewPanel(kind.viewType, title, where, this.options());
    this.adopt(kind, panel, runFolder, opening);
  }

  /** After a reload of the window the panel comes back with what it kept: its run folder. */
  private restore(kind: RunPanelKind, panel: vscode.WebviewPanel, state: unknown): void {
    try {
      const { runFolder } = readPanelBoot(state).boot;
      if (this.find(kind, runFolder)) {
        // It came so late that another one was opened in its place.
        panel.dispose();
        return;
      }
      panel.webview.options = this.options();
      this.adopt(kind, panel, runFolder, this.parts.sessions.open(runFolder));
    } catch (error) {
      panel.dispose();
      showProblem(error);
    }
  }

  private adopt(
    kind: RunPanelKind,
    webview: vscode.WebviewPanel,
    runFolder: string,
    opening: Promise<RunSession>,
  ): void {
    const { extensionUri } = this.parts;
    const shown = { kind, panel: kind.make({ panel: webview, runFolder, opening, extensionUri }) };
    this.shown = [...this.shown, shown];
    this.orphans.get(kind)?.remember(runFolder, webview.title);
    webview.onDidDispose(() => {
      this.shown = this.shown.filter((one) => one !== shown);
      this.orphans.get(kind)?.forget(runFolder);
      shown.panel.dispose();
      // The playhead is nobody's any more.
      if (!this.shown.some(({ panel }) => panel.runFolder === runFolder))
        shown.panel.openedSession?.movePlayhead({ kind: 'live' });
      this.changed.fire();
    });
    webview.onDidChangeViewState(() => {
      if (!webview.active) return;
      this.shown = [...this.shown.filter((one) => one !== shown), shown];
      this.changed.fire();
    });
    opening.then(
      () => this.changed.fire(),
      (error: unknown) => {
        webview.dispose();
        showProblem(error);
      },
    );
  }
}
