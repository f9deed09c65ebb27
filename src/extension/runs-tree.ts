/** The Runs tree of the Gibbon view: draws what `run-items.ts` says of the runs that `runs-list.ts` knows. */
import * as vscode from 'vscode';
import { describeRun, isLive, nestRuns, type RunItem, type RunNode } from './run-items';
import type { RunsList } from './runs-list';

export const RUNS_VIEW = 'gibbon.runs';

export class RunsTree implements vscode.TreeDataProvider<RunNode>, vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<RunNode[] | undefined>();
  private readonly view: vscode.TreeView<RunNode>;
  private readonly listening: vscode.Disposable;
  private watching: vscode.Disposable | undefined;

  /** As VS Code has them: it knows a node again by its object. */
  private drawn: readonly RunNode[] = [];

  readonly onDidChangeTreeData = this.changed.event;

  constructor(private readonly list: RunsList) {
    this.listening = vscode.Disposable.from(
      list.onChanged(() => this.changed.fire(undefined)),
      list.onFigures(() => this.changed.fire(liveNodes(this.drawn))),
    );
    this.view = vscode.window.createTreeView(RUNS_VIEW, { treeDataProvider: this, canSelectMany: true });
    this.view.onDidChangeVisibility(() => this.watchWhileVisible());
    this.watchWhileVisible();
  }

  async getChildren(node?: RunNode): Promise<RunNode[]> {
    if (node) return [...node.branches];
    const roots = nestRuns(await this.list.read());
    this.drawn = roots;
    this.view.message = this.list.problem;
    return roots;
  }

  getTreeItem({ run, branches }: RunNode): vscode.TreeItem {
    const { label, description, facts, icon, context, spoken } = describeRun(this.list.newest(run), {
      l10n: vscode.l10n,
      locale: vscode.env.language,
    });
    const item = new vscode.TreeItem(
      label,
      branches.length > 0 ? vscode.TreeItemCollapsibleState.Expanded : vscode.TreeItemCollapsibleState.None,
    );
    item.id = run.folder;
    item.description = description;
    item.tooltip = tooltipOf(label, facts);
    item.iconPath = new vscode.ThemeIcon(icon.id, icon.colour ? new vscode.ThemeColor(icon.colour) : undefined);
    item.contextValue = context;
    item.accessibilityInformation = { label: spoken };
    item.command = { command: 'gibbon.openRun', title: vscode.l10n.t('Open Run'), arguments: [run.folder] };
    return item;
  }

  dispose(): void {
    this.watching?.dispose();
    this.listening.dispose();
    this.view.dispose();
    this.changed.dispose();
  }

  private watchWhileVisible(): void {
    if (this.view.visible) this.watching ??= this.list.watch();
    else {
      this.watching?.dispose();
      this.watching = undefined;
    }
  }
}

const liveNodes = (nodes: readonly RunNode[]): RunNode[] =>
  nodes.flatMap((node) => [...(isLive(node.run) ? [node] : []), ...liveNodes(node.branches)]);

function tooltipOf(label: string, facts: RunItem['facts']): vscode.MarkdownString {
  const lines = facts.map(([name, value]) => `**${asText(name)}** ${asText(value)}`);
  return new vscode.MarkdownString([`### ${asText(label)}`, lines.join('  \n')].join('\n\n'));
}

/**
 * Names and paths come from users: always as text, never as Markdown. MarkdownString.appendText would make every space
 * one at which no line may break.
 */
const asText = (value: string): string => value.replace(/[!-/:-@[-`{-~]/g, '\\$&').replace(/\s+/g, ' ');
