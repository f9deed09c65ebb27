/** One writer a run, whoever comes when: many at once, after one that died, and with a manifest that has grown old. */
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import path from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { RunManifest } from '../../../src/protocol/manifest';
import { readManifest, writeManifest } from '../../../src/store/manifest-file';
import { claimRun } from '../../../src/trainer/claim-run';
import { temporaryFolder } from '../../programs/gibbon-cli';
import { aPlainManifest } from '../store/plain-manifest';

const SEGMENT = { eventFile: 'events', fromStep: 0, startedAt: '2026-11-23T12:43:07.000Z' };

/** A run of one segment, whose writer has ended. */
function idleRun(change: Partial<RunManifest> = {}): string {
  const folder = path.join(temporaryFolder(), 'run');
  mkdirSync(folder);
  writeManifest(folder, aPlainManifest({ segments: [SEGMENT], process: null, ...change }));
  return folder;
}

/** Where somebody listens who lives until the test ends, or until `die`. */
async function living(): Promise<{ socket: string; die: () => Promise<void> }> {
  const socket = path.join(temporaryFolder(), 'trainer.sock');
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(socket, resolve));
  const die = () => new Promise<void>((resolve) => server.close(() => resolve()));
  onTestFinished(() => void server.close());
  return { socket, die };
}

/** What a trainer writes when it begins a segment, and when it has ended. */
function begin(folder: string, socket: string): void {
  const manifest = readManifest(folder);
  if (!manifest.ok) throw new Error(manifest.problem.message);
  writeManifest(folder, {
    ...manifest.value,
    segments: [...manifest.value.segments, SEGMENT],
    process: { pid: 1, socket },
  });
}

const claims = (folder: string): string[] => readdirSync(folder).filter((name) => name.endsWith('.claim'));

describe('claiming a run', () => {
  test('of fifty that come in the same moment one gets it, and each other is told', async () => {
    const folder = idleRun();
    const all = await Promise.all(Array.from({ length: 50 }, living));
    const outcomes = await Promise.allSettled(all.map(({ socket }) => claimRun(folder, socket)));
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    const refusals = outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [String(outcome.reason)] : []));
    expect(refusals.filter((words) => !/being trained already/.test(words))).toEqual([]);
  });

  test('that one claimed who died goes to one of those who come next', async () => {
    const folder = idleRun();
    const dead = await living();
    await claimRun(folder, dead.socket);
    await dead.die();
    const all = await Promise.all(Array.from({ length: 20 }, living));
    const outcomes = await Promise.allSettled(all.map(({ socket }) => claimRun(folder, socket)));
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });

  test('is refused while the writer of its manifest lives, and possible once it is dead', async () => {
    const writer = await living();
    const folder = idleRun({ process: { pid: 1, socket: writer.socket } });
    const next = await living();
    await expect(claimRun(folder, next.socket)).rejects.toThrow(/being trained already/);
    expect(claims(folder)).toEqual([]);
    await writer.die();
    await expect(claimRun(folder, next.socket)).resolves.toMatchObject({ segments: [SEGMENT] });
  });

  test('gives the manifest as it is after the claim: what others wrote before counts, and their claims are dropped', async () => {
    const folder = idleRun();
    const first = await living();
    await claimRun(folder, first.socket);
    begin(folder, first.socket);
    await first.die();
    const second = await living();
    expect((await claimRun(folder, second.socket)).segments).toHaveLength(2);
    expect(claims(folder)).toEqual(['writer-2-1.claim']);
  });

  test('goes on past a claim that nobody signed, as a full disk leaves it', async () => {
    const folder = idleRun();
    writeFileSync(path.join(folder, 'writer-1-1.claim'), '');
    await claimRun(folder, (await living()).socket);
    expect(claims(folder)).toEqual(['writer-1-1.claim', 'writer-1-2.claim']);
  });
});

test('a run whose folder is gone is a sentence, not a crash', async () => {
  await expect(claimRun(path.join(temporaryFolder(), 'none'), 'nowhere')).rejects.toThrow(/does not exist/);
});
