/** What can be done to runs through the commands, in a real extension host: rename, export, save a model, set the quota. */
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import * as vscode from 'vscode';
import { parseSafetensors } from '../../../src/store/safetensors';
import {
  allTabs,
  closeAllTabs,
  ended,
  inWorkspace,
  longGan,
  manifestOf,
  train,
  until,
  writeExperiment,
} from './open-workspace';

suite('What can be done to runs', () => {
  /** One that has ended; tests only read it, or change nothing but its name. */
  let runFolder: string;
  suiteSetup(async () => {
    runFolder = await train();
    await ended(runFolder);
  });
  suiteTeardown(closeAllTabs);

  test('renames a run that has ended, and its panel', async () => {
    await vscode.commands.executeCommand('gibbon.renameRun', runFolder, 'With a smaller step');
    assert.equal(manifestOf(runFolder).name, 'With a smaller step');
    await until('the new title', () => allTabs().some(({ label }) => label === 'With a smaller step'));
    assert.equal(manifestOf(runFolder).end?.state, 'finished');
  });

  test('neither renames nor deletes a run that is being trained', async () => {
    const live = await train(writeExperiment('endless.gibbon.ts', longGan()));
    await vscode.commands.executeCommand('gibbon.renameRun', live, 'other');
    await vscode.commands.executeCommand('gibbon.deleteRun', live);
    assert.equal(manifestOf(live).name, 'endless');
    await vscode.commands.executeCommand('gibbon.stop', live);
    await ended(live);
    assert.equal(manifestOf(live).name, 'endless');
  });

  test('exports every figure as CSV and as JSON Lines', async () => {
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
    const other = await train();
    await ended(other);
    await closeAllTabs();
    await vscode.commands.executeCommand('gibbon.openSideBySide', runFolder, [runFolder, other]);
    await until('two columns with a panel each', () => {
      const columns = vscode.window.tabGroups.all.map(({ tabs }) => tabs.length);
      return columns.length === 2 && columns.every((tabs) => tabs === 1);
    });
  });
});
