/**
 * Which run's marks an open document has: of the run whose panel was last active, else of the newest that was made from
 * it. Keeps them at their lines while people type. Draws nothing.
 */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import * as vscode from 'vscode';
import type { RunManifest } from '../../protocol/manifest';
import { isExperimentDocument } from '../experiment-files';
import type { NewestRuns } from '../newest-runs';
import type { RunSession } from '../run-session';
import type { RunSessions } from '../run-sessions';
import type { RunPanels } from '../run-panels';
import { marksIn } from './marks';
import { placeMarks, type PlacedMark } from './place-marks';

export interface MarkedDocument {
  readonly session: RunSession;
  readonly marks: readonly PlacedMark[];
}

interface Known extends MarkedDocument {
  readonly manifest: RunManifest;
  readonly version: number;
}

export class SourceMarks implements vscode.Disposable {
  private readonly known = new Map<string, Known>();
  /** Experiment file → its newest run, where this window may open it by itself. */
  private readonly newest = new Map<string, RunSession | undefined>();
  private readonly changed = new vscode.EventEmitter<void>();
  private readonly listening: vscode.Disposable[];

  /** A document may have marks of another run, or none any more. */
  readonly onDidChange = this.changed.event;

  constructor(
    private readonly sessions: RunSessions,
    private readonly panels: RunPanels,
    private readonly runs: NewestRuns,
  ) {
    this.listening = [
      panels.onDidChange(() => this.changed.fire()),
      sessions.onChanged(() => this.changed.fire()),
      runs.onDidChange(() => this.lookAgain()),
      vscode.workspace.onDidGrantWorkspaceTrust(() => this.lookAgain()),
      vscode.workspace.onDidCloseTextDocument((document) => this.known.delete(document.uri.toString())),
    ];
  }

  /** @returns undefined where no run was made from the document, or it is still being looked for */
  of(document: vscode.TextDocument): MarkedDocument | undefined {
    if (document.uri.scheme !== 'file') return undefined;
    const session = this.sessionOf(document);
    if (!session) return undefined;
    const { manifest } = session;
    const key = document.uri.toString();
    const known = this.known.get(key);
    if (known?.session === session && known.manifest === manifest && known.version === document.version) return known;
    const { fsPath: file } = document.uri;
    const before = storedText(session, file);
    const marks = before === undefined ? [] : placeMarks(marksIn(manifest, file), before, document.getText());
    const found = { session, manifest, version: document.version, marks };
    this.known.set(key, found);
    return found;
  }

  dispose(): void {
    for (const item of [...this.listening, this.changed]) item.dispose();
  }

  private sessionOf(document: vscode.TextDocument): RunSession | undefined {
    const { fsPath: file } = document.uri;
    const isMadeFrom = ({ manifest }: RunSession) => manifest.sources.some((source) => source.file === file);
    const shown = this.panels.recent.find(isMadeFrom);
    if (shown) return shown;
    // A file that only helps an experiment has no run of its own.
    if (!isExperimentDocument(document)) return this.sessions.all.filter(isMadeFrom).at(-1);
    if (!this.newest.has(file)) void this.findNewest(document.uri);
    const newest = this.newest.get(file);
    return newest && this.sessions.all.includes(newest) && isMadeFrom(newest) ? newest : undefined;
  }

  private async findNewest(file: vscode.Uri): Promise<void> {
    this.newest.set(file.fsPath, undefined);
    // What a folder that is not trusted says of a trainer is not followed before somebody asks for the run.
    const newest = vscode.workspace.isTrusted ? this.runs.of(file) : undefined;
    if (!newest) return;
    try {
      this.newest.set(file.fsPath, await this.sessions.open(newest.folder));
      this.changed.fire();
    } catch {
      // It can't be read, which is told to whoever opens it; a document without marks is no failure.
    }
  }

  private lookAgain(): void {
    this.newest.clear();
    this.changed.fire();
  }
}

/** The text of a source as it was when the run was made; undefined when the run has lost it. */
function storedText({ runFolder, manifest }: RunSession, file: string): string | undefined {
  const stored = manifest.sources.find((source) => source.file === file)?.storedAs;
  if (stored === undefined) return undefined;
  const place = path.resolve(runFolder, stored);
  if (!place.startsWith(path.resolve(runFolder) + path.sep)) return undefined;
  try {
    return readFileSync(place, 'utf8');
  } catch {
    return undefined;
  }
}
