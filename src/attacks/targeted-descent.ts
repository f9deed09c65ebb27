/** Descent on the pixels to a wanted class and confidence, with as small a change as that takes: the lecture's attack. */
import * as tf from '@tensorflow/tfjs-core';
import type { Attack } from './attack';
import { projected, steepest } from './geometry';

const STEPS = 200;
const CONFIDENCE = 0.99;
/** Over the width of the data's range: steps so short that it stops near where the class changes. */
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
  defaults: ({ norm = 'l2', steps = STEPS, width }) => ({
    norm,
    steps,
    stepSize: STEP_SIZE[norm] * width,
    confidence: CONFIDENCE,
    randomStart: false,
  }),
  step: ({ images, originals, gradient }, { epsilon, norm, stepSize }) =>
    projected(tf.sub(images, tf.mul(stepSize, steepest(gradient, norm))), originals, epsilon, norm),
};
