import { describe, expect, it } from 'vitest';
import { datasets } from '../../../src/authoring/datasets';
import type { Augmentation, DatasetSpec } from '../../../src/base/dataset-spec';
import type { Dataset, TrainingMoment } from '../../../src/data/dataset';
import { allOf, indicesOf, loaded, problemOf } from './loading';

const FOLDER = '/no/such/folder';
const SIDE = 9;
const glyphs = datasets.glyphs({ count: 200 });
const at: TrainingMoment = { seed: 11, epoch: 3 };

/** Images of one lit pixel each. */
function dots(places: readonly (readonly [x: number, y: number])[]): DatasetSpec {
  const values = new Float32Array(places.length * SIDE * SIDE);
  places.forEach(([x, y], image) => (values[image * SIDE * SIDE + y * SIDE + x] = 1));
  return datasets.tensor(values, [places.length, SIDE, SIDE, 1], { testShare: 0 });
}

const augmented = (spec: DatasetSpec, augmentation: Augmentation): Promise<Dataset> =>
  loaded(datasets.augmented(spec, augmentation), FOLDER);

/** Where the light is: its middle, and how much of it there is. */
function lightOf(image: Float32Array): { x: number; y: number; sum: number } {
  let [x, y, sum] = [0, 0, 0];
  image.forEach((value, place) => {
    x += value * (place % SIDE);
    y += value * Math.floor(place / SIDE);
    sum += value;
  });
  return { x: x / sum, y: y / sum, sum };
}

const ALL: Augmentation = {
  flipHorizontally: true,
  flipVertically: true,
  shiftPx: 2,
  rotateDegrees: 20,
  scale: 0.2,
  brightness: 0.1,
  noise: 0.05,
  cutout: 0.2,
};

