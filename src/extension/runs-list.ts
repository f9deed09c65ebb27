/**
 * The runs of the workspace as this window knows them, for whoever shows them. Nothing is read while nobody looks; then
 * only what says that it has changed: folders that come and go, and the trainers of live runs.
 */
import { existsSync } from 'node:fs';
import path from 'node:path';
import * as vscode from 'vscode';
import { formatProblem, toProblem } from '../base/problem';
import { attachTrainer } from '../client/attach-trainer';
import type { TrainerClient } from '../client/trainer-client';
import { FolderWatch } from './folder-watch';
import { isLive, type RunEntry } from './run-items';
import type { RunSessions } from './run-sessions';
import { runsFolder } from './settings';

/** Changes that come together are one. */
const SETTLE_MS = 250;
/**
 * How often the figures of live runs change in sight, and their sizes, which cost a look at every file. A row of the tree is
 * drawn anew for them, buttons and all: a mouse that is pressed before and let go after clicks nothing.
 */
const FIGURES_EVERY_MS = 2000;
const SIZES_EVERY_MS = 15_000;
/** A new folder is a run only when its trainer has written the manifest: it is looked at again until then. */
const LOOK_AGAIN_MS = 1000;
const MOST_LOOKS = 10;

export class RunsList implements vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<void>();
  private readonly told = new vscode.EventEmitter<void>();
  private listed: RunEntry[] = [];
  private hasListed = false;
  private trouble: string | undefined;
  private listing: Promise<void> | undefined;
  private listAgain = false;
  private listedAtMs = 0;
  private watchers = 0;
  private watching: vscode.Disposable | undefined;
  private timer: NodeJS.Timeout | undefined;
  private figuresTimer: NodeJS.Timeout | undefined;
  private readonly looks = new Map<string, number>();
  /** Of live runs that no session of this window follows. */
  private readonly others = new Map<string, TrainerClient>();

  /** There are other runs than before, or one of them is in another state. */
  readonly onChanged = this.changed.event;
  /** Live runs have other figures; nothing else is new. */
  readonly onFigures = this.told.event;

  constructor(private readonly sessions: RunSessions) {}

  /** Why the runs could not be read, if they could not; those known before stay. */
  get problem(): string | undefined {
    return this.trouble;
  }

  /** Newest first; empty until somebody has looked. */
  get runs(): readonly RunEntry[] {
    return this.listed.map((run) => this.newest(run));
  }

  /** A run with what its trainer said since. */
  newest(run: RunEntry): RunEntry {
    const status = this.sessions.statusOf(run.folder) ?? this.others.get(run.folder)?.status;
    return status ? { ...run, status } : run;
  }

  /** All runs, read now if they have not been read yet. */
  async read(): Promise<readonly RunEntry[]> {
    if (!this.hasListed) await this.refresh();
    return this.runs;
  }

  /** Somebody looks until the returned thing is disposed. */
  watch(): vscode.Disposable {
    if (this.watchers++ === 0) {
      this.watching = this.startWatching();
      void this.refresh();
    }
    return new vscode.Disposable(() => {
      if (--this.watchers === 0) this.stopWatching();
    });
  }

  /** Reads the folders again. Calls that come while one is under way make one more, not many. */
  async refresh(): Promise<void> {
    if (this.listing) {
      this.listAgain = true;
      return this.listing;
    }
    this.listing = this.list().finally(() => (this.listing = undefined));
    return this.listing;
  }

  dispose(): void {
    this.stopWatching();
    this.changed.dispose();
    this.told.dispose();
  }

  private async list(): Promise<void> {
    do {
      this.listAgain = false;
      try {
        this.listed = await this.sessions.list();
        this.trouble = undefined;
      } catch (error) {
        this.trouble = formatProblem(toProblem(error, 'environment'));
      }
      this.hasListed = true;
      this.listedAtMs = Date.now();
      if (this.watchers > 0) await this.attachOthers();
    } while (this.listAgain);
    this.changed.fire();
  }

  private startWatching(): vscode.Disposable {
    const folders = vscode.workspace.workspaceFolders ?? [];
    const watchers = folders.map(
      (folder) => new FolderWatch(runsFolder(folder), folder.uri.fsPath, (entry) => this.lookFor(entry)),
    );
    return vscode.Disposable.from(
      ...watchers,
      this.sessions.onChanged(() => this.schedule(SETTLE_MS)),
      this.sessions.onStatus(() => this.showFigures()),
      vscode.workspace.onDidChangeWorkspaceFolders(() => this.restartWatching()),
      // Runs are renamed and removed in terminals, too.
      vscode.window.onDidChangeWindowState(({ focused }) => focused && this.schedule(SETTLE_MS)),
    );
  }

  private stopWatching(): void {
    this.watching?.dispose();
    this.watching = undefined;
    clearTimeout(this.timer);
    clearTimeout(this.figuresTimer);
    this.timer = this.figuresTimer = undefined;
    for (const client of this.others.values()) client.dispose();
    this.others.clear();
    this.looks.clear();
  }

  private restartWatching(): void {
    this.watching?.dispose();
    this.watching = this.startWatching();
    this.schedule(SETTLE_MS);
  }

  private schedule(afterMs: number): void {
    this.timer ??= setTimeout(() => {
      this.timer = undefined;
      void this.refresh().then(() => this.lookAgain());
    }, afterMs);
  }

  private lookFor(folder: string): void {
    if (existsSync(folder)) this.looks.set(path.basename(folder), MOST_LOOKS);
    this.schedule(SETTLE_MS);
  }

  private lookAgain(): void {
    for (const [id, left] of this.looks) {
      if (left === 0 || this.listed.some((run) => run.id === id)) this.looks.delete(id);
      else this.looks.set(id, left - 1);
    }
    if (this.looks.size > 0 && this.watchers > 0) this.schedule(LOOK_AGAIN_MS);
  }

  private showFigures(): void {
    if (Date.now() - this.listedAtMs > SIZES_EVERY_MS) return this.schedule(SETTLE_MS);
    this.figuresTimer ??= setTimeout(() => {
      this.figuresTimer = undefined;
      this.told.fire();
    }, FIGURES_EVERY_MS);
  }

  /** Listens to the trainers of runs that are trained from a terminal or another window. */
  private async attachOthers(): Promise<void> {
    for (const run of this.listed) {
      if (!run.manifest || !isLive(run)) continue;
      if (this.others.has(run.folder) || this.sessions.statusOf(run.folder)) continue;
      // One of another version says nothing that could be understood: its run is shown as it lies on disk.
      const client = await attachTrainer(run.manifest).catch(() => undefined);
      if (!client) continue;
      if (this.watchers === 0 || this.others.has(run.folder)) {
        client.dispose();
        continue;
      }
      this.others.set(run.folder, client);
      client.onStatus(() => this.showFigures());
      client.onClosed(() => {
        this.others.delete(run.folder);
        client.dispose();
        if (this.watchers > 0) this.schedule(SETTLE_MS);
      });
    }
  }
}
