/** Training through the commands, in a real extension host: a child process trains, a run is recorded, a panel opens. */
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import * as vscode from 'vscode';
import { startTrainer } from '../../../src/client/start-trainer';
import { inspectorSource } from '../../../src/extension/moments/inspector-source';
import { RunSession } from '../../../src/extension/run-session';
import type { RunManifest } from '../../../src/protocol/manifest';
import { readManifest } from '../../../src/store/manifest-file';

const workspace = () => vscode.workspace.workspaceFolders![0]!.uri.fsPath;
const experiment = (name: string) => vscode.Uri.file(path.join(workspace(), name));

async function until<T>(what: string, look: () => T | undefined | false, withinMs = 20_000): Promise<T> {
  for (let waited = 0; waited < withinMs; waited += 25) {
    const found = look();
    if (found) return found;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  throw new Error(`${what} did not come within ${withinMs} ms`);
}

const manifestOf = (runFolder: string): RunManifest => {
  const manifest = readManifest(runFolder);
  assert.ok(manifest.ok, manifest.ok ? '' : manifest.problem.message);
  return manifest.value;
};

const train = async (file: vscode.Uri): Promise<string> => {
  const runFolder = await vscode.commands.executeCommand<string | undefined>('gibbon.train', file);
  assert.ok(runFolder, 'the command gave no run');
  return runFolder;
};

const panelTabs = () =>
  vscode.window.tabGroups.all
    .flatMap((group) => group.tabs)
    .filter((tab) => tab.input instanceof vscode.TabInputWebview && tab.input.viewType.endsWith('gibbon.training'));

const writeExperiment = (name: string, change: (source: string) => string): vscode.Uri => {
  const uri = experiment(name);
  writeFileSync(uri.fsPath, change(readFileSync(experiment('tiny-gan.gibbon.ts').fsPath, 'utf8')));
  return uri;
};

suite('Training from the commands', () => {
  teardown(() => vscode.window.tabGroups.close(vscode.window.tabGroups.all.flatMap((group) => group.tabs)));

  test('trains the experiment in a child process and records the run in the workspace', async () => {
    const runFolder = await train(experiment('tiny-gan.gibbon.ts'));
    assert.equal(path.dirname(runFolder), path.join(workspace(), '.gibbon', 'runs'));
    const writer = manifestOf(runFolder).process;
    assert.notEqual(writer?.pid, process.pid);
    await until('the end', () => manifestOf(runFolder).end?.state === 'finished');
    const { end, totalSteps, dataset } = manifestOf(runFolder);
    assert.equal(end?.step, totalSteps);
    assert.match(dataset.description, /[Gg]lyphs/);
    assert.ok(readdirSync(runFolder).some((name) => name.startsWith('events.out.tfevents')));
    assert.equal(readFileSync(path.join(workspace(), '.gibbon', '.gitignore'), 'utf8').trim(), '*');
  });

  test('opens one panel a run, beside the source', async () => {
    const runFolder = await train(experiment('tiny-gan.gibbon.ts'));
    await until('the panel', () => panelTabs().length === 1);
    assert.equal(panelTabs()[0]!.label, 'tiny-gan');
    await vscode.commands.executeCommand('gibbon.openRun', runFolder);
    assert.equal(panelTabs().length, 1);
    await until('the end', () => manifestOf(runFolder).end);
  });

  test('pauses, resumes and stops the run that is live', async () => {
    const runFolder = await train(
      writeExperiment('long.gibbon.ts', (source) => source.replace('epochs: 2', 'epochs: 100000')),
    );
    await vscode.commands.executeCommand('gibbon.pause');
    const paused = readdirSync(path.join(runFolder, 'checkpoints')).length;
    assert.ok(paused >= 1, 'a pause makes a checkpoint');
    assert.equal(manifestOf(runFolder).end, null);
    await vscode.commands.executeCommand('gibbon.resume');
    await vscode.commands.executeCommand('gibbon.stop');
    assert.equal((await until('the end', () => manifestOf(runFolder).end ?? undefined)).state, 'stopped');
    await until('no writer', () => manifestOf(runFolder).process === null);

    // A stopped run goes on from its checkpoint, in a new trainer.
    const stoppedAt = manifestOf(runFolder).end!.step;
    await vscode.commands.executeCommand('gibbon.openRun', runFolder);
    await vscode.commands.executeCommand('gibbon.resume');
    await until('a second segment', () => manifestOf(runFolder).segments.length === 2);
    assert.equal(manifestOf(runFolder).segments[1]!.fromStep, stoppedAt);
    await vscode.commands.executeCommand('gibbon.stop');
    await until('the end', () => manifestOf(runFolder).end ?? undefined);
  });

  test('sees that a trainer has died which it had not listened to yet', async () => {
    const file = writeExperiment('short-lived.gibbon.ts', (source) => source.replace('epochs: 2', 'epochs: 100000'));
    const { extensionPath } = vscode.extensions.getExtension('gibbon.gibbon')!;
    const runsFolder = path.join(workspace(), '.gibbon', 'runs');
    const client = await startTrainer(
      { execPath: process.execPath, script: path.join(extensionPath, 'dist', 'trainer.cjs') },
      {
        task: { kind: 'train', experimentFile: file.fsPath, runsFolder, engine: 'auto' },
        leaseMinutes: 1,
        datasetFolders: [],
        cacheFolder: runsFolder,
        allowDownload: false,
        quotaBytes: 2e9,
      },
      { detached: true },
    );
    await until('training', () => client.status.state === 'training');
    client.kill();
    await until('the end of the trainer', () => client.isGone);
    const session = await RunSession.open(client.status.runFolder, inspectorSource(vscode.Uri.file(extensionPath)));
    session.follow(client);
    await until('the crash', () => session.state === 'crashed');
    assert.equal(session.isLive, false);
    session.dispose();
  });

  test('begins no run for an experiment with a mistake', async () => {
    const before = existsSync(path.join(workspace(), '.gibbon/runs'))
      ? readdirSync(path.join(workspace(), '.gibbon/runs')).length
      : 0;
    const broken = writeExperiment('broken.gibbon.ts', (source) =>
      source.replace('codings,\n  loss', 'codings: 3,\n  loss'),
    );
    assert.equal(await vscode.commands.executeCommand('gibbon.train', broken), undefined);
    assert.equal(readdirSync(path.join(workspace(), '.gibbon/runs')).length, before);
  });
});
