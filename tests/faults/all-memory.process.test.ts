/** An experiment that takes all of the machine's memory: one sentence, no process left. */
import path from 'node:path';
import { expect, test } from 'vitest';
import { fixture, gibbon, isProcessAlive, manifestIn, resultOf, temporaryFolder } from '../programs/gibbon-cli';

test('an experiment that takes all memory is told apart, and its run has crashed', async () => {
  const runs = path.join(temporaryFolder(), 'runs');
  const finished = await gibbon(['train', fixture('takes-all-memory'), '--runs', runs, '--json']);
  expect(resultOf(finished).error?.message).toMatch(/heap out of memory/i);
  expect(finished.code).toBe(2);
  expect(manifestIn(runs)?.end).toBeNull();
  expect(isProcessAlive(manifestIn(runs)!.process!.pid)).toBe(false);
  expect((await gibbon(['list', '--runs', runs])).stdout).toMatch(/crashed/);
});
