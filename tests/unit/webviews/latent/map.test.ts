/** The geometry of the latent map, its raster, its colours, its codings' arithmetic, and what its state does. */
import { describe, expect, test } from 'vitest';
import type { Encoded, LatentDescription, LatentMap } from '../../../../src/protocol/latent-questions';
import type { ShownMoment } from '../../../../src/protocol/run-panel-messages';
import { apart, classLabels } from '../../../../webviews/latent/class-labels';
import { choicesOf, colouringOf } from '../../../../webviews/latent/colouring';
import { arithmetic, spherical, straight, traversal, walkBetween, widest } from '../../../../webviews/latent/codings';
import { actionOf } from '../../../../webviews/latent/keyboard';
import { classShares, enclosed, meanAndSpread } from '../../../../webviews/latent/lasso';
import { Latest } from '../../../../webviews/common/latest';
import { between, drawRaster, mixedOrder, NOT_DRAWN } from '../../../../webviews/latent/raster';
import { initialState, type LatentState, placeOf, reduce, samplesWanted } from '../../../../webviews/latent/state';
import { extentOf, fitTo, toPlace, toScreen, turned, zoomedFit } from '../../../../webviews/latent/view-box';
import { themeFrom } from '../../../../webviews/common/theme';

const theme = themeFrom(() => '', false);
const places = (...points: (readonly number[])[]) => ({
  shape: [points.length, points[0]!.length],
  values: Float32Array.from(points.flat()),
});

describe('where places are on the screen', () => {
  test('all of a map is in the middle, with one scale for both axes and up as up; zoomed, the way back is exact', () => {
    const extent = extentOf(places([-2, 0], [2, 1], [0, NaN]))!;
    expect(extent).toEqual({ left: -2, right: 2, bottom: 0, top: 1 });
    const fit = fitTo(extent, 456, 300);
    expect(fit.scale).toBe(100);
    expect(toScreen(fit, 0, 0.5)).toEqual([228, 150]);
    expect(toScreen(fit, 0, 1)[1]).toBeLessThan(150);
    const zoomed = zoomedFit(fit, { k: 3, x: -40, y: 7 });
    const [x, y] = toPlace(zoomed, ...toScreen(zoomed, 1.25, 0.75));
    expect([x, y]).toEqual([expect.closeTo(1.25, 10), expect.closeTo(0.75, 10)]);
  });

  test('a map of one place, or of none that is known, does not break it', () => {
    expect(extentOf(places([NaN, NaN]))).toBeUndefined();
    expect(toScreen(fitTo(extentOf(places([3, 4]))!, 200, 100), 3, 4)).toEqual([100, 50]);
  });

  test('places in space keep their distances from the axis that they turn about', () => {
    const seen = turned(places([1, 2, 3]), { yaw: Math.PI / 2, pitch: 0 });
    expect([...seen.values]).toEqual([expect.closeTo(3, 6), expect.closeTo(2, 6)]);
  });
});

describe('the raster', () => {
  test('draws squares of the palette where places are, and none outside or without a place', () => {
    const out = new Uint32Array(10 * 8);
    const points = {
      places: Float32Array.of(2, 3, 9, 7, NaN, 1, 5, 5),
      order: Uint32Array.of(0, 1, 2, 3),
      shades: Uint8Array.of(1, 0, 0, NOT_DRAWN),
      palette: Uint32Array.of(7, 9),
    };
    drawRaster(out, 10, 8, points, { scale: 1, offsetX: 0, offsetY: 7 }, 2);
    const set = [...out].flatMap((value, at) => (value ? [[at % 10, Math.floor(at / 10), value]] : []));
    // (2, 3) lies at 2 across and 7 − 3 down; its square begins one before. (9, 7) would stick out above.
    expect(set).toEqual([
      [1, 3, 9],
      [2, 3, 9],
      [1, 4, 9],
      [2, 4, 9],
    ]);
  });

  test('the order is a mixture of all points, and always the same', () => {
    const order = mixedOrder(1000);
    expect([...order].sort((a, b) => a - b)).toEqual(Array.from({ length: 1000 }, (_, i) => i));
    expect(order).toEqual(mixedOrder(1000));
    expect(order.filter((point, at) => point === at).length).toBeLessThan(20);
  });

  test('points on their way are between; what had no place is there at once', () => {
    const out = new Float32Array(3);
    between(Float32Array.of(0, NaN, 4), Float32Array.of(10, 5, 4), 0.25, out);
    expect([...out]).toEqual([2.5, 5, 4]);
  });
});

