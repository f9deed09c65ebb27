/**
 * kill -9 of the trainer at 50 random moments of one run, its start and its checkpoints among them: nothing that a client
 * had been told of is lost, every resume continues, and the run ends as one that was never interrupted.
 */
import path from 'node:path';
import { expect, test } from 'vitest';
import { NoiseGenerator } from '../../src/noise/noise-generator';
import { resumeRun } from '../../src/client/resume-run';
import { startTrainer } from '../../src/client/start-trainer';
import type { TrainerClient } from '../../src/client/trainer-client';
import { readManifest } from '../../src/store/manifest-file';
import { RunReader } from '../../src/store/run-reader';
import { fixture, temporaryFolder, until } from '../programs/gibbon-cli';

const KILLS = 50;
const STEPS = 4000;
const program = { execPath: process.execPath, script: path.resolve(__dirname, '../../dist/trainer.cjs') };
const settings = { leaseMinutes: 1, datasetFolders: [], cacheFolder: '', allowDownload: false, quotaBytes: 2e9 };

const train = (runsFolder: string): Promise<TrainerClient> =>
  startTrainer(
    program,
    {
      task: { kind: 'train', experimentFile: fixture('tiny-gan'), runsFolder, steps: STEPS, engine: 'auto' },
      ...settings,
    },
    { detached: true },
  );

/** The steps with a record, read by a fresh reader. */
function recordedSteps(runFolder: string): number[] {
  const reader = RunReader.open(runFolder);
  if (!reader.ok) throw new Error(reader.problem.message);
  reader.value.refresh({ isWriterGone: true });
  return [...reader.value.steps('dLoss')];
}

test(`${KILLS} kills lose nothing, and the run ends as if there had been none`, { timeout: 1_200_000 }, async () => {
  const folder = temporaryFolder();
  const straight = await train(path.join(folder, 'straight'));
  await until('the end', () => straight.status.state === 'finished', 300_000);
  const expected = readManifest(straight.status.runFolder);

  const random = new NoiseGenerator(20_261_124);
  let client = await train(path.join(folder, 'killed'));
  await until('a run', () => client.status.runFolder);
  const { runFolder } = client.status;
  let acknowledged = 0;
  for (let kill = 0; kill < KILLS; kill++) {
    const [delay = 0] = random.uniform(new Float32Array(1), 0, 700);
    await new Promise((resolve) => setTimeout(resolve, delay));
    // A run that reaches its end before the last kill would make the rest of the kills idle.
    expect(client.status.step).toBeLessThan(STEPS);
    acknowledged = Math.max(acknowledged, client.status.step);
    client.kill();
    await until('the end of the trainer', () => client.isGone);

    const steps = recordedSteps(runFolder);
    expect(steps).toEqual(Array.from(steps, (_, i) => i + 1));
    expect(steps.length).toBeGreaterThanOrEqual(client.status.step);
    client = await resumeRun(runFolder, program, settings, { detached: true });
  }
  await until('the end', () => client.status.state === 'finished' && client.isGone, 600_000);
  const finished = readManifest(runFolder);
  expect(finished.ok && finished.value.end?.stateSha256).toBe(expected.ok && expected.value.end?.stateSha256);
  expect(recordedSteps(runFolder)).toHaveLength(STEPS);
  expect(acknowledged).toBeGreaterThan(0);
  expect(finished.ok && finished.value.process).toBeNull();
});
