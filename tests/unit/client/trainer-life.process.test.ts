/** The life of a trainer as its clients see it: pause, resume, stop, two clients, a client that leaves, code that hangs. */
import { spawn } from 'node:child_process';
import { createServer } from 'node:net';
import { mkdtempSync, rmSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { unwrap } from '../../../src/base/result';
import { attachTrainer, isWriterAlive } from '../../../src/client/attach-trainer';
import { resumeRun } from '../../../src/client/resume-run';
import { startTrainer } from '../../../src/client/start-trainer';
import { TrainerClient } from '../../../src/client/trainer-client';
import { createStreamPort } from '../../../src/protocol/framing';
import { startingStatus, type TrainerStatus } from '../../../src/protocol/trainer-messages';
import { listCheckpoints } from '../../../src/store/checkpoints';
import { readManifest, writeManifest } from '../../../src/store/manifest-file';
import { fixture, isProcessAlive, manifestIn, runsIn, temporaryFolder, until } from '../../programs/gibbon-cli';
import { trainedFixture } from '../../programs/inspected-fixture';

const script = path.resolve(__dirname, '../../../dist/trainer.cjs');

const isTraining = ({ state, step }: TrainerStatus): boolean => state === 'training' && step > 3;

async function startRun(
  name: string,
  { leaseMinutes = 1, ready = isTraining } = {},
): Promise<{ client: TrainerClient; runs: string; pid: number }> {
  const runs = path.join(temporaryFolder(), 'runs');
  const client = await train(name, runs, leaseMinutes);
  onTestFinished(() => client.kill());
  const manifest = await until('the run', () => manifestIn(runs));
  await until('training', () => ready(client.status));
  return { client, runs, pid: manifest.process?.pid ?? 0 };
}

/** So many epochs that no machine comes to their end. */
const train = (name: string, runsFolder: string, leaseMinutes = 1): Promise<TrainerClient> =>
  startTrainer(
    { execPath: process.execPath, script },
    {
      task: { kind: 'train', experimentFile: fixture(name), runsFolder, epochs: 1_000_000, engine: 'auto' },
      leaseMinutes,
      datasetFolders: [],
      cacheFolder: runsFolder,
      allowDownload: false,
      quotaBytes: 2e9,
    },
    { detached: true },
  );

describe('a trainer that trains', () => {
  let client: TrainerClient;
  let runs: string;
  beforeAll(async () => {
    runs = mkdtempSync(path.join(os.tmpdir(), 'gibbon-trainer-'));
    client = await train('tiny-gan', runs);
    await until('training', () => isTraining(client.status));
  });
  afterAll(() => {
    client.kill();
    rmSync(runs, { recursive: true, force: true });
  });

  test('has a manifest that can be read while it is written', () => {
    const run = client.status.runFolder;
    for (let i = 0; i < 200; i++) expect(readManifest(run).ok).toBe(true);
    expect(runs).toBe(path.dirname(run));
  });

  test('pauses with a checkpoint, stays as it is, and goes on', async () => {
    const paused = await client.pause();
    expect(paused.state).toBe('paused');
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(client.status.step).toBe(paused.step);
    expect(await isWriterAlive(manifestIn(runs)!)).toBe(true);
    expect((await client.resume()).state).toBe('training');
    await until('further steps', () => client.status.step > paused.step);
  });

  test('keeps its state when somebody asks for it, and trains on; one that is paused has kept it', async () => {
    const keptSteps = () => listCheckpoints(path.join(runs, runsIn(runs)[0]!)).map(({ step }) => step);
    const before = keptSteps();
    const { state, step } = await client.checkpoint();
    expect(state).toBe('training');
    const [kept] = keptSteps().filter((one) => !before.includes(one));
    expect(kept).toBeGreaterThan(0);
    await until('further steps', () => client.status.step > step);
    await client.pause();
    const paused = keptSteps();
    expect((await client.checkpoint()).state).toBe('paused');
    expect(keptSteps()).toEqual(paused);
    await client.resume();
  });

  test('serves two clients, and outlives the one that leaves', async () => {
    const second = (await attachTrainer(manifestIn(runs)!))!;
    client.dispose();
    // A client that leaves, as a window does that is reloaded, must not take the way to the trainer with it.
    expect(await isWriterAlive(manifestIn(runs)!)).toBe(true);
    client = second;
    const { step } = client.status;
    await until('further steps', () => client.status.step > step);
  });
});

describe('a trainer', () => {
  test('ends as paused, with a checkpoint of its last step, when nobody came back within its lease', async () => {
    const { client, runs, pid } = await startRun('tiny-gan', { leaseMinutes: 0 });
    client.dispose();
    await until('the end of the trainer', () => !isProcessAlive(pid));
    const manifest = manifestIn(runs)!;
    expect(manifest.process).toBeNull();
    expect(manifest.end).toMatchObject({
      state: 'paused',
      stateSha256: expect.stringMatching(/^[0-9a-f]{64}$/) as string,
    });
  });

  test('ends as paused on SIGTERM', async () => {
    const { runs, pid } = await startRun('tiny-gan');
    process.kill(pid, 'SIGTERM');
    await until('the end of the trainer', () => !isProcessAlive(pid));
    expect(manifestIn(runs)!.end?.state).toBe('paused');
  });

  test('whose experiment loops for ever is found and ended by a client that comes later, and its run is seen to have crashed', async () => {
    const { client, runs, pid } = await startRun('loops-for-ever', { ready: ({ runFolder }) => runFolder !== '' });
    const { socket } = manifestIn(runs)!.process!;
    // It answers until it comes to its endless step.
    const later = await until('one that is not answered', async () => {
      const one = await TrainerClient.connect(socket, pid, 200);
      if (one?.status.activity === 'busy') return one;
      one?.dispose();
      return undefined;
    });
    client.dispose();
    expect(later.status.state).toBe('training');
    expect(await later.stop(200)).toBeUndefined();
    await until('the end of the trainer', () => !isProcessAlive(pid));
    expect(manifestIn(runs)!.end).toBeNull();
    expect(await isWriterAlive(manifestIn(runs)!)).toBe(false);
  });

  test('whose experiment never ends loading is reached all the same, and ended when it is stopped', async () => {
    const runs = path.join(temporaryFolder(), 'runs');
    const client = await train('never-loads', runs);
    onTestFinished(() => client.kill());
    await new Promise<string>((resolve) => client.onPrint(resolve)); // Its last word before its endless loop.
    expect(client.status).toMatchObject({ state: 'starting', runFolder: '' });
    expect(await client.stop(300)).toBeUndefined();
    await until('the end of the trainer', () => client.isGone);
    expect(runsIn(runs)).toEqual([]);
  });

  test('tells its clients what is wrong with the experiment', async () => {
    const { client } = await startRun('throws-in-step', { ready: ({ state }) => state === 'failed' });
    expect(client.status.problem).toMatchObject({ line: 11, blame: 'experiment' });
  });

  test('goes on when its run folder is deleted under it, and says so when asked to stop', async () => {
    const { client, runs, pid } = await startRun('tiny-gan');
    await rm(runs, { recursive: true, force: true });
    const stopped = await client.stop();
    expect(['failed', 'stopped']).toContain(stopped?.state);
    expect(stopped?.problem?.message ?? '').toMatch(/.+/);
    await until('the end of the trainer', () => !isProcessAlive(pid));
  });
});

test('nobody listens where no trainer is', async () => {
  expect(await TrainerClient.connect(path.join(temporaryFolder(), 'none.sock'), 1)).toBeUndefined();
});

test('a program that is no trainer is told apart, with its last words', async () => {
  const started = startTrainer(
    { execPath: process.execPath, script: path.join(temporaryFolder(), 'missing.cjs') },
    {
      task: { kind: 'resume', runFolder: 'nowhere' },
      leaseMinutes: 0,
      datasetFolders: [],
      cacheFolder: '',
      allowDownload: false,
      quotaBytes: 2e9,
    },
    { detached: false },
  );
  await expect(started).rejects.toThrow(/could not be started \(exit code 1\): .*Cannot find module/);
});

test('a status that comes in one piece with the answer to the first question is not undone by that answer', async () => {
  const socketPath = path.join(temporaryFolder(), 'fake.sock');
  const failed = { ...startingStatus, state: 'failed' };
  const server = createServer((socket) => {
    const written: Uint8Array[] = [];
    const collect = {
      write: (bytes: Uint8Array) => written.push(bytes) > 0,
      writableNeedDrain: false,
      on: () => undefined,
    };
    const collected = createStreamPort({ ...collect, destroy: () => undefined });
    createStreamPort(socket).onMessage((message) => {
      collected.post({ type: 'answer', id: (message as { id: number }).id, body: startingStatus });
      collected.post({ type: 'event', body: { kind: 'statusChanged', status: failed } });
      socket.end(Buffer.concat(written));
    });
  });
  await new Promise<void>((resolve) => server.listen(socketPath, resolve));
  onTestFinished(() => void server.close());
  const client = await TrainerClient.connect(socketPath, 0);
  expect(client?.status.state).toBe('failed');
  client?.dispose();
});

test('of two that resume a run in the same moment one trains it, and the other is told', async () => {
  const runFolder = await trainedFixture('tiny-gan', 150);
  const runs = path.dirname(runFolder);
  onTestFinished(() => rmSync(runs, { recursive: true, force: true }));
  writeManifest(runFolder, { ...unwrap(readManifest(runFolder)), totalSteps: 1_000_000, end: null });
  const job = { leaseMinutes: 1, datasetFolders: [], cacheFolder: runs, allowDownload: false, quotaBytes: 2e9 };
  const resume = () => resumeRun(runFolder, { execPath: process.execPath, script }, job, { detached: true });
  const both = await Promise.all([resume(), resume()]);
  onTestFinished(() => both.forEach((each) => each.kill()));
  await until('an outcome', () => both.every(({ status }) => status.runFolder !== '' || status.problem));
  const [winner, ...others] = both.filter(({ status }) => status.problem === undefined);
  expect(others).toEqual([]);
  const loser = both.find((each) => each !== winner);
  expect(loser?.status.problem?.message).toMatch(/being trained already/);
  await until('further steps', () => isTraining(winner!.status));
  expect((await winner!.stop())?.state).toBe('stopped');
  expect(manifestIn(runs)!.segments).toHaveLength(2);
});

test('a client that is given up while it waits for a stop leaves the trainer alone', async () => {
  const socketPath = path.join(temporaryFolder(), 'silent.sock');
  // It answers the first question, and never that it has stopped.
  const server = createServer((socket) => {
    const port = createStreamPort(socket);
    port.onMessage((message) => {
      const { id, body } = message as { id: number; body?: { kind?: string } };
      if (body?.kind !== 'stop') port.post({ type: 'answer', id, body: startingStatus });
    });
  });
  await new Promise<void>((resolve) => server.listen(socketPath, resolve));
  onTestFinished(() => void server.close());
  const trainer = spawn(process.execPath, ['-e', 'setInterval(() => undefined, 1000)'], { stdio: 'ignore' });
  onTestFinished(() => void trainer.kill('SIGKILL'));
  const client = await TrainerClient.connect(socketPath, trainer.pid!);
  const stopping = client!.stop();
  client!.dispose();
  expect(await stopping).toBeUndefined();
  await new Promise((resolve) => setTimeout(resolve, 100));
  expect([trainer.exitCode, trainer.signalCode]).toEqual([null, null]);
});
