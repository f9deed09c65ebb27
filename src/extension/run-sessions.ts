/** The runs that this window has open: one session each, whoever shows it; starts, finds and resumes them. */
import path from 'node:path';
import * as vscode from 'vscode';
import { type Problem, ProblemError } from '../base/problem';
import { attachTrainer, isWriterAlive } from '../client/attach-trainer';
import { resumeRun } from '../client/resume-run';
import { startTrainer } from '../client/start-trainer';
import type { TrainerClient } from '../client/trainer-client';
import { listRuns } from '../store/run-folder';
import { inspectorSource } from './moments/inspector-source';
import type { InspectorSource } from './moments/run-inspection';
import { RunSession } from './run-session';
import { chosenEngine, jobSettings, runsFolder, trainerProgram } from './settings';

export class RunSessions implements vscode.Disposable {
  private readonly sessions = new Map<string, RunSession>();
  private readonly opening = new Map<string, Promise<RunSession>>();
  private readonly changed = new vscode.EventEmitter<void>();
  private readonly told = new vscode.EventEmitter<void>();
  private readonly inspectors: InspectorSource;
  private readonly listening: vscode.Disposable[];

  /** A run was opened, begun or given up, or its manifest is another one. */
  readonly onChanged = this.changed.event;
  /** The trainer of one of them said how it goes. */
  readonly onStatus = this.told.event;

  constructor(
    private readonly extensionUri: vscode.Uri,
    private readonly output: vscode.OutputChannel,
  ) {
    this.inspectors = inspectorSource(extensionUri);
    const lookAgain = () => this.all.forEach((session) => session.lookAgain());
    this.listening = [
      vscode.workspace.onDidGrantWorkspaceTrust(lookAgain),
      vscode.workspace.onDidChangeConfiguration((event) => {
        if (event.affectsConfiguration('gibbon.inspectSteps')) lookAgain();
      }),
    ];
  }

  /** Trains an experiment file from the start. @throws ProblemError when it could not begin */
  async train(file: vscode.Uri): Promise<RunSession> {
    const folder = vscode.workspace.getWorkspaceFolder(file);
    const runs = folder ? runsFolder(folder) : path.join(path.dirname(file.fsPath), '.gibbon', 'runs');
    requireTrust();
    const client = await startTrainer(
      trainerProgram(this.extensionUri),
      {
        ...jobSettings(),
        task: { kind: 'train', experimentFile: file.fsPath, runsFolder: runs, engine: chosenEngine() },
      },
      { detached: true },
    );
    return this.adopt(client);
  }

  /** Goes on with a run that is paused, stopped or crashed. @throws ProblemError */
  async resume(session: RunSession): Promise<void> {
    requireTrust();
    const program = trainerProgram(this.extensionUri);
    const client = await resumeRun(session.runFolder, program, jobSettings(), { detached: true });
    await untilItHasItsRun(client);
    this.follow(session, client);
  }

  /** The session of a run folder; attaches to its trainer when one lives. @throws ProblemError when it can't be read */
  async open(runFolder: string): Promise<RunSession> {
    const known = this.sessions.get(runFolder);
    if (known) return known;
    // Two that ask at once get the same one.
    const opening = this.opening.get(runFolder) ?? this.openNow(runFolder);
    this.opening.set(runFolder, opening);
    try {
      return await opening;
    } finally {
      this.opening.delete(runFolder);
    }
  }

  private async openNow(runFolder: string): Promise<RunSession> {
    const session = this.keep(await RunSession.open(runFolder, this.inspectors));
    const client = await attachTrainer(session.manifest);
    // Whoever pressed Stop meanwhile has found it first, and may still wait for its answer.
    if (session.isLive) client?.dispose();
    else if (client) this.follow(session, client);
    return session;
  }

  /** All runs of the workspace, newest first. */
  async list() {
    const found = await Promise.all(
      (vscode.workspace.workspaceFolders ?? []).map((folder) => listRuns(runsFolder(folder), isWriterAlive)),
    );
    return found.flat().sort((a, b) => (a.id < b.id ? 1 : -1));
  }

