/** The Training panel's side in the host: one webview a run, its requests answered from the run's session. */
import * as vscode from 'vscode';
import { assertNever } from '../base/assert-never';
import { Channel } from '../protocol/channel';
import {
  type FromPanel,
  type PanelRequest,
  readFromPanelEvent,
  readPanelBoot,
  readPanelRequest,
  type PanelRun,
  type ToPanel,
} from '../protocol/training-panel-messages';
import { chooseRun } from './choose-run';
import { ComparedRun } from './compared-run';
import { OrphanedPanels, type PanelKeeper } from './orphaned-panels';
import { PictureFiles } from './picture-files';
import { revealPlace, showProblem } from './places';
import type { RunSession } from './run-session';
import type { RunSessions } from './run-sessions';
import { TrackLayouts } from './track-layouts';
import { panelHtml, webviewPort } from './webview';

/** At most 30 messages a second to one panel. */
const ADVANCE_EVERY_MS = 34;

export class TrainingPanels implements vscode.Disposable, PanelKeeper {
  readonly viewType = 'gibbon.training';
  /** The one that was last active at the end. */
  private readonly panels = new Map<string, TrainingPanel>();
  private readonly changed = new vscode.EventEmitter<void>();
  private readonly serializer: vscode.Disposable;
  private readonly orphans: OrphanedPanels;
  private readonly layouts: TrackLayouts;

  /** A panel was opened, closed or become the active one. */
  readonly onDidChange = this.changed.event;

  /**
   * @param memory of the workspace: which panels it has open
   * @param userMemory how the user arranged the tracks
   * @param isReborn whether panels still stand in the window that belonged to a host that was killed
   */
  constructor(
    private readonly extensionUri: vscode.Uri,
    private readonly sessions: RunSessions,
    memory: vscode.Memento,
    userMemory: vscode.Memento,
    isReborn: boolean,
  ) {
    this.layouts = new TrackLayouts(userMemory);
    this.serializer = vscode.window.registerWebviewPanelSerializer(this.viewType, {
      deserializeWebviewPanel: (panel, state: unknown) => Promise.resolve(this.restore(panel, state)),
    });
    this.orphans = new OrphanedPanels(this, memory);
    this.orphans.look(isReborn);
  }

  owns(title: string, column: vscode.ViewColumn): boolean {
    return [...this.panels.values()].some((panel) => panel.isIn(title, column));
  }

  isOpen(runFolder: string): boolean {
    return this.panels.has(runFolder);
  }

  reopen(runFolder: string, title: string, column: vscode.ViewColumn): void {
    this.create(runFolder, title, this.sessions.open(runFolder), column);
  }

  /** @param column where; by default beside the editor, or where it is already */
  show(session: RunSession, column = vscode.ViewColumn.Beside): void {
    const { runFolder, manifest } = session;
    const known = this.panels.get(runFolder);
    if (known) return known.reveal(column === vscode.ViewColumn.Beside ? undefined : column);
    this.create(runFolder, manifest.name, Promise.resolve(session), column);
  }

  /** Closes the panel of a run, if there is one; those that compare theirs with it let go of it. */
  close(runFolder: string): void {
    this.panels.get(runFolder)?.close();
    for (const panel of this.panels.values()) panel.letGoOf(runFolder);
  }

  /** The run has another name. */
  rename(runFolder: string, name: string): void {
    this.panels.get(runFolder)?.rename(name);
    if (this.isOpen(runFolder)) this.orphans.remember(runFolder, name);
  }

  /** The session of the panel that the user looks at. */
  get active(): RunSession | undefined {
    return [...this.panels.values()].find((panel) => panel.isActive)?.openedSession;
  }

  /** The sessions of all panels, the one that was last active first. */
  get recent(): RunSession[] {
    return [...this.panels.values()].reverse().flatMap((panel) => panel.openedSession ?? []);
  }

  /** Tells a run's panel, if there is one, on which layer's line the cursor in the source rests; undefined: on none. */
  selectLayer(runFolder: string, layer: string | undefined): void {
    this.panels.get(runFolder)?.selectLayer(layer);
  }

  dispose(): void {
    this.changed.dispose();
    this.serializer.dispose();
    this.orphans.dispose();
    for (const panel of this.panels.values()) panel.dispose();
  }

  private options(): vscode.WebviewOptions & vscode.WebviewPanelOptions {
    return { enableScripts: true, localResourceRoots: [vscode.Uri.joinPath(this.extensionUri, 'dist', 'webviews')] };
  }

