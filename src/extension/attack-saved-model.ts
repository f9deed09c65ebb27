/**
 * "Attack Model File…": from a model.json that TensorFlow.js has saved to an experiment beside it that the user sees and can
 * change, its run, and the panel that attacks it.
 */
import path from 'node:path';
import * as vscode from 'vscode';
import { type BuiltInData, readRange, savedModelExperiment } from '../client/saved-model-experiment';

interface DataChoice extends vscode.QuickPickItem {
  readonly builtIn?: BuiltInData;
}

interface RangeChoice extends vscode.QuickPickItem {
  readonly range?: readonly [number, number];
}

/** @param given model.json, from a menu @returns the experiment that was written; undefined when the user thought better of it */
export async function writeSavedModelExperiment(given: vscode.Uri | undefined): Promise<vscode.Uri | undefined> {
  const model = given ?? (await chooseModel());
  if (!model) return undefined;
  const data = await chooseData();
  const range = data && (await chooseRange());
  if (!data || !range) return undefined;
  const folder = vscode.Uri.joinPath(model, '..');
  const file = await freeName(folder, path.basename(folder.path));
  const source = 'folder' in data ? { folder: relative(folder, data.folder) } : data;
  const text = savedModelExperiment({ model: path.basename(model.path), range, data: source });
  await vscode.workspace.fs.writeFile(file, new TextEncoder().encode(text));
  await vscode.window.showTextDocument(file, { preview: false });
  return file;
}

async function chooseModel(): Promise<vscode.Uri | undefined> {
  const [chosen] =
    (await vscode.window.showOpenDialog({
      title: vscode.l10n.t('model.json of a classifier that TensorFlow.js has saved'),
      filters: { 'model.json': ['json'] },
    })) ?? [];
  return chosen;
}

async function chooseData(): Promise<{ builtIn: BuiltInData } | { folder: vscode.Uri } | undefined> {
  const choices: DataChoice[] = [
    { label: 'Fashion-MNIST', description: vscode.l10n.t('10,000 test images of clothes'), builtIn: 'fashionMnist' },
    { label: vscode.l10n.t('Glyphs'), description: vscode.l10n.t('drawn symbols, built in'), builtIn: 'glyphs' },
    { label: vscode.l10n.t('A folder of images…'), description: vscode.l10n.t('with a subfolder for each class') },
  ];
  const placeHolder = vscode.l10n.t('Images that it tells apart');
  const picked = await vscode.window.showQuickPick(choices, { placeHolder });
  if (!picked) return undefined;
  if (picked.builtIn) return { builtIn: picked.builtIn };
  const [folder] = (await vscode.window.showOpenDialog({ canSelectFolders: true, canSelectFiles: false })) ?? [];
  return folder && { folder };
}

async function chooseRange(): Promise<readonly [number, number] | undefined> {
  const choices: RangeChoice[] = [
    { label: '0 … 1', range: [0, 1] },
    { label: '−1 … 1', range: [-1, 1] },
    { label: '0 … 255', range: [0, 255] },
    { label: vscode.l10n.t('Another…') },
  ];
  const placeHolder = vscode.l10n.t('From where to where do the pixels go that it was trained on?');
  const picked = await vscode.window.showQuickPick(choices, { placeHolder });
  if (!picked || picked.range) return picked?.range;
  const typed = await vscode.window.showInputBox({
    prompt: placeHolder,
    value: '-0.5, 0.5',
    validateInput: (text) =>
      readRange(text) ? undefined : vscode.l10n.t('Expected the least and the largest, such as -1, 1.'),
  });
  return typed === undefined ? undefined : readRange(typed);
}

/** Nothing that is there is written over. */
async function freeName(folder: vscode.Uri, name: string): Promise<vscode.Uri> {
  for (let number = 1; ; number++) {
    const file = vscode.Uri.joinPath(folder, `attack-${name}${number > 1 ? `-${number}` : ''}.gibbon.ts`);
    try {
      await vscode.workspace.fs.stat(file);
    } catch {
      return file;
    }
  }
}

const relative = (from: vscode.Uri, to: vscode.Uri): string => path.relative(from.fsPath, to.fsPath) || '.';