const encoded: Encoded = {
  step: 7,
  count: 4,
  codings: 2,
  classes: Int32Array.of(0, 1, 1, 12),
  scalars: [{ id: 'error', values: Float32Array.of(0.1, 0.2, 0.4, NaN) }],
  means: Float32Array.of(1, 2),
  spreads: Float32Array.of(0.5, 2),
};
const description: LatentDescription = {
  source: { kind: 'samples', codings: 2, count: 60_000, decoder: 'decoder', sampleShape: [2, 2, 1] },
  classNames: ['shirt', 'bag'],
  range: [0, 1],
  samples: 'images',
};

describe('colours', () => {
  test('classes come first, then numbers; with neither one colour', () => {
    expect(choicesOf(description, encoded)).toEqual(['class', 'error']);
    const { classes: _classes, ...unlabelled } = encoded;
    expect(choicesOf(description, { ...unlabelled, scalars: [] })).toEqual(['plain']);
  });

  test('a class that is singled out leaves the others faint; a number that is none is not drawn', () => {
    const all = colouringOf(encoded, 'class', theme, undefined);
    expect([...all.shades]).toEqual([0, 1, 1, 2]);
    const only = colouringOf(encoded, 'class', theme, 1);
    expect([...only.shades]).toEqual([10, 1, 1, 10]);
    const errors = colouringOf(encoded, 'error', theme, undefined);
    expect(errors.shades[3]).toBe(NOT_DRAWN);
    expect(errors.shades[2]).toBeGreaterThan(errors.shades[0]!);
    expect([errors.low, errors.high]).toEqual([expect.closeTo(0.1, 6), expect.closeTo(0.4, 6)]);
  });

  test('a name stands at the median of its class, and names that would touch move apart', () => {
    const labels = classLabels(places([0, 0], [1, 5], [3, 7], [2, 6]), Int32Array.of(0, 1, 1, 1));
    expect(labels).toEqual([
      { index: 0, place: [0, 0] },
      { index: 1, place: [2, 6] },
    ]);
    const moved = apart(
      [
        { x: 0, y: 10, widthPx: 40 },
        { x: 10, y: 12, widthPx: 40 },
        { x: 200, y: 12, widthPx: 40 },
      ],
      15,
    );
    expect(moved.map(({ y }) => y)).toEqual([10, 25, 12]);
  });
});

describe('codings', () => {
  const [a, b, c] = [Float32Array.of(3, 0), Float32Array.of(0, 4), Float32Array.of(1, 1)];

  test('a straight walk has both ends and equal steps; along the sphere lengths change evenly', () => {
    const walk = walkBetween(a, b, straight);
    expect([walk.length, [...walk[0]!], [...walk[8]!], [...walk[4]!]]).toEqual([9, [3, 0], [0, 4], [1.5, 2]]);
    // Of a right angle the middle: both by sin 45° / sin 90°.
    const middle = spherical(Float32Array.of(1, 0), Float32Array.of(0, 1), 0.5);
    expect([...middle]).toEqual([expect.closeTo(Math.SQRT1_2, 6), expect.closeTo(Math.SQRT1_2, 6)]);
    expect([...spherical(a, a, 0.3)]).toEqual([...a]);
  });

  test('a − b + c', () => expect([...arithmetic(a, b, c)]).toEqual([4, -3]));

  test('a traversal changes one coding at a time, from −3 to +3 of its spread about its mean', () => {
    expect(widest(encoded.spreads, 1)).toEqual([1]);
    const rows = traversal(a, [1], encoded.means, encoded.spreads);
    expect(rows.map((coding) => coding[1])).toEqual([-4, -2.5, -1, 0.5, 2, 3.5, 5, 6.5, 8]);
    expect(rows.every((coding) => coding[0] === 3)).toBe(true);
  });
});

describe('a line about samples', () => {
  test('encloses those inside of it, also where it has a bay', () => {
    const bay = [
      [0, 0],
      [4, 0],
      [4, 4],
      [2, 1],
      [0, 4],
    ] as const;
    expect([...enclosed(places([1, 1], [2, 3], [3.5, 2], [5, 1]).values, bay)]).toEqual([0, 2]);
  });

  test('tells their classes, the most frequent first, and their means', () => {
    expect(classShares(encoded, Uint32Array.of(0, 1, 2))).toEqual([
      { index: 1, count: 2, mean: expect.closeTo(0.3, 6) as number },
      { index: 0, count: 1, mean: expect.closeTo(0.1, 6) as number },
    ]);
    expect(meanAndSpread(Float32Array.of(1, 2, 6)).mean).toBeCloseTo(3, 6);
    expect(meanAndSpread(Float32Array.of(1, 9, 5), Uint32Array.of(0, 2)).spread).toBeCloseTo(2, 6);
  });
});

