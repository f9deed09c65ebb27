/**
 * Real inspectors of trained fixtures, for tests of what inspectors answer: one for each run and test file, since a start
 * costs more than most answers. Each test asks for the moment that it is about, so that none depends on those before it.
 */
import { rmSync } from 'node:fs';
import path from 'node:path';
import { afterAll } from 'vitest';
import { RunInspectorClient } from '../../src/client/run-inspector-client';
import { fixture } from './gibbon-cli';
import { copyTrainedRun } from './trained-runs';

const program = { execPath: process.execPath, script: path.resolve(__dirname, '../../dist/inspector.cjs') };

export interface Changed {
  /** What stands in the fixture, and what is to stand there. */
  readonly from: string;
  readonly to: string;
  /** Words of the problem that its training ends in. */
  readonly failsWith?: string;
}

export interface InspectedRun {
  readonly inspector: RunInspectorClient;
  readonly runFolder: string;
}

/** @param name of one of the fixtures */
export type InspectFixture = (name: string, steps: number, changed?: Changed) => Promise<InspectedRun>;

/** To be called at the top of a test file: runs and inspectors are shared by its tests and end with it. */
export function inspectedFixtures(): InspectFixture {
  const opened = new Map<string, Promise<InspectedRun>>();
  afterAll(async () => {
    for (const { inspector, runFolder } of await Promise.all(opened.values())) {
      inspector.dispose();
      rmSync(path.dirname(runFolder), { recursive: true, force: true });
    }
  });
  return (name, steps, changed) => {
    const key = JSON.stringify([name, steps, changed]);
    const run = opened.get(key) ?? inspected(name, steps, changed);
    opened.set(key, run);
    return run;
  };
}

async function inspected(name: string, steps: number, changed?: Changed): Promise<InspectedRun> {
  const runFolder = await trainedFixture(name, steps, changed);
  return { runFolder, inspector: inspectorOf(runFolder) };
}

/** An inspector of any run; the caller disposes of it. */
export function inspectorOf(runFolder: string): RunInspectorClient {
  const places = { datasetFolders: [], cacheFolder: runFolder, allowDownload: false };
  return new RunInspectorClient(program, runFolder, places);
}

/** @returns a copy of the run's folder, in a folder of its own, which the caller removes */
export const trainedFixture = (name: string, steps: number, changed?: Changed): Promise<string> =>
  copyTrainedRun(
    {
      experiment: path.posix.join('tests/fixtures/experiments', path.basename(fixture(name))),
      ...(changed && { change: (source) => source.replaceAll(changed.from, changed.to) }),
      ...(changed?.failsWith !== undefined && { failsWith: changed.failsWith }),
    },
    steps,
  );
