/** The commands for people who write experiments: a new one from a template, and types where no plugin is loaded. */
import * as vscode from 'vscode';
import { newExperiment, type NewExperimentAnswers } from './new-experiment';
import { showProblem } from './places';
import { putGibbonOnTerminalPath } from './terminal-path';

/** Both only write files, so both work in a workspace that is not trusted. */
export function registerAuthoringCommands(context: vscode.ExtensionContext): void {
  const register = (command: string, run: (argument?: unknown) => Promise<unknown>) =>
    context.subscriptions.push(
      vscode.commands.registerCommand(command, (argument?: unknown) => run(argument).catch(showProblem)),
    );
  register('gibbon.newExperiment', (argument) => newExperiment(context.extensionUri, readAnswers(argument)));
  register('gibbon.writeTsconfigPaths', async () => {
    // Used once a workspace, if ever: its parser of JSON is not loaded whenever VS Code opens.
    const { writeTsconfigPaths } = await import('./write-tsconfig-paths');
    return writeTsconfigPaths(context.extensionUri);
  });
  putGibbonOnTerminalPath(context);
}

/** A key binding or a walkthrough may say what would be asked; menus hand over other things. */
function readAnswers(argument: unknown): NewExperimentAnswers {
  if (typeof argument !== 'object' || argument === null) return {};
  const { template, name } = argument as Readonly<Record<string, unknown>>;
  return { ...(typeof template === 'string' && { template }), ...(typeof name === 'string' && { name }) };
}
