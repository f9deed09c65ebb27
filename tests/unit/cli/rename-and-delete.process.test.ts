/** Runs are renamed, deleted and thinned out by command, but not while they are trained. */
import { existsSync, rmSync } from 'node:fs';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { fixture, gibbon, manifestIn, runsIn, start, temporaryFolder, until } from '../../programs/gibbon-cli';
import { trainedFixture } from '../../programs/inspected-fixture';

const train = (runs: string, ...more: string[]) => ['train', fixture('tiny-gan'), '--runs', runs, ...more];

test('a run is renamed, and then deleted when somebody says that they are sure', async () => {
  const runs = path.dirname(await trainedFixture('tiny-gan', 150));
  onTestFinished(() => rmSync(runs, { recursive: true, force: true }));
  const [run = ''] = runsIn(runs);

  const renamed = await gibbon(['rename', run, ' Before the collapse ', '--runs', runs]);
  expect(renamed.code, renamed.stderr).toBe(0);
  expect(manifestIn(runs)).toMatchObject({ id: run, name: 'Before the collapse', end: { state: 'finished' } });
  const nameless = await gibbon(['rename', run, ' ', '--runs', runs]);
  expect([nameless.code, nameless.stderr]).toEqual([2, expect.stringMatching(/A run needs a name/)]);

  const unsure = await gibbon(['delete', run, '--runs', runs]);
  expect([unsure.code, unsure.stderr]).toEqual([2, expect.stringMatching(/Say --yes if you are sure/)]);
  expect(runsIn(runs)).toEqual([run]);
  const deleted = await gibbon(['delete', run, '--yes', '--runs', runs]);
  expect(deleted.code, deleted.stderr).toBe(0);
  expect(runsIn(runs)).toEqual([]);
});

test('a run that is being trained is neither renamed nor deleted', async () => {
  const runs = path.join(temporaryFolder(), 'runs');
  const training = start(train(runs, '--epochs', '1000000'));
  onTestFinished(() => void training.child.kill('SIGKILL'));
  await until('the trainer', () => manifestIn(runs)?.process ?? undefined);
  const [run = ''] = runsIn(runs);
  for (const args of [
    ['rename', run, 'other'],
    ['delete', run, '--yes'],
  ]) {
    const { code, stderr } = await gibbon([...args, '--runs', runs]);
    expect([code, stderr]).toEqual([2, expect.stringMatching(/while its trainer lives\. Stop the training first/)]);
  }
  training.child.kill('SIGINT');
  await training.finished;
  expect(existsSync(path.join(runs, run, 'manifest.json'))).toBe(true);
  expect(manifestIn(runs)?.name).toBe('tiny-gan');
});

test('a quota thins out old checkpoints, and one that is none is refused', async () => {
  const runs = path.join(temporaryFolder(), 'runs');
  const trained = await gibbon(train(runs, '--epochs', '8'), { GIBBON_RUN_QUOTA: '0.000001' });
  expect(trained.code, trained.stderr).toBe(0);
  const kept = runsIn(path.join(runs, runsIn(runs)[0] ?? '', 'checkpoints'));
  expect(kept.length).toBeLessThanOrEqual(2);
  const refused = await gibbon(train(runs), { GIBBON_RUN_QUOTA: 'much' });
  expect([refused.code, refused.stderr]).toEqual([2, expect.stringMatching(/expected gigabytes.*got much/)]);
});