describe('an augmented data set', () => {
  it('is a function of seed, epoch and index alone, to the bit', async () => {
    const { train } = await augmented(glyphs, ALL);
    const one = train.gather([5, 9, 5], undefined, at);
    const other = (await augmented(glyphs, ALL)).train;
    other.gather(indicesOf(other), undefined, { seed: 1, epoch: 0 });
    const size = 28 * 28;
    // Whatever was drawn before it, and whatever stands beside it in a batch.
    expect(other.gather([9], undefined, at)).toEqual(one.slice(size, 2 * size));
    expect(one.slice(0, size)).toEqual(one.slice(2 * size));
    for (const moment of [
      { seed: 12, epoch: 3 },
      { seed: 11, epoch: 4 },
    ])
      expect(train.gather([9], undefined, moment)).not.toEqual(one.slice(size, 2 * size));
  });

  it('changes nothing that is not trained: originals, test images, labels, counts', async () => {
    const [plain, changed] = [await loaded(glyphs, FOLDER), await augmented(glyphs, ALL)];
    expect(allOf(changed.train)).toEqual(allOf(plain.train));
    expect(changed.test.gather([1], undefined, at)).toEqual(plain.test.gather([1]));
    expect(changed.train.labels([1, 2])).toEqual(plain.train.labels([1, 2]));
    expect(changed.description).toBe(
      `${plain.description}, augmented while it trains: flipHorizontally, flipVertically, shiftPx 2, rotateDegrees 20, scale 0.2, brightness 0.1, noise 0.05, cutout 0.2`,
    );
  });

  it('mirrors every other image, exactly', async () => {
    const { train } = await augmented(glyphs, { flipHorizontally: true });
    let mirrored = 0;
    for (const index of indicesOf(train)) {
      const [before, after] = [train.gather([index]), train.gather([index], undefined, at)];
      const mirror = before.map((_, place) => before[place - (place % 28) + 27 - (place % 28)]!);
      if (after.every((value, place) => value === mirror[place])) mirrored++;
      else expect(after).toEqual(before);
    }
    expect(mirrored).toBeGreaterThan(75);
    expect(mirrored).toBeLessThan(125);
  });

  it('shifts by whole pixels to all sides alike, and loses no light in the middle', async () => {
    const { train } = await augmented(dots(Array.from({ length: 400 }, () => [4, 4])), { shiftPx: 2 });
    const counts = new Map<string, number>();
    for (const index of indicesOf(train)) {
      const { x, y, sum } = lightOf(train.gather([index], undefined, at));
      expect(sum).toBe(1);
      counts.set(`${x} ${y}`, (counts.get(`${x} ${y}`) ?? 0) + 1);
    }
    expect(counts.size).toBe(25);
    expect(Math.max(...counts.values())).toBeLessThan(45);
  });

  it('turns about the middle by no more than was said', async () => {
    const { train } = await augmented(dots(Array.from({ length: 100 }, () => [7, 4])), { rotateDegrees: 30 });
    const angles = indicesOf(train).map((index) => {
      const { x, y } = lightOf(train.gather([index], undefined, at));
      expect(Math.hypot(x - 4, y - 4)).toBeCloseTo(3, 0);
      return (Math.atan2(y - 4, x - 4) * 180) / Math.PI;
    });
    expect(Math.min(...angles)).toBeLessThan(-20);
    expect(Math.max(...angles)).toBeGreaterThan(20);
    expect(Math.max(...angles.map(Math.abs))).toBeLessThan(33);
  });

  it('fills what comes in from beyond with black, or with the edge', async () => {
    const bright = datasets.tensor(new Float32Array(50 * 16).fill(1), [50, 4, 4, 1], { testShare: 0 });
    const black = await augmented(bright, { shiftPx: 3 });
    const edge = await augmented(bright, { shiftPx: 3, beyond: 'edge' });
    expect(Math.min(...black.train.gather(indicesOf(black.train), undefined, at))).toBe(0);
    expect(Math.min(...edge.train.gather(indicesOf(edge.train), undefined, at))).toBe(1);
  });

  it('blackens a square of the size that is said', async () => {
    const bright = datasets.tensor(new Float32Array(30 * 64).fill(1), [30, 8, 8, 1], { testShare: 0 });
    const { train } = await augmented(bright, { cutout: 0.5 });
    for (const index of indicesOf(train))
      expect(train.gather([index], undefined, at).filter((value) => value === 0)).toHaveLength(16);
  });

  it('adds noise of the deviation that is said, and keeps pixels in their range', async () => {
    const grey = datasets.tensor(new Float32Array(100 * 64).fill(0.5), [100, 8, 8, 1], { testShare: 0 });
    const { train } = await augmented(grey, { noise: 0.1 });
    const values = train.gather(indicesOf(train), undefined, at);
    const spread = Math.sqrt(values.reduce((sum, value) => sum + (value - 0.5) ** 2, 0) / values.length);
    expect(spread).toBeCloseTo(0.1, 2);
    const bright = (await augmented(glyphs, { noise: 0.5, brightness: 0.5 })).train;
    const outside = bright.gather(indicesOf(bright), undefined, at).filter((value) => !(value >= 0 && value <= 1));
    expect(outside).toHaveLength(0);
  });

  it('adds noise to points and sequences, and refuses to mirror them', async () => {
    const points = await augmented(datasets.points3d(), { noise: 0.1 });
    expect(points.train.gather([0], undefined, at)).not.toEqual(points.train.gather([0]));
    const problem = await problemOf(datasets.augmented(datasets.points3d(), { shiftPx: 1 }), FOLDER);
    expect(problem.message).toMatch(/expected images for shiftPx, and 3-D points is made of points/);
  });

  it.each<[string, () => unknown, RegExp]>([
    ['twice', () => datasets.augmented(datasets.augmented(glyphs, {}), {}), /not augmented yet/],
    ['a misspelt option', () => datasets.augmented(glyphs, { flip: true } as never), /and got flip/],
    ['half a pixel', () => datasets.augmented(glyphs, { shiftPx: 0.5 }), /a whole number/],
    ['more than a half turn', () => datasets.augmented(glyphs, { rotateDegrees: 181 }), /from 0 to 180/],
    ['no data', () => datasets.augmented(undefined as never, {}), /one of Gibbon's data sets/],
  ])('refuses %s', (_what, make, message) => {
    expect(make).toThrow(message);
  });
});
