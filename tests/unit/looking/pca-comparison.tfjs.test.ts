/** Subspaces whose angle is known, data whose components are known, and a model that is PCA itself. */
import * as tf from '@tensorflow/tfjs';
import { Matrix } from 'ml-matrix';
import { describe, expect, test } from 'vitest';
import type { Dataset, DatasetSplit } from '../../../src/data/dataset';
import { largestAngle } from '../../../src/looking/subspaces';
import { PCA_ANGLE_TAG, PCA_MSE_TAG, PcaComparison, principalComponents } from '../../../src/looking/pca-comparison';
import { NoiseGenerator } from '../../../src/noise/noise-generator';

const degrees = (radians: number) => (radians * 180) / Math.PI;

describe('the largest angle between two subspaces', () => {
  const plane = new Matrix([
    [1, 0],
    [0, 1],
    [0, 0],
  ]);

  test.each([0, 1e-6, 0.01, 0.5, Math.PI / 2])('is that by which one was turned: %d', (angle) => {
    // About the first axis; columns of any length, not at right angles.
    const turned = new Matrix([
      [2, 2],
      [0, 3 * Math.cos(angle)],
      [0, 3 * Math.sin(angle)],
    ]);
    expect(largestAngle(turned, plane)).toBeCloseTo(degrees(angle), 8);
  });

  test('does not hang on which basis spans them', () => {
    expect(
      largestAngle(
        new Matrix([
          [1, 1],
          [1, -1],
          [0, 0],
        ]),
        plane,
      ),
    ).toBeCloseTo(0, 8);
  });
});

/** 4,000 points of three numbers: spreads 3, 1 and 0.1 along known directions at right angles, about a known mean. */
const directions = [
  [2, 1, 2],
  [-2, 2, 1],
  [1, 2, -2],
].map((row) => row.map((value) => value / 3));
const spreads = [3, 1, 0.1];
const centre = [5, -1, 2];
const COUNT = 4000;
const normal = new NoiseGenerator(3).normal(new Float32Array(3 * COUNT));
const points = Float32Array.from({ length: 3 * COUNT }, (_, i) => {
  const [point, axis] = [Math.floor(i / 3), i % 3];
  return (
    centre[axis]! + spreads.reduce((sum, spread, k) => sum + spread * normal[3 * point + k]! * directions[k]![axis]!, 0)
  );
});
const split: DatasetSplit = {
  count: COUNT,
  shape: [3],
  gather: (indices) =>
    Float32Array.from(Array.from(indices).flatMap((index) => [...points.subarray(3 * index, 3 * index + 3)])),
  labels: (indices) => new Int32Array(indices.length),
};
const dataset = { train: split, test: split } as Dataset;
const heldOut = { start: 3000, count: 1000 };

test('principal components are the directions in which the samples spread most', () => {
  const { mean, components } = principalComponents(split, COUNT, 2);
  centre.forEach((value, axis) => expect(Math.abs(mean[axis]! - value)).toBeLessThan(0.15));
  for (const k of [0, 1]) {
    const along = directions[k]!.reduce((sum, value, axis) => sum + value * components.get(axis, k), 0);
    // 1,000 samples and more leave about one part in a hundred of an angle.
    expect(Math.abs(along)).toBeGreaterThan(0.999);
  }
});

describe('a linear decoder', () => {
  const experiment = (kernel: number[][]) => ({
    pca: {
      codings: 2,
      decode: (codings: tf.Tensor) =>
        tf.add(tf.matMul(codings as tf.Tensor2D, tf.tensor2d(kernel)), tf.tensor1d([7, 8, 9])),
    },
  });
  const measure = (kernel: number[][]) => PcaComparison.of(experiment(kernel) as never, dataset, heldOut)!.measure();

  test('that spans what PCA finds is at no angle to it, whatever its biases and its codings', () => {
    const { components } = principalComponents(split, heldOut.start, 2);
    const [a, b] = [components.getColumn(0), components.getColumn(1)];
    const seen = measure([a.map((value, i) => 2 * value + b[i]!), b.map((value) => -5 * value)]);
    expect(seen[PCA_ANGLE_TAG]).toBeLessThan(1e-3);
    // What is lost is the third direction's variance, over three numbers.
    expect(seen[PCA_MSE_TAG]! / (0.1 ** 2 / 3)).toBeCloseTo(1, 0);
  });

  test('that misses a direction is at a right angle to it', () => {
    expect(measure([directions[0]!, directions[2]!])[PCA_ANGLE_TAG]).toBeGreaterThan(88);
  });
});
