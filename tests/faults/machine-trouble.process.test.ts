/** What the machine may do to a run: a full disk, and an experiment that takes all memory. One sentence, no process left. */
import { execFileSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { readManifest } from '../../src/store/manifest-file';
import { fixture, gibbon, isProcessAlive, manifestIn, resultOf, runsIn, temporaryFolder } from '../programs/gibbon-cli';

/** A disk of its own, of 2 MB, where this machine lets us have one. */
function smallDisk(): string | undefined {
  const folder = path.join(temporaryFolder(), 'disk');
  mkdirSync(folder);
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=2m', 'tmpfs', folder], { stdio: 'ignore' });
  } catch {
    return undefined;
  }
  onTestFinished(() => void execFileSync('umount', [folder]));
  return folder;
}

const canMount = process.getuid?.() === 0 && process.platform === 'linux';

test.runIf(canMount)('a full disk ends the run in order, names the file, and what was recorded is read', async () => {
  const disk = smallDisk();
  expect(disk, 'a tmpfs could not be mounted').toBeDefined();
  const runs = path.join(disk!, 'runs');
  const finished = await gibbon(['train', fixture('tiny-gan'), '--epochs', '5000', '--runs', runs, '--json']);
  expect(resultOf(finished).error).toMatchObject({
    message: expect.stringMatching(/the disk is full \(ENOSPC\)\. Free some space/) as string,
    file: expect.stringContaining(runs) as string,
  });
  expect(finished.code).toBe(2);
  const manifest = readManifest(path.join(runs, runsIn(runs)[0]!));
  expect(manifest.ok && manifest.value.end?.state).toBe('failed');
  const rows = (await gibbon(['export', 'latest', '--runs', runs, '--format', 'csv'])).stdout.trim().split('\n');
  expect(rows.length).toBeGreaterThan(20);
});

test('an experiment that takes all memory is told apart, and its run has crashed', { timeout: 120_000 }, async () => {
  const runs = path.join(temporaryFolder(), 'runs');
  const finished = await gibbon(['train', fixture('takes-all-memory'), '--runs', runs, '--json']);
  expect(resultOf(finished).error?.message).toMatch(/heap out of memory/i);
  expect(finished.code).toBe(2);
  expect(manifestIn(runs)?.end).toBeNull();
  expect(isProcessAlive(manifestIn(runs)!.process!.pid)).toBe(false);
  expect((await gibbon(['list', '--runs', runs])).stdout).toMatch(/crashed/);
});