  private create(runFolder: string, title: string, opening: Promise<RunSession>, column: vscode.ViewColumn): void {
    const where = { viewColumn: column, preserveFocus: true };
    this.adopt(vscode.window.createWebviewPanel(this.viewType, title, where, this.options()), runFolder, opening);
  }

  /** After a reload of the window the panel comes back with what it kept: its run folder. */
  private restore(panel: vscode.WebviewPanel, state: unknown): void {
    try {
      const { runFolder } = readPanelBoot(state).boot;
      if (this.isOpen(runFolder)) {
        // It came so late that another one was opened in its place.
        panel.dispose();
        return;
      }
      panel.webview.options = this.options();
      this.adopt(panel, runFolder, this.sessions.open(runFolder));
    } catch (error) {
      panel.dispose();
      showProblem(error);
    }
  }

  /** The page starts while its run is still being read: either may take a second. */
  private adopt(panel: vscode.WebviewPanel, runFolder: string, opening: Promise<RunSession>): void {
    const training = new TrainingPanel(panel, runFolder, opening, this.sessions, this.layouts, this.extensionUri);
    this.panels.set(runFolder, training);
    this.orphans.remember(runFolder, panel.title);
    panel.onDidDispose(() => {
      this.panels.delete(runFolder);
      this.orphans.forget(runFolder);
      training.dispose();
      this.changed.fire();
    });
    panel.onDidChangeViewState(() => {
      if (!panel.active) return;
      this.panels.delete(runFolder);
      this.panels.set(runFolder, training);
      this.changed.fire();
    });
    opening.then(
      () => this.changed.fire(),
      (error: unknown) => {
        panel.dispose();
        showProblem(error);
      },
    );
  }
}

class TrainingPanel implements vscode.Disposable {
  private readonly channel: Channel<ToPanel, FromPanel>;
  private readonly subscriptions: vscode.Disposable[] = [];
  private readonly pictures = new PictureFiles();
  private watching: vscode.Disposable | undefined;
  private advanceTimer: NodeJS.Timeout | undefined;
  private readonly other: ComparedRun;

  private session: RunSession | undefined;
  private isDisposed = false;
  private selectedLayer: string | undefined;

  constructor(
    private readonly panel: vscode.WebviewPanel,
    runFolder: string,
    opening: Promise<RunSession>,
    private readonly sessions: RunSessions,
    private readonly layouts: TrackLayouts,
    extensionUri: vscode.Uri,
  ) {
    this.other = new ComparedRun(sessions, {
      onAdvanced: ({ progress }) => {
        if (panel.visible) this.channel.send({ kind: 'runAdvanced', of: 'other', progress });
      },
      onChanged: () => this.channel.send({ kind: 'runChanged', of: 'other' }),
    });
    this.channel = new Channel<ToPanel, FromPanel>(webviewPort(panel), {
      parseRequest: readPanelRequest,
      parseEvent: readFromPanelEvent,
      onRequest: async (request) => this.answer(request, await opening),
      onEvent: ({ playhead }) =>
        // A page that comes back tells where its playhead stands before its run is read.
        void opening.then(
          (session) => session.movePlayhead(playhead),
          () => undefined,
        ),
    });
    panel.iconPath = vscode.Uri.joinPath(extensionUri, 'media', 'gibbon.svg');
    panel.webview.html = panelHtml(panel.webview, extensionUri, {
      name: 'training',
      title: panel.title,
      boot: { runFolder },
    });
    // Whoever opens it says what is wrong when that fails.
    opening.then(
      (session) => this.follow(session),
      () => undefined,
    );
  }

  /** Undefined while it is being read. */
  get openedSession(): RunSession | undefined {
    return this.session;
  }

  get isActive(): boolean {
    return this.panel.active;
  }

  isIn(title: string, column: vscode.ViewColumn): boolean {
    return this.panel.title === title && this.panel.viewColumn === column;
  }

  reveal(column?: vscode.ViewColumn): void {
    this.panel.reveal(column, true);
  }

  close(): void {
    this.panel.dispose();
  }

  rename(name: string): void {
    this.panel.title = name;
  }

  selectLayer(layer: string | undefined): void {
    if (layer === this.selectedLayer) return;
    this.selectedLayer = layer;
    this.channel.send({ kind: 'layerSelected', layer });
  }

  /** A run, perhaps the one that this one is compared with, is about to go. */
  letGoOf(runFolder: string): void {
    this.other.letGoOf(runFolder);
  }

  dispose(): void {
    this.isDisposed = true;
    // Nobody holds it any more.
    this.session?.movePlayhead({ kind: 'live' });
    clearTimeout(this.advanceTimer);
    this.watching?.dispose();
    this.other.dispose();
    for (const subscription of this.subscriptions) subscription.dispose();
    this.channel.dispose();
  }

