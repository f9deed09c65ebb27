/**
 * Writing experiments in a workspace that has no node_modules: types, templates, paths for other checkers, and `gibbon`
 * in a terminal; all in a real extension host with its real TypeScript server.
 */
import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import * as vscode from 'vscode';
import { closeAllTabs, inWorkspace, until, workspace } from './open-workspace';

const show = async (name: string) =>
  (await vscode.window.showTextDocument(vscode.Uri.file(inWorkspace(name)))).document;

function positionAfter(document: vscode.TextDocument, text: string): vscode.Position {
  const at = document.getText().indexOf(text);
  assert.ok(at >= 0, `${text} is not in the file`);
  return document.positionAt(at + text.length);
}

async function hoverAfter(document: vscode.TextDocument, text: string): Promise<string> {
  const hovers = await vscode.commands.executeCommand<vscode.Hover[]>(
    'vscode.executeHoverProvider',
    document.uri,
    positionAfter(document, text),
  );
  return hovers
    .flatMap(({ contents }) => contents)
    .map((content) => (typeof content === 'string' ? content : content.value))
    .join('\n');
}

const complaints = (document: vscode.TextDocument) =>
  vscode.languages
    .getDiagnostics(document.uri)
    .filter(({ source }) => source === 'ts')
    .map(({ message, range }) => `${range.start.line + 1}: ${message}`);

suite('Writing an experiment', () => {
  teardown(async () => {
    await vscode.commands.executeCommand('workbench.action.files.revert');
    await closeAllTabs();
  });

  test('a hover over gan tells its type and what it does, with no node_modules around', async () => {
    assert.ok(!existsSync(inWorkspace('node_modules')));
    const document = await show('tiny-gan.gibbon.ts');
    const hover = await until('the type of gan', async () => {
      const text = await hoverAfter(document, 'export default ga');
      return text.includes('GanOptions') && text;
    });
    assert.match(hover, /generative adversarial network/i);
  });

  test("nothing is underlined, and a mistake in a layer's options is", async () => {
    const document = await show('tiny-gan.gibbon.ts');
    const edit = new vscode.WorkspaceEdit();
    edit.insert(document.uri, positionAfter(document, 'tf.layers.dense({ '), 'unitz: 1, ');
    await vscode.workspace.applyEdit(edit);
    // The one mistake shows that the file was checked; it is the only one.
    const found = await until('the mistake', async () => {
      const messages = complaints(document);
      return messages.some((message) => message.includes('unitz')) && messages;
    });
    assert.equal(found.length, 1, found.join('\n'));
    await vscode.commands.executeCommand('workbench.action.files.revert');
    await until('no complaint', async () => complaints(document).length === 0);
  });

  test('completion after tf.layers. offers the layers', async () => {
    const document = await show('tiny-gan.gibbon.ts');
    const labels = await until('the layers', async () => {
      const { items } = await vscode.commands.executeCommand<vscode.CompletionList>(
        'vscode.executeCompletionItemProvider',
        document.uri,
        positionAfter(document, 'tf.layers.'),
        '.',
      );
      const found = items.map(({ label }) => (typeof label === 'string' ? label : label.label));
      return found.includes('dense') && found;
    });
    for (const layer of ['conv2d', 'batchNormalization', 'reshape']) assert.ok(labels.includes(layer), layer);
    assert.ok(!labels.includes('tensor'), 'only layers');
  });

  test('a new experiment is a copy of the template, open, and free of complaints', async () => {
    const file = await vscode.commands.executeCommand<vscode.Uri>('gibbon.newExperiment', {
      template: 'fashion-gan',
      name: 'mine',
    });
    assert.equal(file.fsPath, inWorkspace('mine.gibbon.ts'));
    assert.equal(vscode.window.activeTextEditor?.document.uri.fsPath, file.fsPath);
    const { extensionUri } = vscode.extensions.getExtension('gibbon.gibbon')!;
    const template = path.join(extensionUri.fsPath, 'examples', 'fashion-gan.gibbon.ts');
    assert.equal(readFileSync(file.fsPath, 'utf8'), readFileSync(template, 'utf8'));
    const { document } = vscode.window.activeTextEditor;
    await until('its types', async () => (await hoverAfter(document, 'export default ga')).includes('GanOptions'));
    assert.deepEqual(complaints(document), []);
    rmSync(file.fsPath);
  });

  test('a name that is taken is refused, and the file is kept', async () => {
    const before = readFileSync(inWorkspace('tiny-gan.gibbon.ts'), 'utf8');
    const answers = { template: 'fashion-gan', name: 'tiny-gan' };
    assert.equal(await vscode.commands.executeCommand('gibbon.newExperiment', answers), undefined);
    assert.equal(readFileSync(inWorkspace('tiny-gan.gibbon.ts'), 'utf8'), before);
  });

  test('the paths for other checkers lead to declarations in the workspace', async () => {
    assert.equal(await vscode.commands.executeCommand('gibbon.writeTsconfigPaths'), 'made');
    const config = JSON.parse(readFileSync(inWorkspace('tsconfig.json'), 'utf8')) as {
      compilerOptions: { paths: Record<string, string[]> };
    };
    const [types = ''] = config.compilerOptions.paths.gibbon ?? [];
    assert.match(readFileSync(inWorkspace(types), 'utf8'), /declare function gan\(/);
    assert.ok(existsSync(inWorkspace('.gibbon/types/tfjs.d.ts')));
    assert.equal(await vscode.commands.executeCommand('gibbon.writeTsconfigPaths'), 'unchanged');
    rmSync(inWorkspace('tsconfig.json'));
  });

  test('gibbon is a command in a new terminal', async () => {
    const folder = inWorkspace('.gibbon');
    mkdirSync(folder, { recursive: true });
    const out = path.join(folder, 'said.txt');
    const terminal = vscode.window.createTerminal({ cwd: workspace() });
    try {
      terminal.sendText(`gibbon help > '${out}' 2>&1`);
      const said = await until('its words', async () => existsSync(out) && readFileSync(out, 'utf8'));
      assert.match(said, /gibbon train FILE/);
    } finally {
      terminal.dispose();
    }
  });
});
