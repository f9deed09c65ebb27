/** The commands of the palette: each finds what it is about, asks when that is not clear, and hands it on. */
import * as vscode from 'vscode';
import type { RunState } from '../protocol/manifest';
import { writeSavedModelExperiment } from './attack-saved-model';
import { chooseExperiment } from './choose-experiment';
import { chooseRun, givenRuns } from './choose-run';
import { confidencePanels } from './confidence-panel';
import { showProblem } from './places';
import { stateWord } from './run-items';
import type { RunSession } from './run-session';
import type { RunSessions } from './run-sessions';
import { latentPanels } from './latent-panel';
import { adversarialPanels } from './adversarial-panel';
import { layersPanels } from './layers-panel';
import type { RunPanelKind, RunPanels } from './run-panels';

export function registerCommands(context: vscode.ExtensionContext, sessions: RunSessions, panels: RunPanels): void {
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
  const opens = (name: string, kind: RunPanelKind, placeHolder: string) =>
    register(name, async (argument) => {
      const folder = givenRuns(argument)[0] ?? panels.active?.runFolder ?? (await chooseRun(sessions, placeHolder));
      if (folder !== undefined) panels.show(await sessions.open(folder), undefined, kind);
      return folder;
    });
  opens('openLatent', latentPanels, vscode.l10n.t('Run whose latent space to open'));
  opens('openLayers', layersPanels, vscode.l10n.t('Run whose layers to open'));
  opens('openAdversarial', adversarialPanels, vscode.l10n.t('Run whose classifier to attack'));
  register('attackSavedModel', async (argument) => {
    const file = await writeSavedModelExperiment(argument instanceof vscode.Uri ? argument : undefined);
    if (!file) return undefined;
    const session = await sessions.train(file);
    panels.show(session, undefined, adversarialPanels);
    return session.runFolder;
  });
  opens('openConfidence', confidencePanels, vscode.l10n.t('Run of a GAN whose discriminator to look at'));
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

/** The run that the user means: the one they clicked, the active panel's, the only live one, or one that they pick. */
async function sessionFor(
  panels: RunPanels,
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
