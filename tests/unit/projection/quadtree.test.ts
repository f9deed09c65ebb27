/** What the tree sums up, against all pairs one by one. */
import { expect, test } from 'vitest';
import { Quadtree } from '../../../src/projection/quadtree';
import { scattered } from './codings';

function pairByPair(places: Float64Array): { forces: Float64Array; sum: number } {
  const forces = new Float64Array(places.length);
  let sum = 0;
  for (let i = 0; i < places.length; i += 2) {
    for (let j = 0; j < places.length; j += 2) {
      if (i === j) continue;
      const [dx, dy] = [places[i]! - places[j]!, places[i + 1]! - places[j + 1]!];
      const q = 1 / (1 + dx * dx + dy * dy);
      sum += q;
      forces[i]! += q * q * dx;
      forces[i + 1]! += q * q * dy;
    }
  }
  return { forces, sum };
}

function byTree(places: Float64Array, accuracy: number): { forces: Float64Array; sum: number } {
  const tree = new Quadtree(places.length / 2);
  const forces = new Float64Array(places.length);
  // A second time, as in a drawing: a tree is built anew over the old order.
  tree.build(places.map((place) => -place));
  tree.build(places);
  return { forces, sum: tree.repel(forces, accuracy) };
}

const wide = () => Float64Array.from(scattered(2000, 2).values, (value) => value * 60);

test('with no approximation, the tree sums up every pair', () => {
  const exact = pairByPair(wide());
  const { forces, sum } = byTree(wide(), 0);
  expect(sum / exact.sum).toBeCloseTo(1, 10);
  forces.forEach((force, k) => expect(force).toBeCloseTo(exact.forces[k]!, 8));
});

test('at the accuracy of 0.5, sum and forces are right to two percent', () => {
  const exact = pairByPair(wide());
  const { forces, sum } = byTree(wide(), 0.5);
  expect(Math.abs(sum / exact.sum - 1)).toBeLessThan(0.01);
  const off = Math.sqrt(forces.reduce((all, force, k) => all + (force - exact.forces[k]!) ** 2, 0));
  expect(off / Math.hypot(...exact.forces)).toBeLessThan(0.02);
});

test('points on one place do not move each other, and the tree ends', () => {
  const places = new Float64Array(200).fill(3);
  const { forces, sum } = byTree(places, 0.5);
  expect(sum).toBeCloseTo(100 * 99, 6);
  expect(forces.every((force) => force === 0)).toBe(true);
});
