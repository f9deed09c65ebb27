/** What of the Adversarial panel is pure: the perturbation, where it grows, curves and their doubts, and what messages change. */
import { describe, expect, test } from 'vitest';
import type { Attacked, AttackedOne, AttacksDescription, ShownImages } from '../../../../src/protocol/attack-questions';
import { shownClasses } from '../../../../webviews/adversarial/confidences';
import { growthOf, relativeChange } from '../../../../webviews/adversarial/growth';
import { settingsOf, withSettings } from '../../../../webviews/adversarial/kept-settings';
import { differenceRange, perPixel, perturbationOf } from '../../../../webviews/adversarial/perturbation';
import { pixelAt } from '../../../../webviews/adversarial/pictures';
import { addedTo, type Curve, doubtsOf, epsilonsFor } from '../../../../webviews/adversarial/robustness';
import {
  type AdversarialMessage,
  type AdversarialState,
  initialState,
  isCurrent,
  mostEpsilon,
  reduce,
} from '../../../../webviews/adversarial/state';

describe('a perturbation', () => {
  test('has the size of its largest number and of all of them', () => {
    const { values, linf, l2, changedShare } = perturbationOf(
      Float32Array.of(0, 1, 0.5, 0),
      Float32Array.of(3, 1, 0.5, -4),
    );
    expect([...values]).toEqual([3, 0, 0, -4]);
    expect([linf, l2, changedShare]).toEqual([4, 5, 0.5]);
  });

  test('is drawn about a grey middle, and of colours by the mean of a pixel', () => {
    expect(differenceRange([-1, 1])).toEqual([-2, 2]);
    expect([...perPixel(Float32Array.of(1, 2, 3, -3, 0, 0), [1, 2, 3])]).toEqual([2, -1]);
    expect([...perPixel(Float32Array.of(1, 2), [2])]).toEqual([1, 2]);
  });

  test('a place in a picture is a pixel; beside it there is none', () => {
    const kind = { shape: [28, 28, 1], range: [0, 1] as const };
    // 28 pixels of 7 in a square of 200, two of them free at each side.
    expect(pixelAt(kind, 200, 2, 2)).toEqual({ x: 0, y: 0 });
    expect(pixelAt(kind, 200, 197, 9)).toEqual({ x: 27, y: 1 });
    expect(pixelAt(kind, 200, 199, 9)).toBeUndefined();
    expect(pixelAt({ shape: [5], range: [0, 1] }, 200, 50, 50)).toBeUndefined();
  });
});

const layer = (name: string, apart: number, apartByNoise = apart / 2) => ({
  name,
  call: 0,
  calls: 1,
  apart,
  apartByNoise,
});

describe('where it grows', () => {
  test('is the layer that sees the largest multiple of what the one before saw', () => {
    const { rows, most } = growthOf([layer('c/a', 0.2), layer('c/b', 0.9), layer('c/c', 1)], 0.1);
    expect(rows.map(({ factor }) => factor)).toEqual([NaN, 2, 4.5, expect.closeTo(1 / 0.9, 6)]);
    expect(most).toBe(2);
  });

  test('is nowhere where it only shrinks, and where nothing was changed', () => {
    expect(growthOf([layer('c/a', 0.05), layer('c/b', 0.05)], 0.1).most).toBeUndefined();
    expect(growthOf([layer('c/a', 0)], 0).most).toBeUndefined();
    expect(relativeChange(Float32Array.of(3, 4), 2.5)).toBe(0.5);
    expect(relativeChange(Float32Array.of(0, 0), 2.5)).toBe(0);
  });
});

const curveOf = (points: Record<number, number>, more: Partial<Curve> = {}, count = 1000): Curve => ({
  attack: 'pgd',
  norm: 'linf',
  target: undefined,
  steps: 20,
  step: 10,
  points: Object.entries(points)
    .map(([epsilon, right]) => ({ epsilon: Number(epsilon), right, count, blind: 0 }))
    .sort((a, b) => a.epsilon - b.epsilon),
  ...more,
});
const kinds = (...curves: Curve[]) => doubtsOf(curves, 10, 1).map(({ kind }) => kind);