  private follow(session: RunSession): void {
    if (this.isDisposed) return;
    this.session = session;
    this.subscriptions.push(
      session.onAdvanced(() => this.scheduleAdvance(session)),
      session.onChanged(() => this.channel.send({ kind: 'runChanged' })),
      session.onStepViewed(() => this.channel.send({ kind: 'stepViewed', view: session.stepView })),
      this.panel.onDidChangeViewState(() => this.watchWhileVisible(session)),
    );
    this.watchWhileVisible(session);
  }

  private watchWhileVisible(session: RunSession): void {
    this.other.show(this.panel.visible);
    if (this.panel.visible) this.watching ??= session.watch();
    else {
      this.watching?.dispose();
      this.watching = undefined;
    }
  }

  /** Latest wins: whatever happens before the timer fires is told once. */
  private scheduleAdvance(session: RunSession): void {
    if (!this.panel.visible) return;
    this.advanceTimer ??= setTimeout(() => {
      this.advanceTimer = undefined;
      this.channel.send({ kind: 'runAdvanced', progress: session.progress });
    }, ADVANCE_EVERY_MS);
  }

  private layoutOf({ manifest }: RunSession): Pick<PanelRun, 'layout'> {
    const layout = this.layouts.of(manifest.experiment.family);
    return layout ? { layout } : {};
  }

  private chooseOther({ runFolder, manifest }: RunSession): Promise<string | undefined> {
    const placeHolder = vscode.l10n.t('Run to lay over {0}', manifest.name);
    return chooseRun(this.sessions, placeHolder, (run) => run.folder !== runFolder && run.manifest !== undefined);
  }

  private async answer(request: PanelRequest, session: RunSession): Promise<unknown> {
    const isOfOther = 'of' in request && request.of === 'other';
    const reader = isOfOther ? this.other.reader : session.reader;
    const figures = isOfOther ? reader : session.figures;
    switch (request.kind) {
      case 'readRun':
        return { ...described(session), ...this.layoutOf(session) } satisfies PanelRun;
      case 'chooseOther':
        return { runFolder: (await this.chooseOther(session)) ?? null };
      case 'readOther':
        return described(await this.other.open(request.runFolder));
      case 'stopComparing':
        this.other.close();
        return null;
      case 'saveLayout':
        await this.layouts.keep(session.manifest.experiment.family, request.layout);
        return null;
      case 'copyText':
        await vscode.env.clipboard.writeText(request.text);
        return null;
      case 'readStatistics': {
        const statistics = reader.statistics(request.tags, request.fromStep, request.toStep);
        const first = Math.min(...statistics.map(({ firstStep }) => firstStep));
        const last = Math.max(...statistics.map(({ lastStep }) => lastStep));
        return { statistics, wallMs: statistics.length > 0 ? reader.wallMsBetween(first, last) : null };
      }
      case 'readCurves':
        return { curves: reader.curves(request.tags, request.fromStep, request.toStep, request.columns) };
      case 'readHistograms':
        return figures.histograms(request.tag, request.fromStep, request.toStep, request.columns);
      case 'readValues':
        return { values: figures.values(request.tags, request.step) };
      case 'readImage': {
        const image = figures.imageAt(request.tag, request.step);
        // A webview receives typed arrays whole, but Node's Buffer as an object of numbers.
        return image && { ...image, png: new Uint8Array(image.png) };
      }
      case 'readSteps':
        return { steps: reader.steps(request.tag) };
      case 'pause':
        await session.pause();
        return null;
      case 'resume':
        await this.sessions.resume(session);
        return null;
      case 'stop':
        await session.stop();
        return null;
      case 'revealPlace':
        await revealPlace(request.place);
        return null;
      case 'chooseFile':
        return this.pictures.choose(request.suggestedName, request.formats, workspaceOf(session.runFolder));
      case 'writeFile':
        await this.pictures.write(request.ticket, request.bytes);
        return null;
      default:
        return assertNever(request);
    }
  }
}

/** What a panel is told of a run. */
const described = ({ manifest, state, progress, reader, stepView }: RunSession): PanelRun => ({
  manifest,
  state,
  progress,
  damage: reader.damage,
  ...(stepView && { stepView }),
});

/** The folder of the workspace that a run lies in, or its own. */
const workspaceOf = (runFolder: string): vscode.Uri =>
  vscode.workspace.getWorkspaceFolder(vscode.Uri.file(runFolder))?.uri ?? vscode.Uri.file(runFolder);
