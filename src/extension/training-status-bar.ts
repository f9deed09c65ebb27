/** The one entry of the status bar: what trains in this window, and how fast. Hidden while nothing does. */
import * as vscode from 'vscode';
import type { RunSession } from './run-session';
import type { RunSessions } from './run-sessions';
import { RUNS_VIEW } from './runs-tree';

const UPDATE_EVERY_MS = 500;
const PRIORITY = 50;

export class TrainingStatusBar implements vscode.Disposable {
  private readonly item = vscode.window.createStatusBarItem(
    'gibbon.training',
    vscode.StatusBarAlignment.Left,
    PRIORITY,
  );
  private readonly listening: vscode.Disposable;
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly sessions: RunSessions) {
    this.item.name = vscode.l10n.t('Gibbon Training');
    this.listening = vscode.Disposable.from(
      sessions.onChanged(() => this.schedule()),
      sessions.onStatus(() => this.schedule()),
    );
  }

  dispose(): void {
    clearTimeout(this.timer);
    this.listening.dispose();
    this.item.dispose();
  }

  private schedule(): void {
    this.timer ??= setTimeout(() => {
      this.timer = undefined;
      this.show();
    }, UPDATE_EVERY_MS);
  }

  private show(): void {
    const training = this.sessions.live.filter(({ state }) => state === 'training');
    const [only] = training;
    if (!only) return this.item.hide();
    const names = training.map(textOf);
    this.item.text =
      training.length === 1
        ? `$(sync~spin) ${textOf(only)}`
        : `$(sync~spin) ${vscode.l10n.t('{0} trainings', training.length)}`;
    this.item.tooltip = [...names, vscode.l10n.t('Gibbon: click to see it')].join('\n');
    this.item.accessibilityInformation = {
      label: vscode.l10n.t('Gibbon trains {0}', names.join(', ')),
      role: 'button',
    };
    this.item.command =
      training.length === 1
        ? { command: 'gibbon.openRun', title: vscode.l10n.t('Open Run'), arguments: [only.runFolder] }
        : `${RUNS_VIEW}.focus`;
    this.item.show();
  }
}

function textOf({ manifest, status }: RunSession): string {
  const count = (value: number) => value.toLocaleString(vscode.env.language, { maximumFractionDigits: 0 });
  const rate = vscode.l10n.t('{0} steps/s', count(status?.stepsPerSecond ?? 0));
  return `${manifest.name} ${count(status?.step ?? 0)}/${count(manifest.totalSteps)} · ${rate}`;
}
