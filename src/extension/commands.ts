/** The commands of the palette: each finds what it is about, asks when that is not clear, and hands it on. */
import path from 'node:path';
import * as vscode from 'vscode';
import { showProblem } from './places';
import type { RunSession } from './run-session';
import type { RunSessions } from './run-sessions';
import type { TrainingPanels } from './training-panel';

const EXPERIMENTS = '**/*.gibbon.{ts,mts,js,mjs}';
const isExperiment = (uri: vscode.Uri): boolean => /\.gibbon\.m?[jt]s$/.test(uri.path);

export function registerCommands(
  context: vscode.ExtensionContext,
  sessions: RunSessions,
  panels: TrainingPanels,
): void {
  const register = (name: string, run: (argument?: unknown) => Promise<unknown>) =>
    context.subscriptions.push(
      vscode.commands.registerCommand(`gibbon.${name}`, async (argument?: unknown) => {
        try {
          return await run(argument);
        } catch (error) {
          showProblem(error);
          return undefined;
        }
      }),
    );

  register('train', async (argument) => {
    const file = argument instanceof vscode.Uri ? argument : await chooseExperiment();
    if (!file) return undefined;
    await vscode.workspace.textDocuments
      .find((document) => document.uri.fsPath === file.fsPath && document.isDirty)
      ?.save();
    const session = await sessions.train(file);
    panels.show(session);
    return session.runFolder;
  });
  register('openRun', async (argument) => {
    const folder = typeof argument === 'string' ? argument : await chooseRun(sessions);
    if (folder) panels.show(await sessions.open(folder));
    return folder;
  });
  register('pause', () => onRun(panels, sessions, ['training'], (session) => session.pause()));
  register('resume', () =>
    onRun(panels, sessions, ['paused', 'stopped', 'crashed', 'failed'], (session) => sessions.resume(session)),
  );
  register('stop', () => onRun(panels, sessions, ['training', 'paused'], (session) => session.stop()));
}

/** The experiment in the active editor, the only one there is, or the one that the user picks. */
async function chooseExperiment(): Promise<vscode.Uri | undefined> {
  const active = vscode.window.activeTextEditor?.document.uri;
  if (active && isExperiment(active)) return active;
  const found = await vscode.workspace.findFiles(EXPERIMENTS, '**/node_modules/**');
  if (found.length === 0) {
    void vscode.window.showInformationMessage(
      vscode.l10n.t('There is no *.gibbon.ts or *.gibbon.js file in this workspace.'),
    );
    return undefined;
  }
  if (found.length === 1) return found[0];
  const items = found
    .map((uri) => ({
      label: path.basename(uri.path),
      description: vscode.workspace.asRelativePath(vscode.Uri.joinPath(uri, '..')),
      uri,
    }))
    .sort((a, b) => a.label.localeCompare(b.label));
  const picked = await vscode.window.showQuickPick(items, { placeHolder: vscode.l10n.t('Experiment to train') });
  return picked?.uri;
}

async function chooseRun(sessions: RunSessions): Promise<string | undefined> {
  const runs = await sessions.list();
  if (runs.length === 0) {
    void vscode.window.showInformationMessage(vscode.l10n.t('There are no runs in this workspace yet.'));
    return undefined;
  }
  const items = runs.map(({ id, folder, state, manifest, problem }) => ({
    label: manifest?.name ?? id,
    description: `${state} · ${id}`,
    detail: problem ? problem.message : (manifest?.dataset.description ?? ''),
    folder,
  }));
  const picked = await vscode.window.showQuickPick(items, {
    placeHolder: vscode.l10n.t('Run to open'),
    matchOnDescription: true,
  });
  return picked?.folder;
}

/** Does something to the run that the user means: the active panel's, else the only live one, else one they pick. */
async function onRun(
  panels: TrainingPanels,
  sessions: RunSessions,
  states: readonly string[],
  act: (session: RunSession) => Promise<void>,
): Promise<void> {
  const fits = (session: RunSession | undefined) => session !== undefined && states.includes(session.state);
  const live = sessions.live.filter(fits);
  const session = fits(panels.active) ? panels.active : live.length === 1 ? live[0] : undefined;
  if (session) return act(session);
  const runs = (await sessions.list()).filter(({ state }) => states.includes(state));
  if (runs.length === 0)
    return void vscode.window.showInformationMessage(vscode.l10n.t('There is no run to which this applies now.'));
  const picked =
    runs.length === 1
      ? runs[0]
      : await vscode.window.showQuickPick(
          runs.map((run) => ({ label: run.manifest?.name ?? run.id, description: `${run.state} · ${run.id}`, ...run })),
          { placeHolder: vscode.l10n.t('Which run?') },
        );
  if (!picked) return;
  const opened = await sessions.open(picked.folder);
  await act(opened);
  panels.show(opened);
}
