import { describe, expect, test } from 'vitest';
import type { RunManifest, RunState } from '../../../src/protocol/manifest';
import { startingStatus, type TrainerStatus } from '../../../src/protocol/trainer-messages';
import { describeRun, formatBytes, nestRuns, type RunEntry, type Speech } from '../../../src/extension/run-items';
import { aPlainManifest } from '../store/plain-manifest';

/** VS Code's translations without any. */
const speech: Speech = {
  l10n: {
    t: (message: unknown, ...args: unknown[]) =>
      String(message).replace(/\{(\d+)\}/g, (_, at: string) => String(args[Number(at)])),
  },
  locale: 'en-US',
};

const end = (state: NonNullable<RunManifest['end']>['state'], step: number, metrics = {}): RunManifest['end'] => ({
  state,
  step,
  at: '2026-11-23T12:00:00Z',
  stepMsMedian: 1,
  metrics,
});

const aRun = (state: RunState, changes: Partial<RunManifest> = {}, more: Partial<RunEntry> = {}): RunEntry => {
  const manifest = aPlainManifest(changes);
  return { id: manifest.id, folder: `/runs/${manifest.id}`, state, bytes: 12_400_000, manifest, ...more };
};

const status = (changes: Partial<TrainerStatus>): TrainerStatus => ({ ...startingStatus, totalSteps: 937, ...changes });

describe('what is said of a run', () => {
  test('a live one shows what its trainer last said', () => {
    const live = aRun(
      'training',
      {},
      {
        status: status({ state: 'training', step: 468, metrics: { dLoss: 0.61234, gLoss: 1.5, dReal: 0.9 } }),
      },
    );
    const item = describeRun(live, speech);
    expect(item.label).toBe('fashion-gan');
    expect(item.description).toMatch(/^468\/937 · dLoss 0\.612 · gLoss 1\.5 · epoch 0\.5 · [^·]+ · 12 MB$/);
    expect(item.context).toBe('run training live');
    expect(item.spoken).toMatch(/^fashion-gan, training, /);
  });

  test.each([
    [
      'finished',
      937,
      { loss: 0.25, valLoss: null },
      /^937 steps · loss 0\.25 · valLoss not finite · epoch 1 · /,
      'run finished idle',
    ],
    ['stopped', 9, { dLoss: 1 }, /^9\/937 · dLoss 1 · epoch 0 · [^·]+ · 12 MB$/, 'run stopped idle resumable'],
    [
      'failed',
      9,
      { mine: 3, other: 4, third: 5 },
      /^9\/937 · mine 3 · other 4 · epoch 0 · [^·]+ · 12 MB$/,
      'run failed idle resumable',
    ],
    ['paused', 9, {}, /^9\/937 · epoch 0 · [^·]+ · 12 MB$/, 'run paused idle resumable'],
  ] as const)('one that is %s shows how it ended', (state, step, metrics, description, context) => {
    const item = describeRun(aRun(state, { end: end(state, step, metrics) }), speech);
    expect(item.description).toMatch(description);
    expect(item.context).toBe(context);
  });

  test('one whose trainer was paused by people is live, and can be resumed', () => {
    const paused = aRun('training', {}, { status: status({ state: 'paused', step: 5 }) });
    expect(describeRun(paused, speech).context).toBe('run paused live resumable');
  });

  test('one without a readable manifest shows why', () => {
    const problem = { message: 'manifest.json is not JSON.', blame: 'environment' as const };
    const item = describeRun({ id: 'x', folder: '/runs/x', state: 'failed', bytes: 10, problem }, speech);
    expect(item).toMatchObject({
      label: 'x',
      description: 'manifest.json is not JSON. · 10 B',
      context: 'run failed idle',
    });
  });

  test('every state has a picture of its own shape, not only a colour', () => {
    const states: RunState[] = ['starting', 'training', 'paused', 'finished', 'stopped', 'failed', 'crashed'];
    const icons = states.map((state) => describeRun(aRun(state), speech).icon.id);
    expect(new Set(icons).size).toBe(states.length);
  });

  test('the tooltip tells data, engine, seed, and where a branch comes from', () => {
    const branch = aRun('crashed', { parent: { run: 'older', step: 1200 }, seed: 42 });
    const facts = Object.fromEntries(describeRun(branch, speech).facts);
    expect(facts).toMatchObject({ State: 'crashed', Seed: '42', 'Branch of': 'older at step 1,200', Size: '12 MB' });
    expect(Object.keys(facts)).toEqual(expect.arrayContaining(['Data', 'Engine', 'Experiment', 'Started']));
  });
});

test.each([
  [0, '0 B'],
  [999, '999 B'],
  [1000, '1 kB'],
  [1_250_000, '1.3 MB'],
  [2e9, '2 GB'],
  [31e12, '31 TB'],
])('%d bytes are %s', (bytes, text) => {
  expect(formatBytes(bytes, speech)).toBe(text);
});

describe('the order of runs', () => {
  const named = (id: string, parent?: string): RunEntry =>
    aRun('finished', { id, ...(parent && { parent: { run: parent, step: 1 } }) });
  const shape = (runs: readonly RunEntry[]): unknown =>
    nestRuns(runs).map(function show(node): unknown {
      return node.branches.length > 0 ? { [node.run.id]: node.branches.map(show) } : node.run.id;
    });

  test.each([
    { what: 'no branches', runs: [named('c'), named('b'), named('a')], tree: ['c', 'b', 'a'] },
    {
      what: 'branches of branches, newest first',
      runs: [named('d', 'a'), named('c', 'b'), named('b', 'a'), named('a')],
      tree: [{ a: ['d', { b: ['c'] }] }],
    },
    { what: 'a parent that is gone', runs: [named('b', 'gone'), named('a')], tree: ['b', 'a'] },
    { what: 'a ring', runs: [named('c', 'a'), named('b', 'a'), named('a', 'b')], tree: ['b', { a: ['c'] }] },
  ])('$what', ({ runs, tree }) => {
    expect(shape(runs)).toEqual(tree);
  });

  test('no run is lost and none is shown twice', () => {
    const runs = [named('e', 'e'), named('d', 'c'), named('c', 'd'), named('b', 'c'), named('a')];
    const all: string[] = [];
    const walk = (nodes: ReturnType<typeof nestRuns>): void =>
      nodes.forEach(({ run, branches }) => {
        all.push(run.id);
        walk([...branches]);
      });
    walk(nestRuns(runs));
    expect(all.sort()).toEqual(['a', 'b', 'c', 'd', 'e']);
  });
});
