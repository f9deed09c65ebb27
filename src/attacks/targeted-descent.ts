/** Descent on the pixels to a wanted class and confidence, with as small a change as that takes: the lecture's attack. */
import * as tf from '@tensorflow/tfjs-core';
import type { Attack } from './attack';
import { projected, steepest } from './geometry';

/** Enough for a change that the eye hardly sees, in steps of a hundredth of the range. */
const STEPS = 200;
const CONFIDENCE = 0.99;
const STEP_SIZE = { linf: 0.002, l2: 0.05 } as const;

/**
 * x ← x − α · ∇ₓ J(θ, x, t) / ‖∇ₓ J‖, for each image until the probability of t is the wanted one: small steps down the loss of
 * the target, so that it stops near where the class changes. Never further than ε from the original.
 * Source: Szegedy et al., "Intriguing properties of neural networks", 2014, section 4.1, whose box-constrained search it
 * replaces by plain gradient descent, as the lecture does
 */
export const targetedDescent: Attack = {
  name: 'targeted-descent',
  title: 'Targeted descent',
  source: 'after Szegedy et al. 2014, section 4.1',
  targeted: 'always',
  norms: ['l2', 'linf'],
  defaults: () => ({
    norm: 'l2',
    steps: STEPS,
    stepSize: STEP_SIZE.l2,
    confidence: CONFIDENCE,
    randomStart: false,
  }),
  step: ({ images, originals, gradient, probability }, { epsilon, norm, stepSize, confidence }) => {
    const moved = projected(tf.sub(images, tf.mul(stepSize, steepest(gradient, norm))), originals, epsilon, norm);
    const batch = probability.shape[0];
    const isThere = tf.reshape(tf.greaterEqual(probability, confidence), [
      batch,
      ...images.shape.slice(1).map(() => 1),
    ]);
    return tf.where(tf.broadcastTo(isThere, images.shape), images, moved);
  },
};
