/** The latent space of real runs, asked of a real inspector: codings, errors, maps, the way back, and why there is none. */
import { decode as decodePng } from 'fast-png';
import { describe, expect, test } from 'vitest';
import { unwrap } from '../../../src/base/result';
import type { RunInspectorClient } from '../../../src/client/run-inspector-client';
import type { Encoded, LatentMap, Projection } from '../../../src/protocol/latent-questions';
import type { PlainTensor } from '../../../src/protocol/plain-tensor';
import { RunReader } from '../../../src/store/run-reader';
import { inspectedFixtures } from '../../programs/inspected-fixture';

const STEPS = 150;

const inspect = inspectedFixtures();
const inspected = (name: string) => inspect(name, STEPS);

async function encoded(
  inspector: RunInspectorClient,
  {
    step = STEPS,
    samples = 200,
    space = 'codings',
  }: { step?: number; samples?: number; space?: 'codings' | 'images' } = {},
): Promise<Encoded> {
  const answer = unwrap(await inspector.ask({ kind: 'encode', step, samples, space }));
  if (!answer) throw new Error('Nobody else has asked.');
  return answer;
}

async function mapped(inspector: RunInspectorClient, projection: Projection): Promise<LatentMap> {
  const map = unwrap(await inspector.ask({ kind: 'project', projection }));
  if (!map) throw new Error('Nobody else has asked.');
  return map;
}

const rowOf = ({ shape: [, dims = 0], values }: PlainTensor, row: number) => [
  ...values.subarray(row * dims, (row + 1) * dims),
];
const near = (values: Iterable<number>) => [...values].map((value) => expect.closeTo(value, 4) as number);
const three = (inspector: RunInspectorClient, indices = [0, 7, 199]) =>
  inspector.ask({ kind: 'readSamples', indices }).then(unwrap);

