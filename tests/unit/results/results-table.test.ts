/** What was reached, as rows and as a table: means and spreads by hand, and nothing is called reached that is not. */
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { rowsOf, table, type Trained } from '../../results/results-table';
import { type System, systems } from '../../results/systems';

const system = systems.find(({ name }) => name === 'stacked')!;
const trained = (valMse: number, seed = 42): Trained => ({
  system: system.name,
  seed,
  values: { valMse },
  minutes: 2,
  dataset: 'Fashion-MNIST',
  day: '2026-01-01',
});
const [measure] = system.measures;
const most = measure!.published as { value: number; atMost: boolean; source: string };
const accuracy: System = {
  ...system,
  measures: [{ ...measure!, published: { value: 0, atMost: false, source: 'above 0' } }],
};
const rowOf = (of: System, all: readonly Trained[]) => rowsOf(of, all)[0]!;

test('the mean of the seeds and their standard deviation', () => {
  const row = rowOf(system, [trained(1, 42), trained(2, 43), trained(6, 44), { ...trained(9), system: 'another' }]);
  expect(row.ours).toBe(3);
  // Of a sample of three: the root of (4 + 1 + 9) / 2.
  expect(row.spread).toBeCloseTo(Math.sqrt(7), 10);
  expect([row.seeds, row.minutes]).toEqual([3, 2]);
});

test.each([
  [system, most.value, true],
  [system, most.value * 1.001, false],
  [system, NaN, false],
  [accuracy, 0.01, true],
  [accuracy, 0, false],
])('reached or not', (of, value, reached) => {
  expect(rowOf(of, [trained(value)]).reached).toBe(reached);
});

test('what is to be reached may hang on another system, and is not reached before that one is trained', () => {
  const tenth: System = {
    ...system,
    measures: [{ ...measure!, published: { times: 0.1, system: 'other', atMost: true, source: 'a tenth' } }],
  };
  expect(rowOf(tenth, [trained(0.1)])).toMatchObject({ published: null, reached: false });
  const others = [2, 4].map((valMse) => ({ ...trained(valMse), system: 'other' }));
  expect(rowOf(tenth, [trained(0.3), ...others])).toMatchObject({
    published: expect.closeTo(0.3, 10) as number,
    reached: true,
  });
  expect(table([tenth], [trained(0.31), ...others], 'npm run results')).toContain('≤ 0.3 (0.1 × other)');
});

test('a system that was not trained is not reached, and the table says so', () => {
  expect(rowOf(system, [])).toMatchObject({ ours: null, spread: null, reached: false, seeds: 0, minutes: null });
  expect(table([system], [], 'npm run results')).toContain('| not trained yet |');
  expect(table([system], [trained(1)], 'npm run results')).toContain('**not reached**');
});

test.each(systems.map(({ name, example }) => [name, example]))('%s is an example', (_name, example) => {
  expect(existsSync(path.resolve(__dirname, '../../../examples', example))).toBe(true);
});

test.each(
  systems.flatMap(({ name, example, variation = [] }) => variation.map(({ from }) => [name, example, from] as const)),
)('%s changes something that stands in its example', (_name, example, from) => {
  const source = readFileSync(path.resolve(__dirname, '../../../examples', example), 'utf8');
  expect(source.split(from)).toHaveLength(2);
});

test('what nothing was published of is reported, and neither reached nor missed', () => {
  const { published: _none, ...alone } = measure!;
  const reported: System = { ...system, measures: [alone] };
  expect(rowOf(reported, [trained(3)])).toMatchObject({ ours: 3, published: null, reached: null });
  const written = table([reported], [trained(3)], 'npm run results');
  expect(written).not.toMatch(/reached \|/);
});

test('a share comes with its interval in all that was counted with all seeds', () => {
  const counted: System = { ...system, measures: [{ ...measure!, countedIn: 50 }] };
  const all = [trained(0.7, 42), trained(0.9, 43)];
  // Wilson's interval of 80 in 100: (0.711, 0.867), as in any table of it.
  expect(rowOf(counted, all).interval).toEqual({
    low: expect.closeTo(0.7112, 4) as number,
    high: expect.closeTo(0.8666, 4) as number,
  });
  expect(table([counted], all, 'npm run results')).toContain('| 0.8 ± 0.141 (0.711–0.867) |');
  expect(rowOf(system, all).interval).toBeNull();
});
