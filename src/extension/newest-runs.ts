/** The newest run of an experiment file, for those who lead people to it; and the moment when there may be another. */
import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import * as vscode from 'vscode';
import { readManifest } from '../store/manifest-file';
import { runsFolder } from './settings';

export interface NewestRun {
  readonly name: string;
  readonly folder: string;
  /** Of its experiment: 'gan', 'classifier'. */
  readonly family: string;
}

/** A run's folder appears before its manifest does. */
const SETTLE_MS = 500;

export class NewestRuns implements vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<void>();
  private readonly watchers = new Map<string, vscode.Disposable>();
  private readonly listening: vscode.Disposable;
  private timer: NodeJS.Timeout | undefined;

  /** A run may have come, gone, or got another name. */
  readonly onDidChange = this.changed.event;

  /** @param onRunsChanged this window did something to a run */
  constructor(onRunsChanged: vscode.Event<unknown>) {
    this.listening = onRunsChanged(() => this.changeSoon());
  }

  /** @returns undefined where the file was never trained */
  of(file: vscode.Uri): NewestRun | undefined {
    const workspace = vscode.workspace.getWorkspaceFolder(file);
    const runs = workspace ? runsFolder(workspace) : path.join(path.dirname(file.fsPath), '.gibbon', 'runs');
    this.watch(runs);
    if (!existsSync(runs)) return undefined;
    // Folders are named after the time, so the first that fits is the newest, and the others needn't be read.
    for (const id of readdirSync(runs).sort().reverse()) {
      const folder = path.join(runs, id);
      const manifest = readManifest(folder);
      if (!manifest.ok || manifest.value.experiment.file !== file.fsPath) continue;
      return { name: manifest.value.name, folder, family: manifest.value.experiment.family };
    }
    return undefined;
  }

  dispose(): void {
    clearTimeout(this.timer);
    this.listening.dispose();
    this.changed.dispose();
    for (const watcher of this.watchers.values()) watcher.dispose();
  }

  private watch(runs: string): void {
    if (this.watchers.has(runs)) return;
    const watcher = vscode.workspace.createFileSystemWatcher(new vscode.RelativePattern(vscode.Uri.file(runs), '*'));
    watcher.onDidCreate(() => this.changeSoon());
    watcher.onDidDelete(() => this.changeSoon());
    this.watchers.set(runs, watcher);
  }

  private changeSoon(): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.changed.fire(), SETTLE_MS);
  }
}
