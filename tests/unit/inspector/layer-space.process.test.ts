/** The layers of real runs, asked of a real inspector: what they give out for samples, their weights, what excites them. */
import { describe, expect, test } from 'vitest';
import { unwrap } from '../../../src/base/result';
import type { RunInspectorClient } from '../../../src/client/run-inspector-client';
import type { LayerRun, LayersRun } from '../../../src/protocol/layer-questions';
import { inspectedFixtures } from '../../programs/inspected-fixture';

const STEPS = 5;
/** Of runs that other files ask about, too. */
const SHARED_STEPS = 150;

const inspect = inspectedFixtures();
const inspected = async (name: string, steps = STEPS): Promise<RunInspectorClient> =>
  (await inspect(name, steps)).inspector;

async function seen(inspector: RunInspectorClient, samples: number[], step = STEPS): Promise<LayersRun> {
  const answer = unwrap(await inspector.ask({ kind: 'runLayers', step, samples }));
  if (!answer) throw new Error('Nobody else has asked.');
  return answer;
}

const layerOf = ({ layers }: LayersRun, name: string, call = 0): LayerRun => {
  const found = layers.find((one) => one.name === name && one.call === call);
  if (!found) throw new Error(`${name} is not among ${layers.map((one) => one.name).join(', ')}.`);
  return found;
};
const near = (values: Iterable<number>) => [...values].map((value) => expect.closeTo(value, 4) as number);

describe('a convolutional autoencoder', () => {
  test('gives out what its models give, channel by channel, for several samples, with how far these are apart', async () => {
    const inspector = await inspected('tiny-conv-autoencoder');
    expect(unwrap(await inspector.ask({ kind: 'describeLayers' }))).toMatchObject({
      samples: 200,
      sampleShape: [28, 28, 1],
      models: [
        { role: 'encoder', fed: 'sample' },
        { role: 'decoder', fed: 'coding' },
      ],
    });
    const run = await seen(inspector, [0, 3]);
    expect(run.layers.map(({ name }) => name)).toEqual([
      'encoder/conv2d_1',
      'encoder/max_pooling2d_1',
      'encoder/conv2d_2',
      'encoder/max_pooling2d_2',
      'decoder/conv2d_transpose_1',
      'decoder/conv2d_transpose_2',
    ]);
    const inputs = unwrap(await inspector.ask({ kind: 'readInputs', indices: [0, 3] }));
    const coded = unwrap(await inspector.predict(STEPS, 'encoder', inputs)).outputs;
    const codings = layerOf(run, 'encoder/max_pooling2d_2');
    expect([codings.layout, codings.shape, codings.all]).toEqual(['maps', [7, 7, 6], 6]);
    expect([...codings.values]).toEqual(near(coded.values));
    const given = unwrap(await inspector.predict(STEPS, 'decoder', coded)).outputs;
    expect([...layerOf(run, 'decoder/conv2d_transpose_2').values]).toEqual(near(given.values));
    const [first, second] = [coded.values.subarray(0, 294), coded.values.subarray(294)];
    const norm = Math.hypot(...first);
    expect(codings.figures[0]!.norm).toBeCloseTo(norm, 3);
    expect([...codings.apart]).toEqual(near([0, Math.hypot(...first.map((value, i) => value - second[i]!)) / norm]));
    // Weights of another step give other maps.
    expect([...layerOf(await seen(inspector, [0], 0), 'encoder/conv2d_1').values]).not.toEqual([
      ...layerOf(run, 'encoder/conv2d_1').values.subarray(0, 28 * 28 * 4),
    ]);
  });

  test('has its kernels as pictures, and one number of a transposed convolution paints its kernel', async () => {
    const inspector = await inspected('tiny-conv-autoencoder');
    const { weights } = unwrap(await inspector.ask({ kind: 'readWeights', step: STEPS, layer: 'encoder/conv2d_1' }));
    expect(weights).toMatchObject([
      { name: 'encoder/conv2d_1/kernel', shape: [3, 3, 1, 4], all: 4, pictures: { shape: [4, 3, 3] } },
    ]);
    const layer = 'decoder/conv2d_transpose_2';
    const kernel = unwrap(await inspector.ask({ kind: 'readWeights', step: STEPS, layer })).weights[0]!;
    expect(kernel.shape).toEqual([3, 3, 1, 4]);
    const painted = await Promise.all(
      [0, 1, 2, 3].map((channel) => inspector.ask({ kind: 'paintFrom', step: STEPS, layer, channel }).then(unwrap)),
    );
    expect(painted[0]!.shape.slice(-1)).toEqual([1]);
    const lit = painted.map(({ values }) => [...values].filter((value) => Math.abs(value) > 1e-7).length);
    // A sigmoid about its bias: nine numbers at most, wherever it stands.
    for (const count of lit) expect(count).toBeLessThanOrEqual(9);
    expect(Math.max(...lit)).toBe(9);
  });

  test('finds the samples that make a channel largest, with the values that these have', async () => {
    const inspector = await inspected('tiny-conv-autoencoder');
    const layer = 'encoder/conv2d_2';
    const found = unwrap(
      await inspector.ask({ kind: 'findLargest', step: STEPS, layer, call: 0, unit: 2, among: 150 }),
    );
    expect(found?.among).toBe(150);
    expect(found?.samples).toHaveLength(12);
    expect([...found!.values].sort((a, b) => b - a)).toEqual(found!.values);
    const best = layerOf(await seen(inspector, [found!.samples[0]!]), layer);
    const maps = [...best.values].filter((_, i) => i % 6 === 2);
    expect(found!.values[0]).toBeCloseTo(
      maps.reduce((sum, value) => sum + value / maps.length, 0),
      4,
    );
  });
});

