/** For `npm start` and for classrooms: a window that opens with one experiment in training and in sight. */
import path from 'node:path';
import * as vscode from 'vscode';
import { showProblem } from './places';
import type { RunSessions } from './run-sessions';
import { startupExperiment } from './settings';
import type { TrainingPanels } from './training-panel';

/** Watches the newest live run of the experiment that the settings name, or trains it when there is none. */
export async function openStartupExperiment(sessions: RunSessions, panels: TrainingPanels): Promise<void> {
  const name = startupExperiment();
  const folder = vscode.workspace.workspaceFolders?.[0];
  if (!name || !folder) return;
  const file = path.resolve(folder.uri.fsPath, name);
  try {
    await vscode.window.showTextDocument(vscode.Uri.file(file), { viewColumn: vscode.ViewColumn.One });
    const runs = await sessions.list();
    const live = runs.find(
      ({ manifest, state }) => manifest?.experiment.file === file && (state === 'training' || state === 'paused'),
    );
    panels.show(live ? await sessions.open(live.folder) : await sessions.train(vscode.Uri.file(file)));
  } catch (error) {
    showProblem(error);
  }
}
