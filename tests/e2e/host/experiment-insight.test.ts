/** What the editor says of an experiment before it runs, as VS Code's own commands give it: lenses, hints, problems. */
import assert from 'node:assert/strict';
import path from 'node:path';
import * as vscode from 'vscode';
import { failure } from '../../../src/base/result';
import { type Describer, ExperimentDescriptions } from '../../../src/extension/experiment-descriptions';
import { inWorkspace, tinyGan, train, until, writeExperiment } from './open-workspace';

async function open(name: string, source?: string): Promise<vscode.TextDocument> {
  if (source !== undefined) writeExperiment(name, source);
  const document = await vscode.workspace.openTextDocument(inWorkspace(name));
  await vscode.window.showTextDocument(document);
  return document;
}

const lensesOf = async (document: vscode.TextDocument) =>
  (await vscode.commands.executeCommand<vscode.CodeLens[]>('vscode.executeCodeLensProvider', document.uri)).filter(
    ({ command }) => command?.title,
  );

/** Lines from 1, as people read them. */
const titlesByLine = async (document: vscode.TextDocument): Promise<string[]> =>
  (await lensesOf(document)).map(({ range, command }) => `${range.start.line + 1}: ${command!.title}`);

const hintsOf = async (document: vscode.TextDocument): Promise<string[]> => {
  const all = new vscode.Range(0, 0, document.lineCount, 0);
  const hints = await vscode.commands.executeCommand<vscode.InlayHint[]>(
    'vscode.executeInlayHintProvider',
    document.uri,
    all,
  );
  return hints
    .filter(({ label }) => typeof label === 'string' && label.startsWith('→'))
    .map(({ position, label }) => `${position.line + 1}: ${label as string}`);
};

const problemsOf = (document: vscode.TextDocument) =>
  vscode.languages.getDiagnostics(document.uri).filter(({ source }) => source === 'Gibbon');

async function replace(document: vscode.TextDocument, text: string, by: string): Promise<void> {
  const at = document.getText().indexOf(text);
  assert.ok(at >= 0, `${text} is not there`);
  const edit = new vscode.WorkspaceEdit();
  edit.replace(document.uri, new vscode.Range(document.positionAt(at), document.positionAt(at + text.length)), by);
  assert.ok(await vscode.workspace.applyEdit(edit));
}

const closeAll = async () => {
  for (const document of vscode.workspace.textDocuments) if (document.isDirty) await document.save();
  await vscode.commands.executeCommand('workbench.action.closeAllEditors');
};

/** Over each model, the data set and the export. */
const LENSES = 4;

