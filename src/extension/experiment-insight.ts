/** Wires up what an editor says of an experiment before it runs: lenses, hints and problems from one description. */
import * as vscode from 'vscode';
import { InspectorClient } from '../client/inspector-client';
import { DataPanels } from './data-panel';
import { ExperimentCodeLensProvider } from './experiment-code-lens';
import { ExperimentDescriptions } from './experiment-descriptions';
import { EXPERIMENT_SELECTOR } from './experiment-files';
import { ExperimentProblems } from './experiment-problems';
import { LayerInlayHintsProvider } from './layer-inlay-hints';
import type { NewestRuns } from './newest-runs';
import { inspectorProgram } from './settings';

export function registerExperimentInsight(
  context: vscode.ExtensionContext,
  output: vscode.OutputChannel,
  runs: NewestRuns,
): void {
  const client = new InspectorClient(inspectorProgram(context.extensionUri));
  const descriptions = new ExperimentDescriptions(client, () => vscode.workspace.isTrusted);
  const lenses = new ExperimentCodeLensProvider(descriptions, runs);
  const hints = new LayerInlayHintsProvider(descriptions);
  context.subscriptions.push(
    client,
    descriptions,
    lenses,
    hints,
    new ExperimentProblems(descriptions, output),
    new DataPanels(context.extensionUri),
    vscode.languages.registerCodeLensProvider(EXPERIMENT_SELECTOR, lenses),
    vscode.languages.registerInlayHintsProvider(EXPERIMENT_SELECTOR, hints),
  );
}
