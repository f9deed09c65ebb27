/**
 * The hidden part of an optimizer: its slots (moving averages, momenta), its scalars and its count of updates. tfjs makes
 * the slots at the first update; a state needs them before it.
 */
import * as tf from '@tensorflow/tfjs-core';

export interface Slot {
  readonly originalName: string;
  readonly variable: tf.Variable;
}

/** tfjs keeps these private; they are the state that its own getWeights() saves, and a little more. */
export interface OptimizerInside {
  iterations_?: number;
  learningRate?: number;
  setLearningRate?(learningRate: number): void;
  incrementIterations?(): void;
  readonly epsilon?: number;
  readonly beta1?: number;
  readonly beta2?: number;
  readonly accBeta1?: tf.Variable;
  readonly accBeta2?: tf.Variable;
  readonly accumulatedFirstMoment?: readonly Slot[];
  readonly accumulatedSecondMoment?: readonly Slot[];
  readonly decay?: number;
  readonly momentum?: number;
  readonly centered?: boolean;
  readonly accumulatedMeanSquares?: readonly Slot[];
  readonly accumulatedMoments?: readonly Slot[];
}

export const optimizerInside = (optimizer: tf.Optimizer): OptimizerInside => optimizer as unknown as OptimizerInside;

const isSlot = (value: unknown): value is Slot =>
  typeof value === 'object' &&
  value !== null &&
  'originalName' in value &&
  'variable' in value &&
  value.variable instanceof tf.Variable;

/** Slots with the name of the variable that they belong to and their own (`rms`, `m`, …), and free-standing scalars. */
export function optimizerVariables(optimizer: tf.Optimizer): {
  slots: { of: string; slot: string; variable: tf.Variable }[];
  scalars: { name: string; variable: tf.Variable }[];
} {
  const slots: { of: string; slot: string; variable: tf.Variable }[] = [];
  const scalars: { name: string; variable: tf.Variable }[] = [];
  for (const [name, value] of Object.entries(optimizer)) {
    if (value instanceof tf.Variable) scalars.push({ name, variable: value as tf.Variable });
    else if (Array.isArray(value))
      for (const item of value) {
        if (!isSlot(item)) continue;
        const cut = item.originalName.lastIndexOf('/');
        slots.push({
          of: item.originalName.slice(0, cut),
          slot: item.originalName.slice(cut + 1),
          variable: item.variable,
        });
      }
  }
  return { slots, scalars };
}

/**
 * Makes the optimizer's slots for `variables` as its first update would, by an update with gradients of zero, and takes
 * back what such an update moves: the count of updates and the running powers of Adam's betas.
 */
export function createSlots(optimizer: tf.Optimizer, variables: readonly tf.Variable[]): void {
  const scalarsBefore = optimizerVariables(optimizer).scalars.map(({ variable }) => ({
    variable,
    value: variable.clone(),
  }));
  const iterations = optimizerInside(optimizer).iterations_;
  const weights = variables.map((variable) => ({ variable, value: variable.clone() }));
  tf.tidy(() =>
    optimizer.applyGradients(Object.fromEntries(variables.map((variable) => [variable.name, tf.zerosLike(variable)]))),
  );
  // Centred RMSprop takes the square root of −ε when all gradients are 0; its slots begin at 0 like all that aren't given.
  for (const { variable } of optimizerVariables(optimizer).slots)
    if (variable.dataSync().some(Number.isNaN)) tf.tidy(() => variable.assign(tf.zerosLike(variable)));
  for (const { variable, value } of [...scalarsBefore, ...weights]) {
    variable.assign(value);
    value.dispose();
  }
  optimizerInside(optimizer).iterations_ = iterations ?? 0;
}

/** The plain numbers of an optimizer that influence its next update. */
export function readOptimizerNumbers(optimizer: tf.Optimizer): { iterations: number; learningRate: number } {
  const { iterations_ = 0, learningRate = NaN } = optimizerInside(optimizer);
  return { iterations: iterations_, learningRate };
}

export function writeOptimizerNumbers(
  optimizer: tf.Optimizer,
  numbers: { iterations: number; learningRate: number },
): void {
  const target = optimizerInside(optimizer);
  target.iterations_ = numbers.iterations;
  if (Number.isNaN(numbers.learningRate) || target.learningRate === numbers.learningRate) return;
  // SGD keeps the rate as a tensor beside the number.
  if (target.setLearningRate) target.setLearningRate(numbers.learningRate);
  else target.learningRate = numbers.learningRate;
}
