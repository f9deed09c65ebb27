import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { FolderWatch } from '../../../src/extension/folder-watch';

async function until(condition: () => boolean): Promise<void> {
  for (let waited = 0; !condition(); waited += 10) {
    if (waited > 5000) throw new Error('It did not come within 5 s.');
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

test('entries that come and go are told, also of a folder that is made later, removed and made again', async () => {
  const root = mkdtempSync(path.join(os.tmpdir(), 'gibbon-watch-'));
  const folder = path.join(root, '.gibbon', 'runs');
  const told = new Set<string>();
  const watching = new FolderWatch(folder, root, (entry) => told.add(path.relative(root, entry)));
  onTestFinished(() => {
    watching.dispose();
    rmSync(root, { recursive: true });
  });
  const runs = path.join('.gibbon', 'runs');
  for (const time of ['first', 'second']) {
    told.clear();
    mkdirSync(folder, { recursive: true });
    await until(() => told.has(runs));
    mkdirSync(path.join(folder, time));
    await until(() => told.has(path.join(runs, time)));
    told.clear();
    rmSync(path.join(folder, time), { recursive: true });
    await until(() => told.has(path.join(runs, time)));
    told.clear();
    rmSync(path.join(root, '.gibbon'), { recursive: true });
    await until(() => told.size > 0);
  }
});

test('what happens inside of an entry is not told, nor anything after the end', async () => {
  const root = mkdtempSync(path.join(os.tmpdir(), 'gibbon-watch-'));
  onTestFinished(() => rmSync(root, { recursive: true }));
  mkdirSync(path.join(root, 'run'));
  const told: string[] = [];
  const watching = new FolderWatch(root, root, (entry) => told.push(path.basename(entry)));
  writeFileSync(path.join(root, 'run', 'events'), 'a record');
  mkdirSync(path.join(root, 'other'));
  await until(() => told.length > 0);
  watching.dispose();
  mkdirSync(path.join(root, 'late'));
  await new Promise((resolve) => setTimeout(resolve, 100));
  expect(new Set(told)).toEqual(new Set(['other']));
});
