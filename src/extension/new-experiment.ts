/** *New Experiment from Template*: copies an example into the workspace under a name and opens it. Runs nothing. */
import path from 'node:path';
import * as vscode from 'vscode';
import { type ExperimentTemplate, fileNameFor, freeName, nameOf, readTemplate } from './experiment-templates';
import { templateWords } from './template-words';

/** What a caller may say instead of being asked: a template's file name without its ending, and the new file's name. */
export interface NewExperimentAnswers {
  readonly template?: string;
  readonly name?: string;
}

interface TemplateFile extends ExperimentTemplate {
  readonly name: string;
}

/** @returns the new file; undefined when the user went away or was told why not */
export async function newExperiment(
  extensionUri: vscode.Uri,
  answers: NewExperimentAnswers = {},
): Promise<vscode.Uri | undefined> {
  const folder = await chooseFolder();
  if (!folder) return undefined;
  const templates = await readTemplates(extensionUri);
  const template = answers.template
    ? templates.find(({ name }) => name === answers.template)
    : await chooseTemplate(templates);
  if (!template) return undefined;

  const taken = new Set((await vscode.workspace.fs.readDirectory(folder)).map(([name]) => name));
  const name = answers.name ?? (await askName(freeName(`my-${template.name}`, taken), taken));
  if (name === undefined) return undefined;
  const wrong = whatIsWrong(name, taken);
  if (wrong) return void vscode.window.showErrorMessage(wrong);

  const file = vscode.Uri.joinPath(folder, fileNameFor(name) ?? name);
  await vscode.workspace.fs.writeFile(file, new TextEncoder().encode(template.source));
  await vscode.window.showTextDocument(file);
  return file;
}

/** The workspace's folder, or the one of several that the user picks; without any, says what to do. */
export async function chooseFolder(): Promise<vscode.Uri | undefined> {
  const folders = vscode.workspace.workspaceFolders ?? [];
  if (folders.length > 1) return (await vscode.window.showWorkspaceFolderPick())?.uri;
  if (folders[0]) return folders[0].uri;
  const open = vscode.l10n.t('Open Folder…');
  void vscode.window
    .showInformationMessage(vscode.l10n.t('Open a folder first: experiments and their runs are kept in one.'), open)
    .then((choice) => choice === open && vscode.commands.executeCommand('vscode.openFolder'));
  return undefined;
}

async function readTemplates(extensionUri: vscode.Uri): Promise<TemplateFile[]> {
  const examples = vscode.Uri.joinPath(extensionUri, 'examples');
  const names = (await vscode.workspace.fs.readDirectory(examples))
    .map(([name]) => name)
    .filter((name) => name.endsWith('.gibbon.ts'))
    .sort();
  return Promise.all(
    names.map(async (name) => {
      const bytes = await vscode.workspace.fs.readFile(vscode.Uri.joinPath(examples, name));
      return { ...readTemplate(name, new TextDecoder().decode(bytes)), name: nameOf(name) };
    }),
  );
}

async function chooseTemplate(templates: readonly TemplateFile[]): Promise<TemplateFile | undefined> {
  const items = templates.map((template) => {
    const { title, description } = templateWords(template);
    return { label: title, description: template.name, detail: description, template };
  });
  const placeHolder = vscode.l10n.t('Template for the new experiment');
  return (await vscode.window.showQuickPick(items, { placeHolder, matchOnDescription: true, matchOnDetail: true }))
    ?.template;
}

const askName = (value: string, taken: ReadonlySet<string>): Thenable<string | undefined> =>
  vscode.window.showInputBox({
    title: vscode.l10n.t('Name of the new experiment'),
    prompt: vscode.l10n.t('Its file gets the ending .gibbon.ts.'),
    value,
    validateInput: (name) => whatIsWrong(name, taken),
  });

function whatIsWrong(name: string, taken: ReadonlySet<string>): string | undefined {
  const fileName = fileNameFor(name);
  if (!fileName) return vscode.l10n.t('A name is made of letters, digits, spaces, dots, hyphens and underscores.');
  return taken.has(fileName)
    ? vscode.l10n.t('There is already a {0} in this folder. Choose another name.', path.basename(fileName))
    : undefined;
}
