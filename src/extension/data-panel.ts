/** The Data panel's side in the host: one webview an experiment, whose data an inspector of its own reads. */
import path from 'node:path';
import * as vscode from 'vscode';
import type { Problem } from '../base/problem';
import { failure, type Result } from '../base/result';
import { PreviewClient } from '../client/preview-client';
import { Channel } from '../protocol/channel';
import {
  type DataPanelRequest,
  type DatasetPreview,
  type FromDataPanel,
  readDataPanelRequest,
  type ToDataPanel,
} from '../protocol/dataset-preview';
import { chooseExperiment } from './choose-experiment';
import { isServiceRequest, PanelServices } from './panel-services';
import { showProblem } from './places';
import { inspectorProgram, jobSettings } from './settings';
import { panelHtml, webviewPort } from './webview';

const VIEW_TYPE = 'gibbon.data';

export class DataPanels implements vscode.Disposable {
  private readonly panels = new Map<string, DataPanel>();
  private readonly command: vscode.Disposable;

  constructor(private readonly extensionUri: vscode.Uri) {
    this.command = vscode.commands.registerCommand('gibbon.previewData', (argument: unknown) =>
      this.preview(argument).catch(showProblem),
    );
  }

  dispose(): void {
    this.command.dispose();
    for (const panel of this.panels.values()) panel.close();
  }

  private async preview(argument: unknown): Promise<void> {
    const file = argument instanceof vscode.Uri ? argument : await chooseExperiment();
    if (!file) return;
    const key = file.toString();
    const known = this.panels.get(key);
    // Whoever asks again has perhaps changed what it is about.
    if (known) return known.readAgain();
    const panel = new DataPanel(file, this.extensionUri);
    this.panels.set(key, panel);
    panel.onDidDispose(() => this.panels.delete(key));
  }
}

class DataPanel {
  private readonly panel: vscode.WebviewPanel;
  private readonly channel: Channel<ToDataPanel, FromDataPanel>;
  private readonly services: PanelServices;
  private client: PreviewClient | undefined;
  private answer: Promise<Result<DatasetPreview>> | undefined;

  constructor(
    private readonly file: vscode.Uri,
    private readonly extensionUri: vscode.Uri,
  ) {
    this.services = new PanelServices(vscode.Uri.joinPath(file, '..'));
    const name = path.basename(file.path).replace(/\.gibbon\.[^.]+$/, '');
    const title = vscode.l10n.t('Data of {0}', name);
    this.panel = vscode.window.createWebviewPanel(
      VIEW_TYPE,
      title,
      { viewColumn: vscode.ViewColumn.Beside, preserveFocus: true },
      { enableScripts: true, localResourceRoots: [vscode.Uri.joinPath(extensionUri, 'dist', 'webviews')] },
    );
    this.channel = new Channel<ToDataPanel, FromDataPanel>(webviewPort(this.panel), {
      parseRequest: readDataPanelRequest,
      parseEvent: () => ({ kind: 'nothing' }),
      onRequest: (request) => this.answerTo(request),
      onEvent: () => undefined,
    });
    this.panel.iconPath = vscode.Uri.joinPath(extensionUri, 'media', 'gibbon.svg');
    this.panel.webview.html = panelHtml(this.panel.webview, extensionUri, { name: 'data', title, boot: {} });
    this.panel.onDidDispose(() => {
      this.client?.dispose();
      this.channel.dispose();
    });
  }

  onDidDispose(listener: () => void): void {
    this.panel.onDidDispose(listener);
  }

  close(): void {
    this.panel.dispose();
  }

  readAgain(): void {
    this.panel.reveal(undefined, true);
    this.answer = undefined;
    this.channel.send({ kind: 'changed' });
  }

  private async answerTo(request: DataPanelRequest): Promise<unknown> {
    if (isServiceRequest(request)) return this.services.answer(request);
    if (request.again) this.answer = undefined;
    this.answer ??= this.read();
    return this.answer;
  }

  private read(): Promise<Result<DatasetPreview>> {
    this.client?.dispose();
    // An experiment is code, and names the files that are read.
    if (!vscode.workspace.isTrusted) return Promise.resolve(failure(notTrusted()));
    const source = vscode.workspace.textDocuments
      .find((document) => document.uri.fsPath === this.file.fsPath)
      ?.getText();
    const { datasetFolders, cacheFolder, allowDownload } = jobSettings();
    const dataPlaces = { datasetFolders, cacheFolder, allowDownload };
    const question = { experimentFile: this.file.fsPath, source, dataPlaces };
    this.client = new PreviewClient(inspectorProgram(this.extensionUri), question, (activity) =>
      this.channel.send({ kind: 'reading', activity }),
    );
    return this.client.answer;
  }
}

const notTrusted = (): Problem => ({
  message: vscode.l10n.t('Reading the data runs code of this workspace, which is not trusted.'),
  remedy: vscode.l10n.t('Trust the workspace first (Workspaces: Manage Workspace Trust).'),
  blame: 'environment',
});
