/**
 * An optimizer's update as tfjs' Adam and RMSprop and Gibbon's Nadam compute it, in fewer and larger kernels: what is the same
 * for all weights is computed once as a number, and the small weights of a model (its biases, above all) are updated as one
 * vector. A step's time goes into its count of kernels as much as into their arithmetic. Slots and counts stay the optimizer's.
 */
import * as tf from '@tensorflow/tfjs-core';
import { NadamOptimizer } from '../authoring/nadam';
import { type OptimizerInside, optimizerInside, type Slot } from '../loading/optimizer-slots';

/** Up to so many elements, a weight costs more as kernels than as arithmetic. */
const LARGEST_PACKED = 4096;

/** One or several weights with their slots, as the kernels see them. */
interface Updated {
  readonly value: tf.Tensor;
  readonly gradient: tf.Tensor;
  readonly slots: readonly tf.Tensor[];
}

/** @returns the new value, and those of the slots in the same order */
type Rule = (updated: Updated) => readonly [value: tf.Tensor, ...slots: tf.Tensor[]];

interface Known {
  readonly slots: readonly (readonly Slot[])[];
  readonly rule: Rule;
  /** What the optimizer itself moves, beside the weights. */
  readonly finish?: () => void;
}

/**
 * Moves the weights by their gradients, and the optimizer's slots with them.
 * @param gradients by the weights' names, in the order of the optimizer's slots; null where the loss doesn't depend on it
 */
export function applyGradients(optimizer: tf.Optimizer, gradients: tf.NamedTensorMap): void {
  tf.tidy(() => {
    const known = rulesOf(optimizer);
    if (!known) return optimizer.applyGradients(gradients);
    const weights = Object.entries(gradients).flatMap(([name, gradient], at): Weight[] => {
      const variable = tf.engine().registeredVariables[name];
      if (!variable || !(gradient as tf.Tensor | null)) return [];
      return [{ variable, gradient, slots: known.slots.map((slots) => slotAt(slots, at)) }];
    });
    const small = weights.filter(({ variable }) => variable.size <= LARGEST_PACKED);
    const packed = small.length > 1 ? small : [];
    for (const weight of weights) if (!packed.includes(weight)) update(weight, known.rule);
    if (packed.length > 0) updateTogether(packed, known.rule);
    known.finish?.();
    optimizerInside(optimizer).incrementIterations?.();
  });
}

interface Weight {
  readonly variable: tf.Variable;
  readonly gradient: tf.Tensor;
  readonly slots: readonly tf.Variable[];
}

function slotAt(slots: readonly Slot[], at: number): tf.Variable {
  const slot = slots[at];
  if (!slot) throw new Error('An optimizer has fewer slots than weights: createSlots() makes them.');
  return slot.variable;
}

function update({ variable, gradient, slots }: Weight, rule: Rule): void {
  const [value, ...moved] = rule({ value: variable, gradient, slots });
  slots.forEach((slot, at) => slot.assign(moved[at] ?? slot));
  variable.assign(value);
}

function updateTogether(weights: readonly Weight[], rule: Rule): void {
  const join = (parts: readonly tf.Tensor[]): tf.Tensor => tf.concat1d(parts.map((part) => tf.reshape(part, [-1])));
  const sizes = weights.map(({ variable }) => variable.size);
  const part = (vector: tf.Tensor, variables: readonly (tf.Variable | undefined)[]): void =>
    tf.split(vector, sizes).forEach((values, at) => {
      const variable = variables[at];
      variable?.assign(tf.reshape(values, variable.shape));
    });
  const slotCount = weights[0]?.slots.length ?? 0;
  const slotsOf = (slot: number) => weights.map(({ slots }) => slots[slot]);
  const [value, ...moved] = rule({
    value: join(weights.map(({ variable }) => variable)),
    gradient: join(weights.map(({ gradient }) => gradient)),
    slots: Array.from({ length: slotCount }, (_, slot) => join(slotsOf(slot).filter((one) => one !== undefined))),
  });
  moved.forEach((vector, slot) => part(vector, slotsOf(slot)));
  part(
    value,
    weights.map(({ variable }) => variable),
  );
}

