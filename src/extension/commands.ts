/** The commands of the palette: each finds what it is about, asks when that is not clear, and hands it on. */
import path from 'node:path';
import * as vscode from 'vscode';
import type { RunState } from '../protocol/manifest';
import { chooseRun, givenRuns } from './choose-run';
import { showProblem } from './places';
import { stateWord } from './run-items';
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
    const folder = givenRuns(argument)[0] ?? (await chooseRun(sessions, vscode.l10n.t('Run to open')));
    if (folder) panels.show(await sessions.open(folder));
    return folder;
  });
  const onRun = (name: string, states: readonly RunState[], act: (session: RunSession) => Promise<void>) =>
    register(name, async (argument) => {
      const session = await sessionFor(panels, sessions, states, givenRuns(argument)[0]);
      if (session) await act(session);
    });
  onRun('pause', ['training'], (session) => session.pause());
  onRun('resume', ['paused', 'stopped', 'crashed', 'failed'], (session) => sessions.resume(session));
  onRun('stop', ['training', 'paused'], (session) => session.stop());
}

/** The experiment in the active editor, else the only one in sight, else the only one there is, or the one that the user picks. */
async function chooseExperiment(): Promise<vscode.Uri | undefined> {
  const active = vscode.window.activeTextEditor?.document.uri;
  if (active && isExperiment(active)) return active;
  // A panel, say, may have the focus, beside the experiment that is meant.
  const inSight = vscode.window.tabGroups.all
    .map(({ activeTab }) => activeTab?.input)
    .flatMap((input) => (input instanceof vscode.TabInputText && isExperiment(input.uri) ? [input.uri] : []));
  if (inSight.length === 1) return inSight[0];
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

/** The run that the user means: the one they clicked, the active panel's, the only live one, or one that they pick. */
async function sessionFor(
  panels: TrainingPanels,
  sessions: RunSessions,
  states: readonly RunState[],
  given: string | undefined,
): Promise<RunSession | undefined> {
  const fits = (session: RunSession | undefined) => session !== undefined && states.includes(session.state);
  if (given !== undefined) {
    const session = await sessions.open(given);
    if (fits(session)) return session;
    const state = stateWord(session.state, { l10n: vscode.l10n, locale: vscode.env.language });
    return void vscode.window.showInformationMessage(
      vscode.l10n.t('This does not apply to {0}: it is {1}.', session.manifest.name, state),
    );
  }
  const live = sessions.live.filter(fits);
  if (fits(panels.active)) return panels.active;
  if (live.length === 1) return live[0];
  const fitting = (await sessions.list()).filter(({ state }) => states.includes(state));
  const [only] = fitting;
  const folder =
    fitting.length === 1
      ? only?.folder
      : await chooseRun(sessions, vscode.l10n.t('Which run?'), ({ state }) => states.includes(state));
  if (folder === undefined) return undefined;
  const session = await sessions.open(folder);
  panels.show(session);
  return session;
}
