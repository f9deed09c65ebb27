/**
 * The run that a panel lays over its own: followed while the panel can be seen, live or recorded. It may be deleted at
 * any time, by this window or by anybody: then the panel is told to read it again, and hears what is missing.
 */
import { access } from 'node:fs/promises';
import type * as vscode from 'vscode';
import { ProblemError } from '../base/problem';
import { unwrap } from '../base/result';
import { manifestPath, readManifest } from '../store/manifest-file';
import type { RunReader } from '../store/run-reader';
import type { RunSession } from './run-session';
import type { RunSessions } from './run-sessions';

const LOOK_EVERY_MS = 2000;

export interface ComparedRunListener {
  /** It has new records or a new state. */
  readonly onAdvanced: (session: RunSession) => void;
  /** It is another one, or gone. */
  readonly onChanged: () => void;
}

export class ComparedRun implements vscode.Disposable {
  private session: RunSession | undefined;
  /** Of the run that is to be shown, also while it can't be. */
  private runFolder: string | undefined;
  private subscriptions: vscode.Disposable[] = [];
  private watching: vscode.Disposable | undefined;
  private readonly look: NodeJS.Timeout;
  /** What the panel has heard of its folder. */
  private told: 'there' | 'gone' | 'nothing' = 'nothing';
  private isVisible = true;

  constructor(
    private readonly sessions: RunSessions,
    private readonly listener: ComparedRunListener,
  ) {
    this.look = setInterval(() => void this.lookAtFolder(), LOOK_EVERY_MS);
  }

  /** @throws ProblemError when it can't be read, or is no longer there */
  async open(runFolder: string): Promise<RunSession> {
    // A run that is open stays in memory although its folder is gone.
    this.runFolder = runFolder;
    unwrap(readManifest(runFolder));
    const session = await this.sessions.open(runFolder);
    this.told = 'there';
    if (session !== this.session) this.follow(session);
    return session;
  }

  /** Its records. @throws ProblemError when no run is compared */
  get reader(): RunReader {
    if (this.session) return this.session.reader;
    throw new ProblemError({ message: 'No other run is open in this panel.', blame: 'environment' });
  }

  /** Whether the panel can be seen: while it can't, nothing is read. */
  show(isVisible: boolean): void {
    this.isVisible = isVisible;
    if (isVisible) this.watching ??= this.session?.watch();
    else this.stopWatching();
  }

  /** It is no longer wanted. */
  close(): void {
    this.letGo();
    this.runFolder = undefined;
  }

  /** A run is about to be moved or deleted. If it is this one, the panel hears soon what has become of it. */
  letGoOf(runFolder: string): void {
    if (this.session?.runFolder !== runFolder) return;
    this.letGo();
    this.told = 'nothing';
  }

  dispose(): void {
    clearInterval(this.look);
    this.close();
  }

  private follow(session: RunSession): void {
    this.letGo();
    this.session = session;
    this.subscriptions = [
      session.onAdvanced(() => this.listener.onAdvanced(session)),
      session.onChanged(() => this.listener.onChanged()),
    ];
    this.show(this.isVisible);
  }

  private letGo(): void {
    this.stopWatching();
    for (const subscription of this.subscriptions) subscription.dispose();
    this.subscriptions = [];
    this.session = undefined;
  }

  private stopWatching(): void {
    this.watching?.dispose();
    this.watching = undefined;
  }

  private async lookAtFolder(): Promise<void> {
    if (this.runFolder === undefined || !this.isVisible) return;
    const now = await access(manifestPath(this.runFolder)).then(
      () => 'there' as const,
      () => 'gone' as const,
    );
    if (now === this.told) return;
    this.told = now;
    this.listener.onChanged();
  }
}
