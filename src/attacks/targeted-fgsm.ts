/** The fast gradient sign method, towards a chosen class. */
import * as tf from '@tensorflow/tfjs-core';
import type { Attack } from './attack';
import { steepest } from './geometry';

/**
 * x′ = x − ε · sign(∇ₓ J(θ, x, t)): one step that moves every number by ε, towards a smaller loss of class t.
 * Source: Kurakin, Goodfellow, Bengio, "Adversarial Machine Learning at Scale", 2017, equation 2
 */
export const targetedFgsm: Attack = {
  name: 'targeted-fgsm',
  title: 'Targeted FGSM',
  source: 'Kurakin, Goodfellow, Bengio 2017, equation 2',
  targeted: 'always',
  norms: ['linf'],
  defaults: ({ epsilon }) => ({ norm: 'linf', steps: 1, stepSize: epsilon, confidence: 1, randomStart: false }),
  step: ({ images, gradient }, { epsilon, norm }) => tf.sub(images, tf.mul(epsilon, steepest(gradient, norm))),
};
