/** The Training panel's side in the host: one webview a run, its requests answered from the run's session. */
import * as vscode from 'vscode';
import { assertNever } from '../base/assert-never';
import { Channel } from '../protocol/channel';
import {
  type FromPanel,
  type PanelRequest,
  readFromPanelEvent,
  readPanelRequest,
  type PanelRun,
  type ToPanel,
} from '../protocol/training-panel-messages';
import { chooseRun } from './choose-run';
import { ComparedRun } from './compared-run';
import { isServiceRequest, PanelServices } from './panel-services';
import { workspaceOf } from './places';
import { RunPanel, type RunPanelParts } from './run-panel';
import type { RunPanelKind } from './run-panels';
import type { RunSession } from './run-session';
import type { RunSessions } from './run-sessions';
import type { TrackLayouts } from './track-layouts';
import { webviewPort } from './webview';

/** At most 30 messages a second to one panel. */
const ADVANCE_EVERY_MS = 34;

export const trainingPanels = (sessions: RunSessions, layouts: TrackLayouts): RunPanelKind => ({
  viewType: 'gibbon.training',
  title: (runName) => runName,
  make: (parts) => new TrainingPanel(parts, sessions, layouts),
});

class TrainingPanel extends RunPanel {
  private readonly channel: Channel<ToPanel, FromPanel>;
  private readonly services = new PanelServices(workspaceOf(this.runFolder));
  private advanceTimer: NodeJS.Timeout | undefined;
  private readonly other: ComparedRun;

  constructor(
    parts: RunPanelParts,
    private readonly sessions: RunSessions,
    private readonly layouts: TrackLayouts,
  ) {
    super(parts, 'training');
    this.other = new ComparedRun(sessions, {
      onAdvanced: ({ progress }) => {
        if (this.panel.visible) this.channel.send({ kind: 'runAdvanced', of: 'other', progress });
      },
      onChanged: () => this.channel.send({ kind: 'runChanged', of: 'other' }),
    });
    this.channel = new Channel<ToPanel, FromPanel>(webviewPort(this.panel), {
      parseRequest: readPanelRequest,
      parseEvent: readFromPanelEvent,
      onRequest: async (request) => this.answer(request, await this.whenOpened),
      // A page that comes back tells where its playhead stands before its run is read.
      onEvent: ({ playhead }) => this.withSession((session) => session.movePlayhead(playhead)),
    });
  }

  override letGoOf(runFolder: string): void {
    this.other.letGoOf(runFolder);
  }

  override dispose(): void {
    super.dispose();
    clearTimeout(this.advanceTimer);
    this.other.dispose();
    this.channel.dispose();
  }

  protected override subscribe(session: RunSession): readonly vscode.Disposable[] {
    const tellLayer = () => this.channel.send({ kind: 'layerSelected', layer: session.selectedLayer });
    if (session.selectedLayer !== undefined) tellLayer();
    return [
      session.onAdvanced(() => this.scheduleAdvance(session)),
      session.onChanged(() => this.channel.send({ kind: 'runChanged' })),
      session.onStepViewed(() => this.channel.send({ kind: 'stepViewed', view: session.stepView })),
      session.onLayerSelected(tellLayer),
    ];
  }

  protected override seen(isVisible: boolean): void {
    this.other.show(isVisible);
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
    if (isServiceRequest(request)) return this.services.answer(request);
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
