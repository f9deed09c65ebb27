/** For `npm start` and for classrooms: a window that opens with one experiment in training and in sight. */
import path from 'node:path';
import * as vscode from 'vscode';
import { showProblem } from './places';
import type { RunSessions } from './run-sessions';
import { startupExperiment } from './settings';
import type { RunPanels } from './run-panels';

/** Key of the run that this workspace was last shown at its start. */
const SHOWN_RUN = 'startupRun';

/** Watches the newest live run of the experiment that the settings name, or trains it when there is none. */
export async function openStartupExperiment(
  sessions: RunSessions,
  panels: RunPanels,
  memory: vscode.Memento,
): Promise<void> {
  const name = startupExperiment();
  const folder = vscode.workspace.workspaceFolders?.[0];
  if (!name || !folder) return;
  const file = path.resolve(folder.uri.fsPath, name);
  try {
    await vscode.window.showTextDocument(vscode.Uri.file(file), { viewColumn: vscode.ViewColumn.One });
    const runs = await sessions.list();
    const isLive = ({ state }: (typeof runs)[number]) => state === 'training' || state === 'paused';
    // A window that is opened again shows what it showed, also when that has finished meanwhile.
    const shown = memory.get<string>(SHOWN_RUN);
    const known = runs.find((run) => run.manifest?.experiment.file === file && (isLive(run) || run.id === shown));
    const session = known ? await sessions.open(known.folder) : await sessions.train(vscode.Uri.file(file));
    await memory.update(SHOWN_RUN, path.basename(session.runFolder));
    panels.show(session);
  } catch (error) {
    showProblem(error);
  }
}
