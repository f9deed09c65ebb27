/** An experiment that never ends building, which the inspector gives up after 10 s: the editor says so, and describes others. */
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { inWorkspace, tinyGan, until, writeExperiment } from './open-workspace';

suite('An experiment that never ends building', () => {
  test('is said to, and others are described all the same', async () => {
    const show = async (name: string, source: string) => {
      writeExperiment(name, source);
      const document = await vscode.workspace.openTextDocument(inWorkspace(name));
      await vscode.window.showTextDocument(document);
      return document;
    };
    const endless = await show('endless.gibbon.ts', `while (true);\n${tinyGan()}`);
    const problem = await until('the problem', () =>
      vscode.languages.getDiagnostics(endless.uri).find(({ source }) => source === 'Gibbon'),
    );
    assert.match(problem.message, /had not ended after 10 s/);
    const described = await show('described.gibbon.ts', tinyGan());
    await until('its hints', async () => {
      const all = new vscode.Range(0, 0, described.lineCount, 0);
      const command = 'vscode.executeInlayHintProvider';
      const hints = await vscode.commands.executeCommand<vscode.InlayHint[]>(command, described.uri, all);
      return hints.length > 0;
    });
  });
});
