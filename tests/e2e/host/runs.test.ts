/** What can be done to runs through the commands, in a real extension host: rename, export, save a model, set the quota. */
import assert from 'node:assert/strict';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import * as vscode from 'vscode';
import type { RunManifest } from '../../../src/protocol/manifest';
import { readManifest } from '../../../src/store/manifest-file';
import { parseSafetensors } from '../../../src/store/safetensors';

const workspace = () => vscode.workspace.workspaceFolders![0]!.uri.fsPath;
const inWorkspace = (name: string) => path.join(workspace(), name);

const manifestOf = (runFolder: string): RunManifest => {
  const manifest = readManifest(runFolder);
  assert.ok(manifest.ok, manifest.ok ? '' : manifest.problem.message);
  return manifest.value;
};

async function until<T>(what: string, look: () => T | undefined | false | null, withinMs = 20_000): Promise<T> {
  for (let waited = 0; waited < withinMs; waited += 25) {
    const found = look();
    if (found) return found;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  throw new Error(`${what} did not come within ${withinMs} ms`);
}

async function train(file: string): Promise<string> {
  const runFolder = await vscode.commands.executeCommand<string | undefined>('gibbon.train', vscode.Uri.file(file));
  assert.ok(runFolder, 'the command gave no run');
  return runFolder;
}

async function finishedRun(): Promise<string> {
  const runFolder = await train(inWorkspace('tiny-gan.gibbon.ts'));
  await until('the end', () => manifestOf(runFolder).end);
  await until('no writer', () => manifestOf(runFolder).process === null);
  return runFolder;
}

suite('What can be done to runs', () => {
  teardown(() => vscode.window.tabGroups.close(vscode.window.tabGroups.all.flatMap((group) => group.tabs)));

  test('renames a run that has ended, and its panel', async () => {
    const runFolder = await finishedRun();
    await vscode.commands.executeCommand('gibbon.renameRun', runFolder, 'With a smaller step');
    assert.equal(manifestOf(runFolder).name, 'With a smaller step');
    const labels = () => vscode.window.tabGroups.all.flatMap(({ tabs }) => tabs).map(({ label }) => label);
    await until('the new title', () => labels().includes('With a smaller step'));
    assert.equal(manifestOf(runFolder).end?.state, 'finished');
  });

  test('neither renames nor deletes a run that is being trained', async () => {
    const long = inWorkspace('endless.gibbon.ts');
    writeFileSync(long, readFileSync(inWorkspace('tiny-gan.gibbon.ts'), 'utf8').replace('epochs: 2', 'epochs: 100000'));
    const runFolder = await train(long);
    await vscode.commands.executeCommand('gibbon.renameRun', runFolder, 'other');
    await vscode.commands.executeCommand('gibbon.deleteRun', runFolder);
    assert.equal(manifestOf(runFolder).name, 'endless');
    await vscode.commands.executeCommand('gibbon.stop', runFolder);
    await until('the end', () => manifestOf(runFolder).end);
    assert.equal(manifestOf(runFolder).name, 'endless');
  });

  test('exports every figure as CSV and as JSON Lines', async () => {
    const runFolder = await finishedRun();
    const { totalSteps } = manifestOf(runFolder);
    for (const format of ['csv', 'jsonl']) {
      const target = inWorkspace(`figures.${format}`);
      await vscode.commands.executeCommand('gibbon.exportRun', runFolder, { format, target });
      const lines = readFileSync(target, 'utf8').trim().split(/\r?\n/);
      assert.equal(lines.length, format === 'csv' ? totalSteps + 1 : totalSteps);
      assert.match(lines[0] ?? '', /dLoss/);
    }
  });

  test('saves a model as weights, as TensorFlow.js and as ONNX', async () => {
    const runFolder = await finishedRun();
    const save = (format: string, target: string) =>
      vscode.commands.executeCommand('gibbon.saveModel', runFolder, { role: 'generator', format, target });
    const weights = inWorkspace('generator.safetensors');
    await save('safetensors', weights);
    const parsed = parseSafetensors(readFileSync(weights), weights);
    assert.ok(parsed.ok && parsed.value.state.has('generator/dense_1/kernel'));
    await save('tfjs', inWorkspace('generator'));
    assert.ok(existsSync(path.join(inWorkspace('generator'), 'model.json')));
    await save('onnx', inWorkspace('generator.onnx'));
    assert.match(readFileSync(inWorkspace('generator.onnx'), 'latin1'), /generator\/dense_1\/kernel/);
  });

  test('opens two runs side by side', async () => {
    const [left, right] = [await finishedRun(), await finishedRun()];
    await vscode.window.tabGroups.close(vscode.window.tabGroups.all.flatMap((group) => group.tabs));
    await vscode.commands.executeCommand('gibbon.openSideBySide', left, [left, right]);
    await until('two columns with a panel each', () => {
      const columns = vscode.window.tabGroups.all.map(({ tabs }) => tabs.length);
      return columns.length === 2 && columns.every((tabs) => tabs === 1);
    });
  });
});