  /** What the trainer of a run last said, if this window listens to it. */
  statusOf(runFolder: string): TrainerClient['status'] | undefined {
    return this.sessions.get(runFolder)?.status;
  }

  /** The manifest of a run was changed by somebody who is no trainer. */
  async reread(runFolder: string): Promise<void> {
    await this.sessions.get(runFolder)?.reload();
  }

  /** Lets go of a run's files, because they are about to be moved or deleted. Whoever shows it closes first. */
  close(runFolder: string): void {
    this.sessions.get(runFolder)?.dispose();
    if (this.sessions.delete(runFolder)) this.changed.fire();
  }

  /** All that were opened here, in that order. */
  get all(): RunSession[] {
    return [...this.sessions.values()];
  }

  get live(): RunSession[] {
    return [...this.sessions.values()].filter((session) => session.isLive);
  }

  dispose(): void {
    for (const item of [...this.listening, ...this.sessions.values()]) item.dispose();
    this.changed.dispose();
    this.told.dispose();
  }

  private async adopt(client: TrainerClient): Promise<RunSession> {
    const { runFolder } = await untilItHasItsRun(client);
    const session = this.keep(await RunSession.open(runFolder, this.inspectors));
    this.follow(session, client);
    return session;
  }

  private keep(session: RunSession): RunSession {
    this.sessions.set(session.runFolder, session);
    // A run of a file that lies in no workspace folder: its commands have something to do, too.
    if (this.sessions.size === 1) void vscode.commands.executeCommand('setContext', 'gibbon.knowsRuns', true);
    session.onChanged(() => this.changed.fire());
    session.onStatus(() => this.told.fire());
    this.changed.fire();
    return session;
  }

  private follow(session: RunSession, client: TrainerClient): void {
    client.onNote((message) => {
      this.output.appendLine(`${session.manifest.name}: ${message}`);
      // It stands in the manifest, too.
      void session.reload();
    });
    client.onPrint((text) => this.output.appendLine(text));
    session.follow(client);
  }
}

/** How long a trainer that nobody wants any more may take to leave before it is ended. */
const CANCEL_PATIENCE_MS = 1000;

/**
 * Waits until a new trainer has its run folder.
 * @throws ProblemError when it has failed without one @throws CancellationError when the user gave up first
 */
async function untilItHasItsRun(client: TrainerClient): Promise<TrainerClient['status']> {
  let isUnwanted = false;
  const status = await vscode.window.withProgress(
    { location: vscode.ProgressLocation.Notification, title: 'Gibbon', cancellable: true },
    (progress, token) => {
      // What an experiment does while it is loaded may never end.
      token.onCancellationRequested(() => {
        isUnwanted = true;
        void client.stop(CANCEL_PATIENCE_MS);
      });
      progress.report({ message: vscode.l10n.t('starting') });
      return new Promise<TrainerClient['status']>((resolve) => {
        const look = (now: TrainerClient['status']) => {
          progress.report({ message: now.activity });
          if (now.runFolder || now.problem || client.isGone) resolve(now);
        };
        client.onStatus(look);
        client.onClosed(() => resolve(client.status));
        look(client.status);
      });
    },
  );
  if (status.runFolder) return status;
  client.dispose();
  if (isUnwanted) throw new vscode.CancellationError();
  throw new ProblemError(status.problem ?? trainerDied);
}

const trainerDied: Problem = {
  message: 'The trainer ended before it had a run.',
  remedy: 'Look into the Gibbon output, and try again.',
  blame: 'environment',
};

/** Training runs the workspace's code. @throws ProblemError in a workspace that is not trusted; checked before every spawn */
function requireTrust(): void {
  if (!vscode.workspace.isTrusted)
    throw new ProblemError({
      message: vscode.l10n.t('Training runs code of this workspace, which is not trusted.'),
      remedy: vscode.l10n.t('Trust the workspace first (Workspaces: Manage Workspace Trust).'),
      blame: 'environment',
    });
}
