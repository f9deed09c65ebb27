import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ChildGroups, delay, signalGroup } from '../../../scripts/lib/child-groups.mjs';
import { livingTrainers } from '../../../scripts/lib/trainers.mjs';
import { ROOT } from '../tidy/repository';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'gibbon-groups-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** A child that starts a grandchild, writes both process ids to a file, and waits for ever. */
const FAMILY = `
  const { spawn } = require('node:child_process');
  const grandchild = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' });
  require('node:fs').writeFileSync(process.argv[1], process.pid + ' ' + grandchild.pid);
  setInterval(() => {}, 1000);
`;

async function until(condition: () => boolean): Promise<void> {
  for (let waitedMs = 0; !condition(); waitedMs += 50) {
    if (waitedMs > 120_000) throw new Error('It did not come to pass within two minutes.');
    await delay(50);
  }
}

async function readPids(file: string): Promise<number[]> {
  await until(() => existsSync(file) && readFileSync(file, 'utf8').includes(' '));
  return readFileSync(file, 'utf8').split(' ').map(Number);
}

const isAlive = (pid: number) => {
  try {
    process.kill(pid, 0);
    // A process that has ended but that nobody has waited for yet is a zombie, not alive.
    return !existsSync(`/proc/${pid}/stat`) || !/\) Z /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
};

describe('child groups', () => {
  test('the end of a child is the end of its children', async () => {
    const file = path.join(folder, 'pids');
    const child = new ChildGroups().start(process.execPath, ['-e', FAMILY, file], { output: 'ignore' });
    const pids = await readPids(file);
    await child.end();
    await until(() => !pids.some(isAlive));
    expect(signalGroup(child.group, 0)).toBe(false);
  });

  test('a program that takes too long is ended, and says so', async () => {
    const result = await new ChildGroups().run(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], {
      timeoutMs: 300,
    });
    expect(result).toMatchObject({ code: 124, reason: 'no end after 0 s' });
  });

  test('a program that is not there is a result, not an exception', async () => {
    const result = await new ChildGroups().run('/nowhere/gibbon', [], { output: 'pipe' });
    expect(result.code).toBe(127);
    expect(result.reason).toContain('ENOENT');
  });

  test('what both streams say comes back', async () => {
    const program = `console.log('one'); console.error('two'); process.exitCode = 3;`;
    const { code, text } = await new ChildGroups().run(process.execPath, ['-e', program], { output: 'pipe' });
    expect(code).toBe(3);
    expect(text.split('\n').sort().join(' ').trim()).toBe('one two');
  });

  test('kill -9 of the script ends its children and removes its scratch folder', async () => {
    const file = path.join(folder, 'pids');
    const scratch = path.join(folder, 'scratch');
    mkdirSync(scratch);
    const module = path.join(ROOT, 'scripts', 'lib', 'child-groups.mjs');
    const script = path.join(folder, 'script.mjs');
    writeFileSync(
      script,
      `import { ChildGroups } from ${JSON.stringify(module)};
       const children = new ChildGroups();
       children.leaveToGuardian({ scratchFolder: ${JSON.stringify(scratch)} });
       children.start(process.execPath, ['-e', ${JSON.stringify(FAMILY)}, ${JSON.stringify(file)}], { output: 'ignore' });
       setInterval(() => {}, 1000);`,
    );
    const parent = spawn(process.execPath, [script], { stdio: 'ignore' });
    const pids = await readPids(file);
    parent.kill('SIGKILL');
    await until(() => !pids.some(isAlive));
    await until(() => !existsSync(scratch));
  });
});

describe('trainers of a runs folder', () => {
  const began = '2026-11-24T12:00:00.000Z';
  const writeManifest = (run: string, manifest: unknown) => {
    mkdirSync(path.join(folder, run));
    writeFileSync(
      path.join(folder, run, 'manifest.json'),
      typeof manifest === 'string' ? manifest : JSON.stringify(manifest),
    );
  };

  test('only a living trainer that began in our time counts', async () => {
    const program = path.join(folder, 'trainer.cjs');
    writeFileSync(program, 'setInterval(() => {}, 1000)');
    const child = new ChildGroups().start(process.execPath, [program], { output: 'ignore' });
    const segments = [{ startedAt: began }];
    writeManifest('living', { process: { pid: child.group }, segments });
    writeManifest('older', { process: { pid: child.group }, segments: [{ startedAt: '2026-11-23T12:00:00.000Z' }] });
    writeManifest('ended', { process: null, segments });
    writeManifest('another-program', { process: { pid: process.pid }, segments });
    writeManifest('torn', '{ "process": ');
    await until(() => livingTrainers(folder, began).length > 0);
    expect(livingTrainers(folder, began)).toEqual([child.group]);
    await child.end();
    expect(livingTrainers(folder, began)).toEqual([]);
  });

  test('a folder that does not exist has none', () => {
    expect(livingTrainers(path.join(folder, 'missing'), began)).toEqual([]);
  });
});
