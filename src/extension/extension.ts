/** The extension's entry: wires commands, panels and sessions together. Decides nothing itself. */
import * as vscode from 'vscode';
import { registerCommands } from './commands';
import { RunSessions } from './run-sessions';
import { openStartupExperiment } from './startup-experiment';
import { TrainingPanels } from './training-panel';

export function activate(context: vscode.ExtensionContext): void {
  const output = vscode.window.createOutputChannel('Gibbon');
  const sessions = new RunSessions(context.extensionUri, output);
  const panels = new TrainingPanels(context.extensionUri, sessions);
  context.subscriptions.push(output, sessions, panels);
  registerCommands(context, sessions, panels);
  void openStartupExperiment(sessions, panels, context.workspaceState);
}
