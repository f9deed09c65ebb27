/** Training through the commands, in a real extension host: a child process trains, a run is recorded, a panel opens. */
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import * as vscode from 'vscode';
import { startTrainer } from '../../../src/client/start-trainer';
import type { TrainerClient } from '../../../src/client/trainer-client';
import { inspectorSource } from '../../../src/extension/moments/inspector-source';
import { RunSession } from '../../../src/extension/run-session';
import {
  allTabs,
  closeAllTabs,
  ended,
  longGan,
  manifestOf,
  tinyGan,
  train,
  until,
  workspace,
  writeExperiment,
} from './open-workspace';

const panelTabs = () =>
  allTabs().filter(
    ({ input }) => input instanceof vscode.TabInputWebview && input.viewType.endsWith('gibbon.training'),
  );

suite('Training from the commands', () => {
  teardown(closeAllTabs);

  test('trains the experiment in a child process, records the run in the workspace, and opens one panel for it', async () => {
    const runFolder = await train();
    assert.equal(path.dirname(runFolder), path.join(workspace(), '.gibbon', 'runs'));
    const writer = manifestOf(runFolder).process;
    assert.notEqual(writer?.pid, process.pid);
    await until('the panel', () => panelTabs().length === 1);
    assert.equal(panelTabs()[0]!.label, 'tiny-gan');
    assert.equal((await ended(runFolder)).state, 'finished');
    const { end, totalSteps, dataset } = manifestOf(runFolder);
    assert.equal(end?.step, totalSteps);
    assert.match(dataset.description, /[Gg]lyphs/);
    assert.ok(readdirSync(runFolder).some((name) => name.startsWith('events.out.tfevents')));
    assert.equal(readFileSync(path.join(workspace(), '.gibbon', '.gitignore'), 'utf8').trim(), '*');
    await vscode.commands.executeCommand('gibbon.openRun', runFolder);
    assert.equal(panelTabs().length, 1);
  });

  test('pauses, resumes and stops the run that is live', async () => {
    const runFolder = await train(writeExperiment('long.gibbon.ts', longGan()));
    await vscode.commands.executeCommand('gibbon.pause');
    const paused = readdirSync(path.join(runFolder, 'checkpoints')).length;
    assert.ok(paused >= 1, 'a pause makes a checkpoint');
    assert.equal(manifestOf(runFolder).end, null);
    await vscode.commands.executeCommand('gibbon.resume');
    await vscode.commands.executeCommand('gibbon.stop');
    assert.equal((await ended(runFolder)).state, 'stopped');

    // A stopped run goes on from its checkpoint, in a new trainer.
    const stoppedAt = manifestOf(runFolder).end!.step;
    await vscode.commands.executeCommand('gibbon.openRun', runFolder);
    await vscode.commands.executeCommand('gibbon.resume');
    await until('a second segment', () => manifestOf(runFolder).segments.length === 2);
    assert.equal(manifestOf(runFolder).segments[1]!.fromStep, stoppedAt);
    await vscode.commands.executeCommand('gibbon.stop');
    await ended(runFolder);
  });

  test('sees that a trainer has died which it had not listened to yet', async () => {
    const file = writeExperiment('short-lived.gibbon.ts', longGan());
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

    // One that does not obey is ended by force, and the run says so.
    let closed = (): void => undefined;
    const stubborn = {
      status: { ...client.status, state: 'training' },
      isGone: false,
      onStatus: () => undefined,
      onClosed: (listener: () => void) => (closed = listener),
      readLastWords: () => '',
      dispose: () => undefined,
      stop: () => Promise.resolve(closed()),
    };
    session.follow(stubborn as unknown as TrainerClient);
    await session.stop();
    await until('the crash', () => session.state === 'crashed');
    assert.match(session.progress.problem?.message ?? '', /did not stop within 10 s/);
    session.dispose();
  });

  test('begins no run for an experiment with a mistake', async () => {
    const before = existsSync(path.join(workspace(), '.gibbon/runs'))
      ? readdirSync(path.join(workspace(), '.gibbon/runs')).length
      : 0;
    const broken = writeExperiment('broken.gibbon.ts', tinyGan().replace('codings,\n  loss', 'codings: 3,\n  loss'));
    assert.equal(await vscode.commands.executeCommand('gibbon.train', broken), undefined);
    assert.equal(readdirSync(path.join(workspace(), '.gibbon/runs')).length, before);
  });
});