describe('an autoencoder', () => {
  test('has the codings that its encoder gives, the errors of its own reconstructions, the classes of its data', async () => {
    const { inspector } = await inspected('tiny-autoencoder');
    const description = unwrap(await inspector.ask({ kind: 'describeLatent' }));
    expect(description.source).toMatchObject({ kind: 'samples', codings: 8, count: 200, decoder: 'decoder' });
    expect(description.classNames).toHaveLength(10);
    const { codings, count, classes, scalars, means, spreads } = await encoded(inspector);
    expect([codings, count, classes?.length]).toEqual([8, 200, 200]);
    const samples = await three(inspector);
    expect(samples.shape).toEqual([3, 28, 28, 1]);
    const told = unwrap(await inspector.ask({ kind: 'readCodings', indices: [0, 7, 199] }));
    const { outputs } = unwrap(await inspector.predict(STEPS, 'encoder', samples));
    expect([...told.values]).toEqual(near(outputs.values));
    const decoded = unwrap(await inspector.ask({ kind: 'decodeCodings', codings: told }));
    const error = rowOf({ shape: [3, 784], values: decoded.values }, 1).reduce(
      (sum, value, i) => sum + (value - samples.values[784 + i]!) ** 2 / 784,
      0,
    );
    expect(scalars.find(({ id }) => id === 'error')?.values[7]).toBeCloseTo(error, 5);
    const all = unwrap(await inspector.ask({ kind: 'readCodings', indices: Array.from({ length: 200 }, (_, i) => i) }));
    const first = Array.from({ length: 200 }, (_, i) => all.values[i * 8]!);
    const mean = first.reduce((sum, value) => sum + value / 200, 0);
    expect(means[0]).toBeCloseTo(mean, 4);
    expect(spreads[0]).toBeCloseTo(Math.sqrt(first.reduce((sum, value) => sum + (value - mean) ** 2 / 200, 0)), 4);
  });

  test('is laid out at once, and what is decoded at a place of the map lies there', async () => {
    const { inspector } = await inspected('tiny-autoencoder');
    await encoded(inspector);
    const map = await mapped(inspector, { method: 'pca', dimensions: 2 });
    expect(map.places.shape).toEqual([200, 2]);
    expect(map.explained).toHaveLength(2);
    expect(map.explained![0]).toBeGreaterThanOrEqual(map.explained![1]!);
    expect(map.trust).toMatchObject({ neighbours: 15, sample: 200 });
    const places = { shape: [2, 2], values: Float32Array.of(0, 0, map.places.values[14]!, map.places.values[15]!) };
    const codings = unwrap(await inspector.ask({ kind: 'codingsAt', places }));
    expect(codings.shape).toEqual([2, 8]);
    // The origin of a PCA map is the mean; another place differs from a coding there only where the map can't see.
    const { means } = await encoded(inspector);
    expect(rowOf(codings, 0)).toEqual(near(means));
    const chosen = await mapped(inspector, { method: 'codings', axes: [5, 2] });
    const own = unwrap(await inspector.ask({ kind: 'readCodings', indices: [3] }));
    expect(rowOf(chosen.places, 3)).toEqual(near([own.values[5]!, own.values[2]!]));
    const there = { shape: [1, 2], values: Float32Array.of(1.5, -2) };
    const back = rowOf(unwrap(await inspector.ask({ kind: 'codingsAt', places: there })), 0);
    expect([back[5], back[2], back[0]]).toEqual(near([1.5, -2, means[0]!]));
  });

  test('of moments asked for at once only the newest is encoded; weights of another step give other codings', async () => {
    const { inspector } = await inspected('tiny-autoencoder');
    const early = await encoded(inspector, { step: 3 });
    const asked = [10, 20, 30].map((step) =>
      inspector.ask({ kind: 'encode', step, samples: 200, space: 'codings' }).then(unwrap),
    );
    const answers = await Promise.all(asked);
    // The first may have been answered before the others were heard.
    expect([10, undefined]).toContain(answers[0]?.step);
    expect([answers[1], answers[2]?.step]).toEqual([null, 30]);
    expect(answers[2]!.means[0]).not.toBeCloseTo(early.means[0]!, 4);
    // What is decoded belongs to the moment that was encoded, wherever the training panel looks meanwhile.
    const codings = unwrap(await inspector.ask({ kind: 'readCodings', indices: [1] }));
    const before = unwrap(await inspector.ask({ kind: 'decodeCodings', codings }));
    unwrap(await inspector.lookAt(5, () => undefined));
    expect([...unwrap(await inspector.ask({ kind: 'decodeCodings', codings })).values]).toEqual([...before.values]);
  });

  test('neighbours are laid out in a thread: told of as they move, given up for another map, answered meanwhile', async () => {
    const { inspector } = await inspected('tiny-autoencoder');
    await encoded(inspector);
    const rounds: number[] = [];
    const listening = inspector.onEvent((event) => {
      if (event.kind === 'projected' && event.places) rounds.push(event.done);
    });
    const given = inspector.ask({ kind: 'project', projection: { method: 'tsne', perplexity: 10 } }).then(unwrap);
    const umap = inspector.ask({ kind: 'project', projection: { method: 'umap', neighbours: 10 } }).then(unwrap);
    expect((await three(inspector)).shape[0]).toBe(3);
    expect(await given).toBeNull();
    const map = await umap;
    listening.dispose();
    expect(map?.placed).toBe(200);
    expect(map?.trust?.trustworthiness).toBeGreaterThan(0.8);
    expect(rounds.length).toBeGreaterThan(1);
    // Where a sample lies its own coding lies.
    const places = { shape: [1, 2], values: map!.places.values.slice(8, 10) };
    const own = unwrap(await inspector.ask({ kind: 'readCodings', indices: [4] }));
    expect([...unwrap(await inspector.ask({ kind: 'codingsAt', places })).values]).toEqual(near(own.values));
  });

  test('a linear one has the plane of PCA beside its own, at the angle that the run has recorded', async () => {
    const { inspector, runFolder } = await inspected('tiny-pca');
    const { pca, count } = await encoded(inspector);
    const reader = unwrap(RunReader.open(runFolder));
    reader.refresh();
    const [recorded] = reader.values(['pca/angle'], STEPS);
    expect(pca?.angleDegrees).toBeCloseTo(recorded!.value, 3);
    reader.dispose();
    for (const { origin, directions } of [pca!.learnt, pca!.components]) {
      expect(origin).toHaveLength(3);
      const [a, b] = [directions.subarray(0, 3), directions.subarray(3)];
      const dot = (one: Float32Array, other: Float32Array) => one.reduce((sum, value, i) => sum + value * other[i]!, 0);
      expect([dot(a, a), dot(b, b), dot(a, b)]).toEqual(near([1, 1, 0]));
    }
    expect(pca?.places.shape).toEqual([count, 2]);
  });
});