/** @returns undefined for an optimizer that isn't exactly Adam, Nadam or plain RMSprop: it does its update itself */
function rulesOf(optimizer: tf.Optimizer): Known | undefined {
  const inside = optimizerInside(optimizer);
  if (isExactly(optimizer, tf.AdamOptimizer)) return adam(inside);
  if (isExactly(optimizer, tf.RMSPropOptimizer) && !inside.centered) return rmsprop(inside);
  if (isExactly(optimizer, NadamOptimizer)) return nadam(optimizer as NadamOptimizer);
  return undefined;
}

const isExactly = (optimizer: tf.Optimizer, itsClass: { readonly prototype: tf.Optimizer }): boolean =>
  Object.getPrototypeOf(optimizer) === itsClass.prototype && !Object.hasOwn(optimizer, 'applyGradients');

/** Source: Kingma, Ba, "Adam: a method for stochastic optimization", 2015, the form at the end of its section 2. */
function adam(inside: OptimizerInside): Known | undefined {
  const { beta1, beta2, epsilon, learningRate, accBeta1, accBeta2 } = inside;
  const { accumulatedFirstMoment: first, accumulatedSecondMoment: second } = inside;
  if (beta1 === undefined || beta2 === undefined || epsilon === undefined || learningRate === undefined)
    return undefined;
  if (!accBeta1 || !accBeta2 || !first || !second) return undefined;
  const spread = tf.sqrt(tf.sub(1, accBeta2));
  const rate = tf.div(tf.mul(spread, learningRate), tf.sub(1, accBeta1));
  const floor = tf.mul(spread, epsilon);
  return {
    slots: [first, second],
    rule: ({ value, gradient, slots: [m = gradient, v = gradient] }) => {
      const newM = tf.add(tf.mul(m, beta1), tf.mul(gradient, 1 - beta1));
      const newV = tf.add(tf.mul(v, beta2), tf.mul(tf.square(gradient), 1 - beta2));
      return [tf.sub(value, tf.mul(tf.div(newM, tf.add(tf.sqrt(newV), floor)), rate)), newM, newV];
    },
    finish: () => {
      accBeta1.assign(tf.mul(accBeta1, beta1));
      accBeta2.assign(tf.mul(accBeta2, beta2));
    },
  };
}

function nadam(optimizer: NadamOptimizer): Known {
  const { rule, finish } = optimizer.nextUpdate();
  return {
    slots: [optimizer.accumulatedFirstMoment, optimizer.accumulatedSecondMoment],
    rule: ({ value, gradient, slots: [m = gradient, v = gradient] }) => rule(value, gradient, m, v),
    finish,
  };
}

/** Source: Tieleman, Hinton, lecture 6.5 of "Neural networks for machine learning", 2012, with ε under the root as in tfjs. */
function rmsprop(inside: OptimizerInside): Known | undefined {
  const { decay, momentum, epsilon, learningRate } = inside;
  const { accumulatedMeanSquares: squares, accumulatedMoments: moments } = inside;
  if (decay === undefined || momentum === undefined || epsilon === undefined || learningRate === undefined)
    return undefined;
  if (!squares || !moments) return undefined;
  return {
    slots: [squares, moments],
    rule: ({ value, gradient, slots: [square = gradient, moment = gradient] }) => {
      const newSquare = tf.add(tf.mul(square, decay), tf.mul(tf.square(gradient), 1 - decay));
      const step = tf.div(tf.mul(gradient, learningRate), tf.sqrt(tf.add(newSquare, epsilon)));
      // Without momentum the last step plays no part. Were it infinite, so would be the weight that it was taken from.
      const newMoment = momentum === 0 ? step : tf.add(tf.mul(moment, momentum), step);
      return [tf.sub(value, newMoment), newSquare, newMoment];
    },
  };
}
