import { expect, test } from 'vitest';
import { runOnCores } from '../../../scripts/lib/test-schedule.mjs';

interface Job {
  readonly name: string;
  readonly cores?: number;
}

/** Runs jobs that end when they are told to. */
function running(jobs: readonly Job[], cores: number) {
  const begun: string[] = [];
  const end = new Map<string, (error?: Error) => void>();
  const results = runOnCores(
    jobs,
    ({ name }, taken) =>
      new Promise<string>((resolve, reject) => {
        begun.push(`${name} on ${taken}`);
        end.set(name, (error) => (error ? reject(error) : resolve(name)));
      }),
    cores,
  );
  const ended = async (name: string, error?: Error) => {
    end.get(name)?.(error);
    await new Promise((resolve) => setImmediate(resolve));
    return [...begun];
  };
  return { begun, ended, results };
}

test('jobs begin in their order, each when its cores are free, and their results come in that order', async () => {
  const { begun, ended, results } = running(
    [{ name: 'a' }, { name: 'b' }, { name: 'wide', cores: 2 }, { name: 'c' }],
    2,
  );
  expect(begun).toEqual(['a on 1', 'b on 1']);
  expect(await ended('b')).toHaveLength(2);
  expect(await ended('a')).toEqual(['a on 1', 'b on 1', 'wide on 2']);
  expect(await ended('wide')).toContain('c on 1');
  await ended('c');
  expect(await results).toEqual(['a', 'b', 'wide', 'c']);
});

test('a job that wants more cores than there are gets all of them', async () => {
  const { begun, ended, results } = running([{ name: 'wide', cores: 2 }], 1);
  expect(begun).toEqual(['wide on 1']);
  await ended('wide');
  expect(await results).toEqual(['wide']);
});

test('what a job throws is thrown, and keeps no other from beginning', async () => {
  const { ended, results } = running([{ name: 'a' }, { name: 'b' }], 1);
  const caught = results.catch((error: unknown) => error);
  expect(await ended('a', new Error('broken'))).toEqual(['a on 1', 'b on 1']);
  await ended('b');
  expect(await caught).toEqual(new Error('broken'));
});