describe('the state', () => {
  const moment = (isMoving: boolean): ShownMoment => ({ step: 7, playhead: { kind: 'live' }, isMoving });
  const map: LatentMap = {
    step: 7,
    projection: { method: 'pca', dimensions: 2 },
    places: places([0, 1], [2, 3], [4, 5], [NaN, NaN]),
    placed: 3,
  };
  const shown: LatentState = [
    { kind: 'described', description } as const,
    { kind: 'encoded', encoded } as const,
    { kind: 'mapped', map } as const,
  ].reduce(reduce, { ...initialState, moment: moment(false) });

  test('two codings are the map; of a generator with many the images are mapped', () => {
    expect(shown.projection).toEqual({ method: 'codings', axes: [0, 1] });
    const chance = { kind: 'chance' as const, codings: 30, count: 100, decoder: 'generator', sampleShape: [2, 2, 1] };
    const gan = reduce(initialState, { kind: 'described', description: { ...description, source: chance } });
    expect([gan.projection.method, gan.space]).toEqual(['pca', 'images']);
  });

  test('all samples at rest, fewer while it moves, as many as were asked for', () => {
    expect(samplesWanted(shown)).toBe(60_000);
    expect(samplesWanted({ ...shown, moment: moment(true) })).toBe(5000);
    expect(samplesWanted({ ...shown, samples: 2000, moment: moment(true) })).toBe(2000);
  });

  test('codings of the next moment leave the map where it is until there is another; other samples take it away', () => {
    const next = reduce(shown, { kind: 'encoded', encoded: { ...encoded, step: 9 } });
    expect(next.places).toBe(shown.places);
    expect(reduce(shown, { kind: 'encoded', encoded: { ...encoded, count: 3 } }).places).toBeUndefined();
  });

  test('a pin that is a sample’s moves with it; what lay between has no place on another map', () => {
    const point = { coding: Float32Array.of(1, 1), place: [9, 9], image: undefined };
    const pinned = reduce(shown, { kind: 'pinned', name: 'a', point: { ...point, sample: 1 } });
    expect(placeOf(pinned, pinned.pins.a!)).toEqual([2, 3]);
    const other = reduce(reduce(shown, { kind: 'pinned', name: 'b', point: { ...point, sample: undefined } }), {
      kind: 'projectionChosen',
      projection: { method: 'umap', neighbours: 15 },
    });
    expect(placeOf(other, other.pins.b!)).toBeUndefined();
    expect(placeOf(pinned, { ...point, sample: 3 })).toBeUndefined();
  });
});

test('of what is wanted while something is asked only the newest is asked next', async () => {
  const asked: number[] = [];
  const waiting: (() => void)[] = [];
  const latest = new Latest<number>((question) => {
    asked.push(question);
    return new Promise((resolve) => waiting.push(resolve));
  });
  for (const question of [1, 2, 3]) latest.want(question);
  expect(asked).toEqual([1]);
  waiting.shift()!();
  await expect.poll(() => asked).toEqual([1, 3]);
  latest.want(4);
  latest.forget();
  waiting.shift()!();
  await new Promise((resolve) => setTimeout(resolve, 5));
  expect(asked).toEqual([1, 3]);
});

test.each([
  ['ArrowLeft', true, { kind: 'pan', across: 60, down: 0 }],
  ['ArrowLeft', false, undefined],
  ['a', false, { kind: 'pin', name: 'a' }],
  ['+', false, { kind: 'zoom', factor: 1.4 }],
  ['N', false, { kind: 'sample', by: 1 }],
  [',', true, { kind: 'step', by: -1 }],
  ['x', true, undefined],
])('the key %s', (key, isOnMap, action) => {
  const pressed = { key, shiftKey: false, ctrlKey: false, metaKey: false, altKey: false };
  expect(actionOf(pressed, isOnMap)).toEqual(action);
  expect(actionOf({ ...pressed, ctrlKey: true }, isOnMap)).toBeUndefined();
});
