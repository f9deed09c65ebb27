/** Which files are experiments. */
import * as vscode from 'vscode';

/** For providers, which are asked about files on disk only: an experiment is bundled from where it lies. */
export const EXPERIMENT_SELECTOR: vscode.DocumentSelector = {
  scheme: 'file',
  pattern: '**/*.gibbon.{ts,mts,js,mjs}',
};

export const isExperimentDocument = (document: vscode.TextDocument): boolean =>
  vscode.languages.match(EXPERIMENT_SELECTOR, document) > 0;
