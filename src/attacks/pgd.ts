/** Projected gradient descent: many small steps, each brought back to within ε of the original. */
import * as tf from '@tensorflow/tfjs-core';
import type { Attack } from './attack';
import { projected, steepest } from './geometry';

/** A step is so much of ε, divided by the number of steps: enough to reach any point of the ball and to turn round. */
const REACH = 2.5;
const STEPS = 20;

/**
 * xᵗ⁺¹ = Π(xᵗ + α · d), d the steepest direction by the norm: the sign of ∇ₓ J for L∞, ∇ₓ J divided by its length for L2;
 * Π brings back to within ε of the original. With a target it goes down the loss of the target.
 * Source: Madry et al., "Towards Deep Learning Models Resistant to Adversarial Attacks", 2018, section 2.1 and, for the size
 * of a step, its public implementation (2.5 · ε / steps)
 */
export const pgd: Attack = {
  name: 'pgd',
  title: 'PGD',
  source: 'Madry et al. 2018, section 2.1',
  targeted: 'optional',
  norms: ['linf', 'l2'],
  defaults: ({ epsilon, norm = 'linf', steps = STEPS }) => ({
    norm,
    steps,
    stepSize: (REACH * epsilon) / steps,
    confidence: 1,
    randomStart: true,
  }),
  step: ({ images, originals, gradient }, { epsilon, norm, stepSize, isTargeted }) => {
    const way = tf.mul(stepSize, steepest(gradient, norm));
    return projected(isTargeted ? tf.sub(images, way) : tf.add(images, way), originals, epsilon, norm);
  },
};
