/**
 * Panels that outlived their extension host. When a host dies its panels stay on the screen, and VS Code connects them to
 * nobody again: each is replaced by one that lives. It knows panels by what a tab tells of them, and not what they show.
 */
import * as vscode from 'vscode';

/** How long VS Code may take, after a reload of the window, to hand a panel over that it keeps. */
const HAND_OVER_MS = 400;
/** Key of the panels that this workspace has open: run folder → title. */
const OPEN_PANELS = 'openPanels';

export interface PanelKeeper {
  readonly viewType: string;
  /** Whether a panel is being handed over by VS Code right now. */
  readonly isRestoring: boolean;
  /** Whether one of the living panels is the one in this tab. */
  owns(title: string, column: vscode.ViewColumn): boolean;
  isOpen(runFolder: string): boolean;
  /** Reads the run of a panel that is about to be reopened. */
  prepare(runFolder: string): Promise<unknown>;
  reopen(runFolder: string, column: vscode.ViewColumn): Promise<void>;
}

export class OrphanedPanels implements vscode.Disposable {
  private readonly subscriptions: vscode.Disposable[];
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly keeper: PanelKeeper,
    private readonly memory: vscode.Memento,
  ) {
    this.subscriptions = [
      vscode.window.tabGroups.onDidChangeTabs(() => this.lookSoon()),
      vscode.window.tabGroups.onDidChangeTabGroups(() => this.lookSoon()),
    ];
    this.lookSoon();
  }

  /** A panel was opened, or has another title. */
  remember(runFolder: string, title: string): void {
    void this.memory.update(OPEN_PANELS, { ...this.known(), [runFolder]: title });
  }

  forget(runFolder: string): void {
    const { [runFolder]: _closed, ...others } = this.known();
    void this.memory.update(OPEN_PANELS, others);
  }

  dispose(): void {
    clearTimeout(this.timer);
    for (const subscription of this.subscriptions) subscription.dispose();
  }

  private known(): Readonly<Record<string, string>> {
    return this.memory.get(OPEN_PANELS, {});
  }

  private lookSoon(): void {
    const orphans = this.orphans();
    if (orphans.length === 0) return;
    for (const tab of orphans) {
      const runFolder = this.runOf(tab);
      // What is wrong with it is told when it is reopened.
      if (runFolder !== undefined) this.keeper.prepare(runFolder).catch(() => undefined);
    }
    this.timer ??= setTimeout(() => {
      this.timer = undefined;
      if (this.keeper.isRestoring) return this.lookSoon();
      for (const tab of this.orphans()) void this.replace(tab);
    }, HAND_OVER_MS);
  }

  /** Of the tabs in sight: VS Code hands the others over when they are shown. */
  private orphans(): vscode.Tab[] {
    return vscode.window.tabGroups.all.flatMap(({ activeTab: tab, viewColumn }) => {
      if (!tab || !(tab.input instanceof vscode.TabInputWebview)) return [];
      const isOurs = tab.input.viewType.endsWith(this.keeper.viewType);
      return isOurs && !this.keeper.owns(tab.label, viewColumn) ? [tab] : [];
    });
  }

  private async replace(tab: vscode.Tab): Promise<void> {
    const runFolder = this.runOf(tab);
    // Its run can't be told: better a dead picture than none.
    if (runFolder === undefined) return;
    const column = tab.group.viewColumn;
    await vscode.window.tabGroups.close(tab, true);
    await this.keeper.reopen(runFolder, column);
  }

  private runOf(tab: vscode.Tab): string | undefined {
    return Object.entries(this.known()).findLast(
      ([folder, title]) => title === tab.label && !this.keeper.isOpen(folder),
    )?.[0];
  }
}
