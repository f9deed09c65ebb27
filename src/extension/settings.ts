/** The user's settings as what a trainer is told. Settings that name paths or programs are machine-scoped. */
import os from 'node:os';
import path from 'node:path';
import * as vscode from 'vscode';
import type { TrainerProgram } from '../client/start-trainer';
import type { TrainerJob, TrainTask } from '../protocol/trainer-job';

const settings = () => vscode.workspace.getConfiguration('gibbon');

export function trainerProgram(extensionUri: vscode.Uri): TrainerProgram {
  return {
    execPath: settings().get<string>('nodePath') || process.execPath,
    script: vscode.Uri.joinPath(extensionUri, 'dist', 'trainer.cjs').fsPath,
  };
}

export function jobSettings(): Omit<TrainerJob, 'socket' | 'task'> {
  return {
    leaseMinutes: settings().get('detachedMinutes', 30),
    datasetFolders: settings().get<string[]>('datasetFolders', []),
    cacheFolder: path.join(process.env.XDG_CACHE_HOME || path.join(os.homedir(), '.cache'), 'gibbon'),
    allowDownload: settings().get('allowDownload', true),
  };
}

export const chosenEngine = (): TrainTask['engine'] => settings().get<TrainTask['engine']>('engine', 'auto');

/** An experiment to open and train, or to watch when it is being trained, as soon as a window opens. */
export const startupExperiment = (): string => settings().get('startupExperiment', '');

/** Where the runs of a workspace are kept. */
export const runsFolder = (folder: vscode.WorkspaceFolder): string => path.join(folder.uri.fsPath, '.gibbon', 'runs');
