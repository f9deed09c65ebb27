/** The fast gradient sign method, away from the image's own class. */
import * as tf from '@tensorflow/tfjs-core';
import type { Attack } from './attack';
import { steepest } from './geometry';

/**
 * x′ = x + ε · sign(∇ₓ J(θ, x, y)): one step that moves every number by ε, towards a larger loss of the right class.
 * Source: Goodfellow, Shlens, Szegedy, "Explaining and Harnessing Adversarial Examples", 2015, section 4
 */
export const fgsm: Attack = {
  name: 'fgsm',
  title: 'FGSM',
  source: 'Goodfellow, Shlens, Szegedy 2015, section 4',
  targeted: 'never',
  norms: ['linf'],
  defaults: ({ epsilon }) => ({ norm: 'linf', steps: 1, stepSize: epsilon, confidence: 1, randomStart: false }),
  step: ({ images, gradient }, { epsilon, norm }) => tf.add(images, tf.mul(epsilon, steepest(gradient, norm))),
};
