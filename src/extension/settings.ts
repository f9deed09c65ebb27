/** The user's settings as what a trainer is told. Settings that name paths or programs are machine-scoped. */
import os from 'node:os';
import path from 'node:path';
import * as vscode from 'vscode';
import type { InspectorProgram } from '../client/inspector-process';
import type { TrainerProgram } from '../client/start-trainer';
import { DEFAULT_QUOTA_BYTES, type TrainerJob, type TrainTask } from '../protocol/trainer-job';

const RUN_QUOTA = 'runQuota';

const settings = () => vscode.workspace.getConfiguration('gibbon');

export function trainerProgram(extensionUri: vscode.Uri): TrainerProgram {
  return {
    execPath: settings().get<string>('nodePath') || process.execPath,
    script: vscode.Uri.joinPath(extensionUri, 'dist', 'trainer.cjs').fsPath,
  };
}

export const inspectorProgram = (extensionUri: vscode.Uri): InspectorProgram => ({
  execPath: settings().get<string>('nodePath') || process.execPath,
  script: vscode.Uri.joinPath(extensionUri, 'dist', 'inspector.cjs').fsPath,
});

export function jobSettings(): Omit<TrainerJob, 'socket' | 'task'> {
  return {
    leaseMinutes: settings().get('detachedMinutes', 30),
    quotaBytes: runQuotaGigabytes() * 1e9,
    datasetFolders: settings().get<string[]>('datasetFolders', []),
    cacheFolder: path.join(process.env.XDG_CACHE_HOME || path.join(os.homedir(), '.cache'), 'gibbon'),
    allowDownload: settings().get('allowDownload', true),
    trainClassifier: settings().get('trainClassifier', true),
  };
}

export const chosenEngine = (): TrainTask['engine'] => settings().get<TrainTask['engine']>('engine', 'auto');

/** What a run may take on disk, in GB. */
export const runQuotaGigabytes = (): number => {
  const quota = settings().get<number>(RUN_QUOTA, DEFAULT_QUOTA_BYTES / 1e9);
  return quota > 0 ? quota : DEFAULT_QUOTA_BYTES / 1e9;
};

/** For all workspaces of this machine. It counts from the next start or resumption of a training on. */
export const setRunQuota = (gigabytes: number): Thenable<void> =>
  settings().update(RUN_QUOTA, gigabytes, vscode.ConfigurationTarget.Global);

/** An experiment to open and train, or to watch when it is being trained, as soon as a window opens. */
export const startupExperiment = (): string => settings().get('startupExperiment', '');

/** Where the runs of a workspace are kept. */
export const runsFolder = (folder: vscode.WorkspaceFolder): string => path.join(folder.uri.fsPath, '.gibbon', 'runs');

/** Whether a run is shown at the ends of the lines that made it. */
export const inlinePreviewsShown = (): boolean => settings().get('inlinePreviews', true);

/** Whether a step on which the playhead rests is computed again where it was not recorded. */
export const stepsInspected = (): boolean => settings().get('inspectSteps', true);
