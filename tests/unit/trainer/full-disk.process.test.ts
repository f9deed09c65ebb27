/** A disk that becomes full ends a run in order. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { readManifest } from '../../../src/store/manifest-file';
import { fixture, gibbon, resultOf, runsIn, temporaryFolder } from '../../programs/gibbon-cli';

/** A disk of its own, of 1 MB, where this machine lets us have one. */
function smallDisk(): string | undefined {
  const folder = path.join(temporaryFolder(), 'disk');
  mkdirSync(folder);
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', folder], { stdio: 'ignore' });
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
  expect(existsSync(path.join(runs, runsIn(runs)[0]!, '.reserved-space'))).toBe(false);
  const rows = (await gibbon(['export', 'latest', '--runs', runs, '--format', 'csv'])).stdout.trim().split('\n');
  expect(rows.length).toBeGreaterThan(20);
});