test('the codings of a variational autoencoder are its means, and three of them make a map in space, once they are there', async () => {
  const { inspector } = await inspected('tiny-vae');
  const early = await inspector.ask({ kind: 'project', projection: { method: 'pca', dimensions: 2 } });
  expect(!early.ok && early.problem.message).toContain('encoded');
  await encoded(inspector);
  const samples = await three(inspector, [2]);
  const { outputs } = unwrap(await inspector.predict(STEPS, 'encoder', samples));
  const own = unwrap(await inspector.ask({ kind: 'readCodings', indices: [2] }));
  expect([...own.values]).toEqual(near(outputs.values));
  const map = await mapped(inspector, { method: 'codings', axes: [0, 1, 2] });
  expect(map.places.shape).toEqual([200, 3]);
  expect(map.trust).toBeUndefined();
});

test('a generator has codings by chance: the first are those of its wall, with what the discriminator believes', async () => {
  const { inspector, runFolder } = await inspected('tiny-gan');
  const { source } = unwrap(await inspector.ask({ kind: 'describeLatent' }));
  expect(source).toMatchObject({ kind: 'chance', codings: 4, decoder: 'generator', sampleShape: [28, 28, 1] });
  const { scalars, classes } = await encoded(inspector, { space: 'images' });
  const real = scalars.find(({ id }) => id === 'real')!.values;
  expect([...real].every((value) => value >= 0 && value <= 1)).toBe(true);
  // Nobody has trained a reference classifier here.
  expect(classes).toBeUndefined();
  const made = await three(inspector, [0, 9]);
  const { outputs } = unwrap(await inspector.predict(STEPS, 'discriminator', made));
  expect([real[0], real[9]]).toEqual(near(outputs.values));
  const reader = unwrap(RunReader.open(runFolder));
  reader.refresh();
  const wall = decodePng(reader.imageAt('samples', STEPS)!.png);
  reader.dispose();
  const pixelOfWall = (tile: number, x: number, y: number) =>
    wall.data[(Math.floor(tile / 8) * 28 + y) * wall.width + (tile % 8) * 28 + x]!;
  for (const [at, tile] of [0, 9].entries())
    for (const [x, y] of [
      [3, 4],
      [14, 14],
      [20, 9],
    ] as const)
      expect(Math.round(made.values[at * 784 + y * 28 + x]! * 255)).toBe(pixelOfWall(tile, x, y));
  const map = await mapped(inspector, { method: 'pca', dimensions: 2 });
  const places = { shape: [1, 2], values: map.places.values.slice(10, 12) };
  const own = unwrap(await inspector.ask({ kind: 'readCodings', indices: [5] }));
  expect([...unwrap(await inspector.ask({ kind: 'codingsAt', places })).values]).toEqual(near(own.values));
});

test('what can not be answered is a sentence', async () => {
  const { inspector } = await inspected('tiny-classifier');
  const { source } = unwrap(await inspector.ask({ kind: 'describeLatent' }));
  expect(source).toMatchObject({ kind: 'none', message: expect.stringContaining('classifier') as string });
  const refused = async (question: Parameters<typeof inspector.ask>[0]) => {
    const answer = await inspector.ask(question);
    return answer.ok ? 'answered' : answer.problem.message;
  };
  expect(await refused({ kind: 'encode', step: 1, samples: 5, space: 'codings' })).toContain('no latent space');
  const { inspector: other } = await inspected('tiny-autoencoder');
  const ask = async (question: Parameters<typeof other.ask>[0]) => {
    const answer = await other.ask(question);
    return answer.ok ? 'answered' : answer.problem.message;
  };
  expect(await ask({ kind: 'encode', step: 999, samples: 5, space: 'codings' })).toContain('got 999');
  await encoded(other);
  expect(await ask({ kind: 'readSamples', indices: [200] })).toContain('0 to 199');
  expect(await ask({ kind: 'project', projection: { method: 'codings', axes: [0, 8] } })).toContain('got 8');
  const short = { shape: [1, 7], values: new Float32Array(7) };
  expect(await ask({ kind: 'decodeCodings', codings: short })).toContain('[count, 8]');
});