suite('An experiment in the editor', () => {
  teardown(closeAll);

  test('has its models’ figures over them, and what can be done over its export', async () => {
    const document = await open('lenses.gibbon.ts', tinyGan());
    // 8 · 16 + 16 + 16 · 784 + 784 parameters, times 4 bytes, and RMSprop's two slots; two operations a multiply-add.
    const titles = await until('the figures', async () => {
      const found = await titlesByLine(document);
      return found.length === LENSES ? found : undefined;
    });
    assert.deepEqual(titles.sort(), [
      '14: discriminator · 12,577 parameters · 25 kFLOP a sample · 0.15 MB with optimizer',
      '22: ▶ Train',
      '23: Preview data',
      '6: generator · 13,472 parameters · 25 kFLOP a sample · 0.16 MB with optimizer',
    ]);
    const train = (await lensesOf(document)).find(({ command }) => command!.title.endsWith('Train'))!.command!;
    assert.equal(train.command, 'gibbon.train');
    assert.equal((train.arguments?.[0] as vscode.Uri).fsPath, document.uri.fsPath);
  });

  test('leads to its newest run once it has one', async () => {
    const document = await open('trained.gibbon.ts', tinyGan());
    const runFolder = await train(document.uri);
    const opens = await until('the lens', async () =>
      (await lensesOf(document)).find(({ command }) => command!.command === 'gibbon.openRun'),
    );
    assert.equal(opens.command!.title, 'Open run trained');
    assert.deepEqual(opens.command!.arguments, [runFolder]);
  });

  test('shows every layer’s output shape at the end of its line', async () => {
    const document = await open('hints.gibbon.ts', tinyGan());
    assert.deepEqual(await hintsOf(document), [
      '8: → 16',
      '9: → 784',
      '10: → 28 × 28 × 1',
      '16: → 784',
      '17: → 16',
      '18: → 1',
    ]);
  });

  test('shows shapes through helper functions, of text that is not saved', async () => {
    const document = await open('helper.gibbon.ts', tinyGan());
    await replace(
      document,
      `    tf.layers.dense({ units: 16, activation: 'selu', inputShape: [codings] }),\n`,
      `    ...block(32, [codings]),\n    ...block(16),\n`,
    );
    await replace(
      document,
      'const generator',
      `const block = (units: number, inputShape?: number[]) => [
  tf.layers.dense({ units, ...(inputShape && { inputShape }) }),
  tf.layers.dropout({ rate: 0.1 }),
];

const generator`,
    );
    const hints = await until('hints', async () => {
      const found = await hintsOf(document);
      return found.length > 0 ? found : undefined;
    });
    assert.ok(document.isDirty);
    assert.deepEqual(hints.slice(0, 6), [
      '7: → 32, 16',
      '8: → 32, 16',
      '13: → 32',
      '14: → 16',
      '15: → 784',
      '16: → 28 × 28 × 1',
    ]);
  });

  test('that can’t be built has its problem at the line, until it is mended', async () => {
    const document = await open('mistaken.gibbon.ts', tinyGan());
    await until('the figures', async () => ((await titlesByLine(document)).length === LENSES ? true : undefined));
    await replace(document, 'units: 28 * 28', 'units: 27 * 28');
    const [problem] = await until('the problem', () => {
      const found = problemsOf(document);
      return found.length > 0 ? found : undefined;
    });
    assert.equal(problem!.range.start.line, 9);
    assert.match(problem!.message, /expected 784 numbers/);
    assert.equal(problem!.severity, vscode.DiagnosticSeverity.Error);
    // Nothing jumps: the figures stay over their lines, and only shapes, which nobody knows now, are gone.
    assert.equal((await titlesByLine(document)).length, LENSES);
    assert.deepEqual(await hintsOf(document), []);
    await replace(document, 'units: 27 * 28', 'units: 28 * 28');
    await until('the end of the problem', () => (problemsOf(document).length === 0 ? true : undefined));
  });

  test('has the problem in the file that it imports, until that is saved without it', async () => {
    const file = writeExperiment('sizes.ts', 'export const size = ;\n');
    const document = await open(
      'importing.gibbon.ts',
      tinyGan().replace('const codings = 8;', `import { size } from './sizes';\nconst codings: number = size;`),
    );
    const sizes = await vscode.workspace.openTextDocument(file);
    const [problem] = await until('the problem', () => {
      const found = problemsOf(sizes);
      return found.length > 0 ? found : undefined;
    });
    assert.equal(problem!.range.start.line, 0);
    assert.deepEqual(problemsOf(document), []);
    await replace(sizes, 'size = ;', 'size = 8;');
    await sizes.save();
    await until('the end of the problem', () => (problemsOf(sizes).length === 0 ? true : undefined));
    await until('the figures', async () => ((await titlesByLine(document)).length === LENSES ? true : undefined));
  });

  test('is not built in a workspace that is not trusted', async () => {
    const asked: string[] = [];
    const describer: Describer = {
      describe: (file) => {
        asked.push(path.basename(file));
        return Promise.resolve(failure({ message: 'asked', blame: 'environment' }));
      },
      rest: () => undefined,
    };
    let trusted = false;
    const descriptions = new ExperimentDescriptions(describer, () => trusted);
    try {
      const document = await open('distrusted.gibbon.ts', tinyGan());
      await replace(document, 'seed: 1', 'seed: 2');
      assert.equal(await descriptions.of(document), undefined);
      assert.equal(asked.length, 0);
      trusted = true;
      assert.deepEqual(await descriptions.of(document), failure({ message: 'asked', blame: 'environment' }));
      assert.ok(asked.includes('distrusted.gibbon.ts'));
    } finally {
      descriptions.dispose();
    }
  });
});
