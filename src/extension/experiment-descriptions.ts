/**
 * What the experiments that are open here would be if they were trained: one description a version of each document,
 * unsaved text included. An experiment is code, so nothing is asked in a workspace that is not trusted.
 */
import * as vscode from 'vscode';
import type { Cancellation } from '../base/cancellation';
import type { Result } from '../base/result';
import type { ExperimentDescription } from '../protocol/inspector-messages';
import { isExperimentDocument } from './experiment-files';

/** How long typing has to rest before the experiment is built again. */
const PAUSE_MS = 400;

export interface Describer {
  describe(file: string, source: string | undefined, signal?: Cancellation): Promise<Result<ExperimentDescription>>;
  /** No question is to be expected for some time. */
  rest(): void;
}

export interface Described {
  readonly document: vscode.TextDocument;
  readonly outcome: Result<ExperimentDescription>;
}

/** A description and the text that it is of. */
export interface DescribedText {
  readonly description: ExperimentDescription;
  readonly lines: readonly string[];
}

interface Entry {
  readonly version: number;
  readonly abort: AbortController;
  readonly outcome: Promise<Result<ExperimentDescription> | undefined>;
  settled?: Result<ExperimentDescription>;
}

export class ExperimentDescriptions implements vscode.Disposable {
  private readonly entries = new Map<string, Entry>();
  private readonly newestGood = new Map<string, DescribedText>();
  private readonly described = new vscode.EventEmitter<Described>();
  private readonly forgotten = new vscode.EventEmitter<vscode.Uri>();
  private readonly listening: vscode.Disposable[];

  readonly onDidDescribe = this.described.event;
  /** The document was closed. */
  readonly onDidForget = this.forgotten.event;

  constructor(
    private readonly describer: Describer,
    private readonly isTrusted: () => boolean,
  ) {
    const describe = (document: vscode.TextDocument) => void this.of(document);
    this.listening = [
      vscode.workspace.onDidOpenTextDocument(describe),
      vscode.workspace.onDidChangeTextDocument(({ document }) => describe(document)),
      vscode.workspace.onDidSaveTextDocument((document) => this.onSaved(document)),
      vscode.workspace.onDidCloseTextDocument((document) => this.forget(document)),
      vscode.workspace.onDidGrantWorkspaceTrust(() => this.describeOpen()),
    ];
    this.describeOpen();
  }

  /**
   * The description of a document as it is now, or what is wrong with it.
   * @returns undefined when the document has changed meanwhile, is no experiment, or may not be run
   */
  async of(document: vscode.TextDocument): Promise<Result<ExperimentDescription> | undefined> {
    if (!this.isTrusted() || !isExperimentDocument(document) || document.isClosed) return undefined;
    const key = document.uri.toString();
    const known = this.entries.get(key);
    if (known?.version === document.version) return known.outcome;
    known?.abort.abort();
    const abort = new AbortController();
    // Only typing is waited for: what was just opened is described at once.
    const outcome = this.describe(document, known ? PAUSE_MS : 0, abort.signal);
    this.entries.set(key, { version: document.version, abort, outcome });
    return outcome;
  }

  /** The newest description that a document had, be it of an older text. */
  newestOf(document: vscode.TextDocument): DescribedText | undefined {
    return this.newestGood.get(document.uri.toString());
  }

  dispose(): void {
    for (const { abort } of this.entries.values()) abort.abort();
    for (const item of [...this.listening, this.described, this.forgotten]) item.dispose();
  }

  private async describe(
    document: vscode.TextDocument,
    afterMs: number,
    signal: AbortSignal,
  ): Promise<Result<ExperimentDescription> | undefined> {
    await new Promise((resolve) => setTimeout(resolve, afterMs));
    if (signal.aborted) return undefined;
    const text = document.getText();
    const outcome = await this.describer.describe(document.uri.fsPath, text, signal);
    if (signal.aborted) return undefined;
    const entry = this.entries.get(document.uri.toString());
    if (entry) entry.settled = outcome;
    if (outcome.ok)
      this.newestGood.set(document.uri.toString(), { description: outcome.value, lines: text.split(/\r?\n/) });
    this.described.fire({ document, outcome });
    return outcome;
  }

  private describeOpen(): void {
    for (const document of vscode.workspace.textDocuments) void this.of(document);
  }

  /** An experiment may be made of several files; one that can't be built may be waiting for any of them. */
  private onSaved(saved: vscode.TextDocument): void {
    for (const document of vscode.workspace.textDocuments) {
      const key = document.uri.toString();
      const outcome = this.entries.get(key)?.settled;
      if (!outcome || key === saved.uri.toString()) continue;
      if (outcome.ok && !outcome.value.sources.includes(saved.uri.fsPath)) continue;
      this.entries.delete(key);
      void this.of(document);
    }
  }

  private forget(document: vscode.TextDocument): void {
    const key = document.uri.toString();
    this.newestGood.delete(key);
    const entry = this.entries.get(key);
    if (!entry) return;
    entry.abort.abort();
    this.entries.delete(key);
    this.forgotten.fire(document.uri);
    if (this.entries.size === 0) this.describer.rest();
  }
}
