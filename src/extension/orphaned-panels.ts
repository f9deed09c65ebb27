/**
 * Panels that outlived their extension host. When a host dies its panels stay on the screen, and VS Code connects them to
 * nobody again: each is replaced by one that lives. It knows panels by what a tab tells of them, and not what they show.
 */
import * as vscode from 'vscode';

/** How long VS Code may take to hand a panel over that it keeps, when its tab is shown after a reload of the window. */
const HAND_OVER_MS = 1200;
/** The same where no host is known to have died: it takes as long as a busy machine needs, and loses nothing that was kept. */
const ORDERLY_HAND_OVER_MS = 15_000;

export interface PanelKeeper {
  readonly viewType: string;
  /** Whether one of the living panels is the one in this tab. */
  owns(title: string, column: vscode.ViewColumn): boolean;
  isOpen(runFolder: string): boolean;
  reopen(runFolder: string, title: string, column: vscode.ViewColumn): void;
}

export class OrphanedPanels implements vscode.Disposable {
  private readonly subscriptions: vscode.Disposable[];
  private timer: NodeJS.Timeout | undefined;
  private handOverMs = ORDERLY_HAND_OVER_MS;

  constructor(
    private readonly keeper: PanelKeeper,
    private readonly memory: vscode.Memento,
  ) {
    this.subscriptions = [
      vscode.window.tabGroups.onDidChangeTabs(() => this.lookSoon()),
      vscode.window.tabGroups.onDidChangeTabGroups(() => this.lookSoon()),
    ];
  }

  /** @param areDead whether the panels that stand there now are known to be nobody's any more */
  look(areDead: boolean): void {
    if (!areDead) return this.lookSoon();
    this.handOverMs = HAND_OVER_MS;
    this.replaceOrphans();
  }

  /** A panel was opened, or has another title. */
  remember(runFolder: string, title: string): void {
    void this.memory.update(this.key, { ...this.known(), [runFolder]: title });
  }

  forget(runFolder: string): void {
    const { [runFolder]: _closed, ...others } = this.known();
    void this.memory.update(this.key, others);
  }

  dispose(): void {
    clearTimeout(this.timer);
    for (const subscription of this.subscriptions) subscription.dispose();
  }

  /** Of the panels that this workspace has open: run folder → title. */
  private get key(): string {
    return `openPanels/${this.keeper.viewType}`;
  }

  private known(): Readonly<Record<string, string>> {
    return this.memory.get(this.key, {});
  }

  private lookSoon(): void {
    if (this.orphans().length === 0) return;
    this.timer ??= setTimeout(() => {
      this.timer = undefined;
      this.replaceOrphans();
    }, this.handOverMs);
  }

  private replaceOrphans(): void {
    for (const tab of this.orphans()) this.replace(tab);
  }

  /** Of the tabs in sight: VS Code hands the others over when they are shown. */
  private orphans(): vscode.Tab[] {
    return vscode.window.tabGroups.all.flatMap(({ activeTab: tab, viewColumn }) => {
      if (!tab || !(tab.input instanceof vscode.TabInputWebview)) return [];
      const isOurs = tab.input.viewType.endsWith(this.keeper.viewType);
      return isOurs && !this.keeper.owns(tab.label, viewColumn) ? [tab] : [];
    });
  }

  private replace(tab: vscode.Tab): void {
    const runFolder = this.runOf(tab);
    // Its run can't be told: better a dead picture than none.
    if (runFolder === undefined) return;
    // The living one first: it starts while the dead one is closed, and its group of editors is never empty.
    this.keeper.reopen(runFolder, tab.label, tab.group.viewColumn);
    vscode.window.tabGroups.close(tab, true).then(undefined, () => undefined); // Somebody else has closed it.
  }

  private runOf(tab: vscode.Tab): string | undefined {
    return Object.entries(this.known()).findLast(
      ([folder, title]) => title === tab.label && !this.keeper.isOpen(folder),
    )?.[0];
  }
}
