/** A host knows whether the one before it in its window ended in order, or was killed. */
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, utimesSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { HostLife } from '../../../src/extension/host-life';
import { temporaryFolder } from '../../programs/gibbon-cli';

/** The mark of a process that lived, and lives no more. */
function killedHost(folder: string, session: string): void {
  new HostLife(folder, session);
  const [mark = ''] = readdirSync(folder);
  const { pid } = spawnSync(process.execPath, ['--version']);
  writeFileSync(path.join(folder, mark), String(pid));
}

test('the first host of a window is not reborn, and the folder is made for its mark', () => {
  const folder = path.join(temporaryFolder(), 'storage', 'gibbon');
  expect(new HostLife(folder, 'one').isReborn).toBe(false);
  expect(readdirSync(folder)).toHaveLength(1);
});

test('a host is reborn when the one before it was killed in the same window', () => {
  const folder = temporaryFolder();
  killedHost(folder, 'one');
  expect(new HostLife(folder, 'one').isReborn).toBe(true);
});

test('a host is not reborn in another window, nor after an orderly end, nor beside one that lives', () => {
  const folder = temporaryFolder();
  killedHost(folder, 'one');
  const other = new HostLife(folder, 'two');
  expect(other.isReborn).toBe(false);
  expect(new HostLife(folder, 'two').isReborn).toBe(false);
  other.dispose();
  expect(new HostLife(folder, 'two').isReborn).toBe(false);
});

test('a mark that says nothing is taken for none', () => {
  const folder = temporaryFolder();
  new HostLife(folder, 'one');
  const [mark = ''] = readdirSync(folder);
  writeFileSync(path.join(folder, mark), '');
  expect(new HostLife(folder, 'one').isReborn).toBe(false);
});

test('marks that are older than a week are gone', () => {
  const folder = temporaryFolder();
  killedHost(folder, 'one');
  const [mark = ''] = readdirSync(folder);
  const eightDaysAgo = Date.now() / 1000 - 8 * 24 * 3600;
  utimesSync(path.join(folder, mark), eightDaysAgo, eightDaysAgo);
  new HostLife(folder, 'two');
  expect(existsSync(path.join(folder, mark))).toBe(false);
});

test('a folder that can not be written keeps no host from living', () => {
  const file = path.join(temporaryFolder(), 'file');
  writeFileSync(file, '');
  const life = new HostLife(path.join(file, 'storage'), 'one');
  expect(life.isReborn).toBe(false);
  life.dispose();
});
