/** A fixture trained by the command line for a few steps, and a real inspector of that run, for tests of what inspectors answer. */
import path from 'node:path';
import { expect, onTestFinished } from 'vitest';
import { RunInspectorClient } from '../../src/client/run-inspector-client';
import { fixture, gibbon, resultOf, temporaryFolder } from './gibbon-cli';

const program = { execPath: process.execPath, script: path.resolve(__dirname, '../../dist/inspector.cjs') };

/** @param name of one of the fixtures; its run and its inspector end with the test */
export async function inspectedFixture(
  name: string,
  steps: number,
): Promise<{ readonly inspector: RunInspectorClient; readonly runFolder: string }> {
  const runs = path.join(temporaryFolder(), 'runs');
  const finished = await gibbon(['train', fixture(name), '--runs', runs, '--steps', String(steps), '--json']);
  expect(finished.code, finished.stderr).toBe(0);
  const runFolder = path.join(runs, resultOf(finished).run);
  const places = { datasetFolders: [], cacheFolder: runFolder, allowDownload: false };
  const inspector = new RunInspectorClient(program, runFolder, places);
  onTestFinished(() => inspector.dispose());
  return { inspector, runFolder };
}
