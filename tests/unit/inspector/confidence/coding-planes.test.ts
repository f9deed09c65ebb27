import { describe, expect, test } from 'vitest';
import { codingPlane, codingsIn, gridOf } from '../../../../src/inspector/confidence/coding-planes';
import { NoiseGenerator } from '../../../../src/noise/noise-generator';

const coding = (seed: number) => new NoiseGenerator(seed).normal(new Float32Array(30));
const dot = (one: Float32Array, other: Float32Array) => one.reduce((sum, value, i) => sum + value * other[i]!, 0);

describe('a plane of codings', () => {
  test('about one lies in two directions at right angles, the same for the same turn', () => {
    const plane = codingPlane({ through: [0], turn: 1 }, [coding(1)], 42);
    expect(dot(plane.right, plane.right)).toBeCloseTo(1, 5);
    expect(dot(plane.upward, plane.upward)).toBeCloseTo(1, 5);
    expect(dot(plane.right, plane.upward)).toBeCloseTo(0, 5);
    expect([...codingsIn(plane, [[0, 0]])]).toEqual([...coding(1)]);
    expect(codingPlane({ through: [0], turn: 1 }, [coding(1)], 42)).toEqual(plane);
    expect(codingPlane({ through: [0], turn: 2 }, [coding(1)], 42).right).not.toEqual(plane.right);
  });

  test('through three goes through all three, without bending distances, and shows them all', () => {
    const three = [coding(1), coding(2), coding(3)];
    const plane = codingPlane({ through: [0, 1, 2], turn: 0 }, three, 42);
    const found = codingsIn(plane, plane.places);
    three.forEach((one, at) => {
      for (let i = 0; i < 30; i++) expect(found[at * 30 + i]).toBeCloseTo(one[i]!, 4);
      const [x, y] = plane.places[at]!;
      expect(x > plane.across[0] && x < plane.across[1] && y > plane.up[0] && y < plane.up[1]).toBe(true);
    });
    const [second, third] = [plane.places[1]!, plane.places[2]!];
    const apart = Math.sqrt(
      dot(
        three[1]!.map((value, i) => value - three[2]![i]!),
        three[1]!.map((value, i) => value - three[2]![i]!),
      ),
    );
    expect(Math.hypot(second[0] - third[0], second[1] - third[1])).toBeCloseTo(apart, 4);
  });

  test('three on one line make none; a space of one dimension has a line', () => {
    const line = [0, 1, 2].map((by) => coding(1).map((value) => value + by));
    expect(() => codingPlane({ through: [0, 1, 2], turn: 0 }, line, 42)).toThrow(/one line/);
    const flat = codingPlane({ through: [0], turn: 0 }, [Float32Array.of(0.5)], 42);
    expect([...codingsIn(flat, [[0, 3]])]).toEqual([0.5]);
  });

  test('is gone through in rows from the top, each from the left', () => {
    expect(gridOf([-1, 1], [0, 4], 3)).toEqual([
      [-1, 4],
      [0, 4],
      [1, 4],
      [-1, 2],
      [0, 2],
      [1, 2],
      [-1, 0],
      [0, 0],
      [1, 0],
    ]);
  });
});
