/**
 * What every panel about one run has in common in the host: its page, the session that it shows, and that nothing is read
 * for it while nobody sees it. What it asks and is told is the affair of its kind.
 */
import * as vscode from 'vscode';
import type { RunSession } from './run-session';
import { panelHtml } from './webview';

/** What a panel is made of. */
export interface RunPanelParts {
  readonly panel: vscode.WebviewPanel;
  readonly runFolder: string;
  /** The page starts while its run is still being read: either may take a second. Whoever opens it says why it fails. */
  readonly opening: Promise<RunSession>;
  readonly extensionUri: vscode.Uri;
}

export abstract class RunPanel implements vscode.Disposable {
  protected readonly panel: vscode.WebviewPanel;
  readonly runFolder: string;
  private readonly opening: Promise<RunSession>;
  private readonly subscriptions: vscode.Disposable[] = [];
  private session: RunSession | undefined;
  private watching: vscode.Disposable | undefined;
  private isDisposed = false;

  /** @param page name of the bundle under webviews/ */
  constructor({ panel, runFolder, opening, extensionUri }: RunPanelParts, page: string) {
    this.panel = panel;
    this.runFolder = runFolder;
    this.opening = opening;
    panel.iconPath = vscode.Uri.joinPath(extensionUri, 'media', 'gibbon.svg');
    panel.webview.html = panelHtml(panel.webview, extensionUri, {
      name: page,
      title: panel.title,
      boot: { runFolder },
    });
    opening.then(
      (session) => this.follow(session),
      () => undefined,
    );
  }

  /** Undefined while it is being read. */
  get openedSession(): RunSession | undefined {
    return this.session;
  }

  get isActive(): boolean {
    return this.panel.active;
  }

  get column(): vscode.ViewColumn | undefined {
    return this.panel.viewColumn;
  }

  isIn(title: string, column: vscode.ViewColumn): boolean {
    return this.panel.title === title && this.panel.viewColumn === column;
  }

  reveal(column?: vscode.ViewColumn): void {
    this.panel.reveal(column, true);
  }

  close(): void {
    this.panel.dispose();
  }

  rename(title: string): void {
    this.panel.title = title;
  }

  /** Another run, which this panel may show beside its own, is about to go. */
  letGoOf(_runFolder: string): void {}

  dispose(): void {
    this.isDisposed = true;
    this.watching?.dispose();
    for (const subscription of this.subscriptions) subscription.dispose();
  }

  /** The run is read: what the panel is told of it from now on. */
  protected abstract subscribe(session: RunSession): readonly vscode.Disposable[];

  /** It came into sight, or went out of it. */
  protected seen(_isVisible: boolean): void {}

  /** Done with the session as soon as it is read; a run that can't be read is told by whoever opened it. */
  protected withSession(act: (session: RunSession) => void): void {
    void this.opening.then(act, () => undefined);
  }

  protected get whenOpened(): Promise<RunSession> {
    return this.opening;
  }

  private follow(session: RunSession): void {
    if (this.isDisposed) return;
    this.session = session;
    this.subscriptions.push(
      ...this.subscribe(session),
      this.panel.onDidChangeViewState(() => this.watchWhileVisible(session)),
    );
    this.watchWhileVisible(session);
  }

  private watchWhileVisible(session: RunSession): void {
    const { visible } = this.panel;
    this.seen(visible);
    if (visible) this.watching ??= session.watch();
    else {
      this.watching?.dispose();
      this.watching = undefined;
    }
  }
}
