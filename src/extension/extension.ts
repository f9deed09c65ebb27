/** The extension's entry: wires commands, panels and sessions together. Decides nothing itself. */
import * as vscode from 'vscode';
import { registerAuthoringCommands } from './authoring-commands';
import { registerCommands } from './commands';
import { confidencePanels } from './confidence-panel';
import { registerExperimentInsight } from './experiment-insight';
import { HostLife } from './host-life';
import { NewestRuns } from './newest-runs';
import { registerPreviews } from './previews/register-previews';
import { latentPanels } from './latent-panel';
import { layersPanels } from './layers-panel';
import { adversarialPanels } from './adversarial-panel';
import { registerRunCommands } from './run-commands';
import { RunPanels } from './run-panels';
import { RunSessions } from './run-sessions';
import { RunsList } from './runs-list';
import { RunsTree } from './runs-tree';
import { openStartupExperiment } from './startup-experiment';
import { TrackLayouts } from './track-layouts';
import { trainingPanels } from './training-panel';
import { TrainingStatusBar } from './training-status-bar';

export function activate(context: vscode.ExtensionContext): void {
  const output = vscode.window.createOutputChannel('Gibbon');
  const sessions = new RunSessions(context.extensionUri, output);
  // No folder is open where there is no storage: then nothing is trained, and no panel is left behind.
  const life = context.storageUri && new HostLife(context.storageUri.fsPath, vscode.env.sessionId);
  const panels = new RunPanels(
    {
      extensionUri: context.extensionUri,
      sessions,
      memory: context.workspaceState,
      isReborn: life?.isReborn ?? false,
    },
    [
      trainingPanels(sessions, new TrackLayouts(context.globalState)),
      latentPanels,
      layersPanels,
      confidencePanels,
      adversarialPanels,
    ],
  );
  const list = new RunsList(sessions);
  // Which buttons make sense in the title bar of a panel.
  const tellFamily = () =>
    vscode.commands.executeCommand('setContext', 'gibbon.activeFamily', panels.active?.manifest.experiment.family);
  context.subscriptions.push(panels.onDidChange(() => void tellFamily()));
  if (life) context.subscriptions.push(life);
  context.subscriptions.push(output, sessions, panels, list, new RunsTree(list), new TrainingStatusBar(sessions));
  registerCommands(context, sessions, panels);
  context.subscriptions.push(registerRunCommands({ extensionUri: context.extensionUri, sessions, panels, list }));
  const runs = new NewestRuns(sessions.onChanged);
  registerExperimentInsight(context, output, runs);
  context.subscriptions.push(runs, registerPreviews(sessions, panels, runs));
  registerAuthoringCommands(context);
  void openStartupExperiment(sessions, panels, context.workspaceState);
}
