/** A fixture trained by the command line for a few steps, and a real inspector of that run, for tests of what inspectors answer. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, onTestFinished } from 'vitest';
import { RunInspectorClient } from '../../src/client/run-inspector-client';
import { fixture, gibbon, temporaryFolder } from './gibbon-cli';

const program = { execPath: process.execPath, script: path.resolve(__dirname, '../../dist/inspector.cjs') };

export interface Changed {
  /** What stands in the fixture, and what is to stand there. */
  readonly from: string;
  readonly to: string;
  /** Words of the problem that its training ends in. */
  readonly failsWith?: string;
}

/** @param name of one of the fixtures; its run and its inspector end with the test */
export async function inspectedFixture(
  name: string,
  steps: number,
  changed?: Changed,
): Promise<{ readonly inspector: RunInspectorClient; readonly runFolder: string }> {
  const folder = temporaryFolder();
  const runs = path.join(folder, 'runs');
  const experiment = changed ? changedFixture(folder, name, changed) : fixture(name);
  const { code, stderr } = await gibbon(['train', experiment, '--runs', runs, '--steps', String(steps)]);
  if (changed?.failsWith) expect(stderr).toContain(changed.failsWith);
  else expect(code, stderr).toBe(0);
  const [run = ''] = readdirSync(runs);
  const runFolder = path.join(runs, run);
  const places = { datasetFolders: [], cacheFolder: runFolder, allowDownload: false };
  const inspector = new RunInspectorClient(program, runFolder, places);
  onTestFinished(() => inspector.dispose());
  return { inspector, runFolder };
}

/** A copy of a fixture in which something else stands. @returns its file */
export function changedFixture(folder: string, name: string, { from, to }: Changed): string {
  const source = readFileSync(fixture(name), 'utf8');
  expect(source).toContain(from);
  const file = path.join(folder, `${name}.gibbon.ts`);
  writeFileSync(file, source.replaceAll(from, to));
  return file;
}
