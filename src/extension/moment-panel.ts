/**
 * A panel about a moment of its run: it follows the playhead, rides along while the run trains, and what it asks about the
 * moment is answered by the run's inspector. Latent space and Layers are such panels; what they ask is their affair.
 */
import type * as vscode from 'vscode';
import { Channel } from '../protocol/channel';
import type { InspectorEvent } from '../protocol/inspector-messages';
import type { PanelServiceRequest } from '../protocol/panel-services';
import type { FromRunPanelEvent, RunPanelEvent, RunPanelRequest, ShownRun } from '../protocol/run-panel-messages';
import { isServiceRequest, PanelServices } from './panel-services';
import { workspaceOf } from './places';
import { RunPanel, type RunPanelParts } from './run-panel';
import type { RunSession } from './run-session';
import { webviewPort } from './webview';

/** What a kind of such panels brings along. @typeParam Question what it asks beside what all such panels ask */
export interface MomentPanelKind<Question> {
  /** Name of its bundle under webviews/. */
  readonly page: string;
  readonly readRequest: (body: unknown) => Question | RunPanelRequest;
  readonly readEvent: (body: unknown) => FromRunPanelEvent;
  answer(question: Question, session: RunSession): Promise<unknown>;
}

interface ToPanel {
  readonly request: { readonly kind: 'nothing' };
  readonly answers: { readonly nothing: undefined };
  readonly event: RunPanelEvent | InspectorEvent;
}

interface FromPanel<Question> {
  readonly request: Question | RunPanelRequest;
  readonly answers: Readonly<Record<string, unknown>>;
  readonly event: FromRunPanelEvent;
}

export class MomentPanel<Question extends { readonly kind: string }> extends RunPanel {
  private readonly channel: Channel<ToPanel, FromPanel<Question>>;
  private readonly services = new PanelServices(workspaceOf(this.runFolder));
  private wasMoving = false;

  constructor(
    parts: RunPanelParts,
    private readonly kind: MomentPanelKind<Question>,
  ) {
    super(parts, kind.page);
    this.channel = new Channel<ToPanel, FromPanel<Question>>(webviewPort(this.panel), {
      parseRequest: kind.readRequest,
      parseEvent: kind.readEvent,
      onRequest: async (request) => this.answer(request, await this.whenOpened),
      onEvent: ({ playhead }) => this.withSession((session) => session.movePlayhead(playhead)),
    });
  }

  override dispose(): void {
    super.dispose();
    this.channel.dispose();
  }

  protected override subscribe(session: RunSession): readonly vscode.Disposable[] {
    const tellLayer = () => this.channel.send({ kind: 'layerSelected', layer: session.selectedLayer });
    if (session.selectedLayer !== undefined) tellLayer();
    const tellMoment = () => this.channel.send({ kind: 'momentMoved', moment: session.moment });
    return [
      session.onPlayhead(tellMoment),
      // While it moves the panel asks for the next moment when it has shown the last one.
      session.onAdvanced(() => {
        const { isMoving } = session.moment;
        if (isMoving !== this.wasMoving) tellMoment();
        this.wasMoving = isMoving;
      }),
      session.onChanged(() => this.channel.send({ kind: 'runChanged' })),
      session.onLayerSelected(tellLayer),
      session.inspection.onEvent((event) => this.channel.send(event)),
    ];
  }

  private async answer(request: Question | RunPanelRequest, session: RunSession): Promise<unknown> {
    if (isServiceRequest(request)) return this.services.answer(request);
    if (isRunRequest(request)) {
      if (request.kind === 'readRun') return described(session);
      return request.after === undefined ? session.moment : session.nextMoment(request.after);
    }
    if ('step' in request && typeof request.step === 'number') session.checkReachable(request.step);
    return this.kind.answer(request, session);
  }
}

type RunRequest = Exclude<RunPanelRequest, PanelServiceRequest>;

const isRunRequest = (request: { readonly kind: string }): request is RunRequest =>
  ['readRun', 'readMoment'].includes(request.kind);

const described = ({ manifest, state, reader, keptSteps, moment }: RunSession): ShownRun => ({
  manifest,
  state,
  // Nothing is recorded of a run that trains nothing.
  lastStep: Math.max(0, reader.lastStep),
  keptSteps,
  moment,
});