describe('a curve of accuracy against epsilon', () => {
  test('grows image by image', () => {
    const options = {
      epsilon: 0.1,
      norm: 'linf',
      steps: 20,
      stepSize: 0.01,
      confidence: 1,
      randomStart: true,
    } as const;
    const attacked = (attackedRight: number, blind: number): Attacked => ({
      step: 10,
      attack: 'pgd',
      options,
      count: 25,
      cleanRight: 24,
      attackedRight,
      blind,
    });
    const curve = addedTo(addedTo(curveOf({ 0.3: 5 }), attacked(7, 1)), attacked(8, 0));
    expect(curve.points).toEqual([
      { epsilon: 0.1, count: 50, right: 15, blind: 1 },
      { epsilon: 0.3, count: 1000, right: 5, blind: 0 },
    ]);
    expect(epsilonsFor('linf', 784, 2)[1]).toBe(0.05);
    expect(epsilonsFor('l2', 4 * 784, 1)[2]).toBe(2);
  });

  test('falls to nothing where all is well', () => {
    expect(kinds(curveOf({ 0: 910, 0.1: 100, 0.5: 0 }))).toEqual([]);
    // As many as by chance are told right where all images are grey.
    expect(kinds(curveOf({ 0: 910, 0.5: 100 }))).toEqual([]);
  });

  test('is doubtful where it can not be true', () => {
    expect(kinds(curveOf({ 0: 910, 0.5: 400 }))).toEqual(['stands']);
    expect(kinds(curveOf({ 0: 910, 0.1: 100, 0.2: 300, 0.5: 0 }))).toEqual(['rises']);
    // A few more by chance are none.
    expect(kinds(curveOf({ 0: 910, 0.1: 100, 0.2: 110, 0.5: 0 }))).toEqual([]);
    const fgsm = curveOf({ 0: 910, 0.1: 50, 0.5: 0 }, { attack: 'fgsm', steps: 1 });
    expect(kinds(fgsm, curveOf({ 0: 910, 0.1: 300, 0.5: 0 }))).toEqual(['outdone']);
    // At another moment of the training the weights are others, and one step may well do more harm.
    expect(kinds({ ...fgsm, step: 5 }, curveOf({ 0: 910, 0.1: 300, 0.5: 0 }))).toEqual([]);
    // Towards a target images of it stay right, and short steps may not get far.
    expect(kinds(curveOf({ 0: 910, 0.5: 400 }, { target: 2 }))).toEqual([]);
    const blind = curveOf({ 0: 910 });
    expect(kinds({ ...blind, points: [{ epsilon: 0.1, count: 10, right: 9, blind: 3 }] })).toEqual(['blind']);
  });
});

test('of very many classes those that matter are shown, in their order', () => {
  const classes = Array.from({ length: 100 }, (_, at) => ({
    name: `${at}`,
    before: at === 70 ? 0.9 : 0,
    after: at === 5 ? 0.8 : 0,
    isMarked: at === 99,
  }));
  const names = shownClasses(classes).map(({ name }) => name);
  expect(names).toHaveLength(12);
  expect(names.filter((name) => ['5', '70', '99'].includes(name))).toEqual(['5', '70', '99']);
});

const description: AttacksDescription = {
  role: 'classifier',
  classNames: ['a', 'b', 'c'],
  images: 100,
  split: 'test',
  sampleShape: [2, 2, 1],
  range: [0, 1],
  attacks: [
    { name: 'fgsm', title: 'FGSM', source: '', targeted: 'never', norms: ['linf'], steps: 1, confidence: 1 },
    { name: 'pgd', title: 'PGD', source: '', targeted: 'optional', norms: ['linf', 'l2'], steps: 20, confidence: 1 },
    {
      name: 'down',
      title: 'Down',
      source: '',
      targeted: 'always',
      norms: ['l2', 'linf'],
      steps: 200,
      confidence: 0.99,
    },
  ],
};
const shown = (from: number, numbers: number[]): ShownImages => ({
  step: 5,
  all: 20,
  from,
  numbers,
  labels: numbers.map(() => 1),
  images: { shape: [numbers.length, 2, 2, 1], values: new Float32Array(numbers.length * 4) },
  probabilities: {
    shape: [numbers.length, 3],
    values: Float32Array.from(numbers.flatMap(() => [0.1, 0.6, 0.3])),
  },
});
const after = (...messages: AdversarialMessage[]): AdversarialState => messages.reduce(reduce, initialState);

