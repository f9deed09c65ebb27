/** Which stage a step is in, which images it sees, and where held-out images are evaluated. */
import { describe, expect, test } from 'vitest';
import { TrainingPlan } from '../../../src/training/training-plan';

const steps = (count: number) => Array.from({ length: count }, (_, step) => step);

describe('without stages', () => {
  const plan = new TrainingPlan(100, 32, 7, [{ name: '', epochs: 3 }]);

  test('an epoch is a pass over all images, and is evaluated at its end; training may go on for longer', () => {
    expect([plan.stepsPerEpoch, plan.totalSteps]).toEqual([4, 12]);
    expect(plan.namedStages).toEqual([]);
    expect(steps(21).filter((step) => plan.isEvaluatedAfter(step))).toEqual([4, 8, 12, 16, 20]);
    expect(steps(9).map((step) => plan.stepsToEvaluation(step))).toEqual([4, 3, 2, 1, 4, 3, 2, 1, 4]);
    expect(steps(9).map((step) => plan.epochAt(step))).toEqual([0, 0, 0, 0, 1, 1, 1, 1, 2]);
    for (const epoch of [0, 1, 4]) {
      const seen = steps(4).flatMap((step) => [...plan.indices(4 * epoch + step)]);
      expect(seen.sort((a, b) => a - b)).toEqual(steps(100));
    }
    expect(plan.batchSizeAt(3)).toBe(4);
  });
});

describe('with stages', () => {
  // 100 images in 13 steps; then 20 of them in 3 steps an epoch.
  const plan = new TrainingPlan(100, 8, 7, [
    { name: 'pretraining', epochs: 2 },
    { name: 'classifying', epochs: 5, images: 20 },
  ]);

  test('each step belongs to one, the last goes on', () => {
    expect(plan.totalSteps).toBe(26 + 15);
    expect(plan.namedStages).toEqual([
      { name: 'pretraining', firstStep: 1, lastStep: 26 },
      { name: 'classifying', firstStep: 27, lastStep: 41 },
    ]);
    expect([0, 25, 26, 40, 41, 1000].map((step) => plan.stageAt(step))).toEqual([
      'pretraining',
      'pretraining',
      'classifying',
      'classifying',
      'classifying',
      'classifying',
    ]);
    expect([25, 26, 28, 29].map((step) => plan.epochAt(step))).toEqual([1, 0, 0, 1]);
  });

  test('a stage of few images sees these and no others, all in each of its epochs', () => {
    for (const start of [26, 29, 41]) {
      const seen = steps(3).flatMap((step) => [...plan.indices(start + step)]);
      expect(seen.sort((a, b) => a - b)).toEqual(steps(20));
    }
    expect([26, 27, 28].map((step) => plan.batchSizeAt(step))).toEqual([8, 8, 4]);
  });

  test('is evaluated at the ends of epochs and stages, short epochs not oftener than a tenth of a long one', () => {
    expect(steps(42).filter((step) => plan.isEvaluatedAfter(step))).toEqual([13, 26, 29, 32, 35, 38, 41]);
    const short = new TrainingPlan(1000, 1, 7, [
      { name: 'a', epochs: 1 },
      { name: 'b', epochs: 25, images: 10 },
    ]);
    // Ten short epochs are a tenth of a long one; the stage's end counts whatever it cuts off.
    expect(steps(1252).filter((step) => short.isEvaluatedAfter(step))).toEqual([1000, 1100, 1200, 1250]);
  });

  test('more images than there are is said', () => {
    expect(() => new TrainingPlan(100, 8, 7, [{ name: 'few', epochs: 1, images: 101 }])).toThrow(
      /The stage few expected at most the 100 training images, and got 101/,
    );
  });
});
