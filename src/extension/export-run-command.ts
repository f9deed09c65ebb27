/** The command that writes all numbers of a run into a file of the user's choice. */
import { createWriteStream } from 'node:fs';
import path from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import * as vscode from 'vscode';
import { unwrap } from '../base/result';
import { ProblemError } from '../base/problem';
import { exportCsv, exportJsonLines } from '../store/export-run';
import { fileProblem } from '../store/file-problem';
import { RunReader } from '../store/run-reader';

const FORMATS = {
  csv: { label: 'CSV', extension: 'csv', write: exportCsv },
  jsonl: { label: 'JSON Lines', extension: 'jsonl', write: exportJsonLines },
} as const;

type FormatName = keyof typeof FORMATS;

interface Wanted {
  readonly format: FormatName;
  /** Absolute. */
  readonly target: string;
}

/** @param details what a caller wants, so that nobody is asked; anything else is asked for @throws ProblemError */
export async function exportRun(runFolder: string, details: unknown): Promise<string | undefined> {
  const wanted = isWanted(details) ? details : await ask(runFolder);
  if (!wanted) return undefined;
  const { target, format } = wanted;
  // A reader of its own: what a panel shows does not wait for this one.
  const reader = unwrap(RunReader.open(runFolder));
  try {
    await vscode.window.withProgress(
      { location: vscode.ProgressLocation.Notification, title: vscode.l10n.t('Exporting {0}', path.basename(target)) },
      async () => {
        await reader.refreshAsync();
        await pipeline(Readable.from(FORMATS[format].write(reader)), createWriteStream(target));
      },
    );
  } catch (error) {
    throw new ProblemError(fileProblem(error, target, 'written'), { cause: error });
  } finally {
    reader.dispose();
  }
  if (!isWanted(details)) void offerToOpen(target);
  return target;
}

const isWanted = (details: unknown): details is Wanted =>
  typeof details === 'object' &&
  details !== null &&
  'target' in details &&
  typeof details.target === 'string' &&
  'format' in details &&
  typeof details.format === 'string' &&
  details.format in FORMATS;

async function ask(runFolder: string): Promise<Wanted | undefined> {
  const items = (Object.keys(FORMATS) as FormatName[]).map((format) => ({
    label: FORMATS[format].label,
    description: `*.${FORMATS[format].extension}`,
    detail:
      format === 'csv'
        ? vscode.l10n.t('One column a figure, one row a step: for spreadsheets and pandas')
        : vscode.l10n.t('One object a line, one line a step: for programs'),
    format,
  }));
  const picked = await vscode.window.showQuickPick(items, { placeHolder: vscode.l10n.t('Format of the numbers') });
  if (!picked) return undefined;
  const { extension, label } = FORMATS[picked.format];
  const base = vscode.workspace.getWorkspaceFolder(vscode.Uri.file(runFolder))?.uri ?? vscode.Uri.file(runFolder);
  const uri = await vscode.window.showSaveDialog({
    defaultUri: vscode.Uri.joinPath(base, `${path.basename(runFolder)}.${extension}`),
    filters: { [label]: [extension] },
  });
  return uri && { format: picked.format, target: uri.fsPath };
}

async function offerToOpen(target: string): Promise<void> {
  const open = vscode.l10n.t('Open');
  const said = vscode.l10n.t('The numbers are in {0}.', path.basename(target));
  if ((await vscode.window.showInformationMessage(said, open)) === open)
    await vscode.commands.executeCommand('vscode.open', vscode.Uri.file(target));
}