test('of a recurrent layer all states are seen, also where it gives out the last one only', async () => {
  const inspector = await inspected('tiny-recurrent');
  const run = await seen(inspector, [4]);
  const states = layerOf(run, 'encoder/lstm_2');
  expect([states.layout, states.shape]).toEqual(['sequence', [28, 4]]);
  const inputs = unwrap(await inspector.ask({ kind: 'readInputs', indices: [4] }));
  const last = unwrap(await inspector.predict(STEPS, 'encoder', inputs)).outputs;
  expect([...states.values.subarray(27 * 4)]).toEqual(near(last.values));
  expect(layerOf(run, 'decoder/time_distributed_1').layout).toBe('sequence');
});

test('a layer that is used twice has two calls; nested, named and joining layers stand in source order', async () => {
  const inspector = await inspected('odd-layers');
  const run = await seen(inspector, [0]);
  const shared = run.layers.filter(({ calls }) => calls === 2);
  expect(shared.map(({ name, call }) => [name, call])).toEqual([
    [shared[0]!.name, 0],
    [shared[0]!.name, 1],
  ]);
  expect([...shared[0]!.values]).not.toEqual([...shared[1]!.values]);
  const names = run.layers.map(({ name }) => name);
  expect(names).toContain('encoder/narrow');
  expect(names.some((name) => /^encoder\/[^/]+\/dense_1$/.test(name))).toBe(true);
  const { models } = unwrap(await inspector.ask({ kind: 'describeLayers' }));
  expect(models.find(({ role }) => role === 'judge')).toMatchObject({
    fed: 'nothing',
    why: expect.stringContaining('2 inputs') as string,
  });
  expect(names.some((name) => name.startsWith('judge/'))).toBe(false);
});

test('a generator is fed with codings by chance, the discriminator with samples', async () => {
  const inspector = await inspected('tiny-gan', SHARED_STEPS);
  const { models } = unwrap(await inspector.ask({ kind: 'describeLayers' }));
  expect(models).toEqual([
    { role: 'generator', fed: 'chance' },
    { role: 'discriminator', fed: 'sample' },
  ]);
  const run = await seen(inspector, [9]);
  unwrap(await inspector.ask({ kind: 'encode', step: STEPS, samples: 10, space: 'codings' }));
  const made = unwrap(await inspector.ask({ kind: 'readSamples', indices: [9] }));
  const last = run.layers.findLast(({ name }) => name.startsWith('generator/'))!;
  expect(last.layout).toBe('maps');
  expect([...last.values]).toEqual(near(made.values));
});

test('what can not be answered is a sentence', async () => {
  const inspector = await inspected('tiny-classifier', SHARED_STEPS);
  const refused = async (question: Parameters<typeof inspector.ask>[0]) => {
    const answer = await inspector.ask(question);
    return answer.ok ? 'answered' : answer.problem.message;
  };
  expect(await refused({ kind: 'readWeights', step: 1, layer: 'no/such' })).toContain('has no layer "no/such"');
  expect(await refused({ kind: 'readInputs', indices: [99_999] })).toContain('got 99999');
  const { layers } = await seen(inspector, [0]);
  const [first] = layers;
  expect(await refused({ kind: 'paintFrom', step: 1, layer: first!.name, channel: 0 })).toContain(
    'expected to be a transposed convolution',
  );
  expect(await refused({ kind: 'runLayers', step: 999, samples: [0] })).toContain('got 999');
});
