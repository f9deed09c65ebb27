/** Planes in the space of codings: through one and two directions by chance, or through three. Pure. */
import type { Slice } from '../../protocol/confidence-questions';
import { NoiseGenerator } from '../../noise/noise-generator';

/** To either side of a coding that two directions by chance go through, in standard deviations of the codings. */
const REACH = 3;
/** Beyond the outermost of three, as a share of what lies between them. */
const MARGIN = 0.35;
/** Of the run's seed: no other noise of a run is the same. */
const DIRECTIONS_STREAM = 0x51;

type Interval = readonly [least: number, most: number];
type Place = readonly [x: number, y: number];

export interface CodingPlane {
  readonly origin: Float32Array;
  /** Of length 1, at right angles. */
  readonly right: Float32Array;
  readonly upward: Float32Array;
  /** What of it is looked at, from the origin, in the units of the codings. */
  readonly across: Interval;
  readonly up: Interval;
  /** Where the codings lie that it goes through. */
  readonly places: readonly Place[];
}

/**
 * @param codings those of `slice.through`, one or three
 * @throws RangeError where three lie on one line, or are the same
 */
export function codingPlane(slice: Slice, codings: readonly Float32Array[], seed: number): CodingPlane {
  const [origin, second, third] = codings;
  if (!origin) throw new RangeError('A plane of codings expected a coding to go through, and got none.');
  if (!second || !third) {
    const noise = new NoiseGenerator(seed, DIRECTIONS_STREAM + slice.turn);
    const [one, other] = [0, 1].map(() => noise.normal(new Float32Array(origin.length)));
    // There is but one direction in a space of one dimension: the plane is that line.
    const right = unit(one!) ?? one!;
    const upward = unit(without(other!, right)) ?? new Float32Array(origin.length);
    return { origin, right, upward, across: [-REACH, REACH], up: [-REACH, REACH], places: [[0, 0]] };
  }
  const right = unit(difference(second, origin));
  const upward = right && unit(without(difference(third, origin), right));
  if (!right || !upward)
    throw new RangeError('A plane through three codings expected them not to lie on one line, and they do.');
  const places = codings.map((coding): Place => {
    const from = difference(coding, origin);
    return [dot(from, right), dot(from, upward)];
  });
  return {
    origin,
    right,
    upward,
    across: aboutAll(places.map(([x]) => x)),
    up: aboutAll(places.map(([, y]) => y)),
    places,
  };
}

/** Row-major [places, numbers of a coding]. */
export function codingsIn({ origin, right, upward }: CodingPlane, places: readonly Place[]): Float32Array {
  const values = new Float32Array(places.length * origin.length);
  places.forEach(([x, y], at) => {
    for (let i = 0; i < origin.length; i++)
      values[at * origin.length + i] = origin[i]! + x * right[i]! + y * upward[i]!;
  });
  return values;
}

/** Places in rows from the top, each row from the left. */
export const gridOf = ([left, right]: Interval, [bottom, top]: Interval, side: number): Place[] =>
  Array.from({ length: side * side }, (_, at): Place => {
    const [column, row] = [at % side, Math.floor(at / side)];
    return [left + ((right - left) * column) / (side - 1), top - ((top - bottom) * row) / (side - 1)];
  });

function aboutAll(values: readonly number[]): Interval {
  const [least, most] = [Math.min(...values), Math.max(...values)];
  const margin = Math.max(1e-3, (most - least) * MARGIN);
  return [least - margin, most + margin];
}

const dot = (one: Float32Array, other: Float32Array): number =>
  one.reduce((sum, value, i) => sum + value * other[i]!, 0);
const difference = (one: Float32Array, other: Float32Array): Float32Array => one.map((value, i) => value - other[i]!);
const without = (one: Float32Array, direction: Float32Array): Float32Array => {
  const along = dot(one, direction);
  return one.map((value, i) => value - along * direction[i]!);
};

/** Of length 1; nothing of what has no direction. */
function unit(vector: Float32Array): Float32Array | undefined {
  const length = Math.sqrt(dot(vector, vector));
  return length > 1e-6 ? vector.map((value) => value / length) : undefined;
}
