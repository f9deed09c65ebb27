/**
 * The templates in the reader's words. Their titles and descriptions stand in the examples' first comment lines, in
 * English, and are keys of the bundle; tests/unit/tidy gathers them there.
 */
import * as vscode from 'vscode';
import type { ExperimentTemplate } from './experiment-templates';

export const templateWords = ({ title, description }: ExperimentTemplate) => ({
  title: vscode.l10n.t(title),
  description: vscode.l10n.t(description),
});