describe('the state', () => {
  const begun = [
    { kind: 'described', description },
    { kind: 'imagesShown', shown: shown(0, [3, 4, 9]) },
  ] as const;

  test('the first attack and the first image are there at once; a target is the class next in line', () => {
    const state = after(...begun);
    expect([state.image, state.wish]).toEqual([3, expect.objectContaining({ attack: 'fgsm', epsilon: 0.1, steps: 1 })]);
    expect(state.wish?.target).toBeUndefined();
    const down = after(...begun, { kind: 'attackChosen', attack: 'down' }).wish;
    expect(down).toMatchObject({ attack: 'down', norm: 'l2', target: 2, confidence: 0.99, steps: 200 });
  });

  test('another norm has another epsilon; one step stays one; nothing leaves what makes sense', () => {
    const pgd = after(...begun, { kind: 'attackChosen', attack: 'pgd' });
    const l2 = reduce(pgd, { kind: 'wished', wish: { norm: 'l2' } });
    expect(l2.wish?.epsilon).toBe(mostEpsilon(l2, 'l2'));
    expect(reduce(pgd, { kind: 'wished', wish: { steps: 3.4, confidence: 7 } }).wish).toMatchObject({
      steps: 3,
      confidence: 0.9999,
    });
    expect(after(...begun, { kind: 'wished', wish: { steps: 9 } }).wish?.steps).toBe(1);
    expect(after(...begun, { kind: 'wished', wish: { target: 1 } }).wish?.target).toBeUndefined();
    // What the user types is asked as it is: whoever computes says what is wrong with it.
    expect(after(...begun, { kind: 'wished', wish: { epsilon: -1 } }).wish?.epsilon).toBe(-1);
  });

  test('past the last thumbnail comes the next page, and past the last page nothing', () => {
    const last = after(...begun, { kind: 'imageChosen', image: 9 }, { kind: 'imageStepped', by: 1 });
    expect([last.from, last.image]).toEqual([12, undefined]);
    const next = reduce(last, { kind: 'imagesShown', shown: shown(12, [40, 41]) });
    expect(next.image).toBe(40);
    expect(reduce(next, { kind: 'paged', by: 1 }).from).toBe(12);
    expect(after(...begun, { kind: 'imageStepped', by: -1 }).image).toBe(3);
    // Back from the first of a page comes the last of the one before.
    const back = reduce(next, { kind: 'imageStepped', by: -1 });
    expect(reduce(back, { kind: 'imagesShown', shown: shown(0, [3, 4, 9]) }).image).toBe(9);
  });

  test('a curve that is being counted goes on when something else fails; stopped before its first point it is none', () => {
    const curve = curveOf({});
    const problem = { message: 'epsilon expected a number of at least 0.', blame: 'environment' } as const;
    const counting = after(...begun, { kind: 'measuringBegan', curve, all: 200 }, { kind: 'failed', problem });
    expect(counting.measured).toEqual({ done: 0, all: 200 });
    expect(reduce(counting, { kind: 'measuringEnded' })).toMatchObject({ curves: [], measured: undefined });
  });

  test('what is seen is current only while the controls say the same', () => {
    const seen = {
      step: 5,
      image: 3,
      attack: 'fgsm',
      options: { epsilon: 0.1, norm: 'linf', steps: 1, stepSize: 0.1, confidence: 1, randomStart: false },
    } as AttackedOne;
    const moment = { step: 5, playhead: { kind: 'live' }, isMoving: false } as const;
    const state = after(...begun, { kind: 'momentMoved', moment }, { kind: 'seen', seen });
    expect(isCurrent(state)).toBe(true);
    expect(isCurrent(reduce(state, { kind: 'wished', wish: { epsilon: 0.2 } }))).toBe(false);
    expect(isCurrent(reduce(state, { kind: 'imageChosen', image: 4 }))).toBe(false);
    expect(isCurrent(reduce(state, { kind: 'momentMoved', moment: { ...moment, step: 6 } }))).toBe(false);
  });

  test('comes back after a reload as it was; what was kept wrong is left out', () => {
    const state = after(...begun, { kind: 'attackChosen', attack: 'down' }, { kind: 'imageChosen', image: 9 });
    const kept = JSON.parse(JSON.stringify(settingsOf(state))) as Record<string, unknown>;
    const back = reduce(withSettings(initialState, kept), { kind: 'described', description });
    expect([back.wish, back.image]).toEqual([state.wish, 9]);
    const odd = withSettings(initialState, { image: -3, wish: { attack: 7 }, sampleSize: 'many', label: 99 });
    expect(reduce(odd, { kind: 'described', description })).toMatchObject({
      image: undefined,
      label: undefined,
      sampleSize: 200,
      wish: { attack: 'fgsm' },
    });
  });
});
