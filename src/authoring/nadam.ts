/** Nadam: Adam that looks one step ahead, as Nesterov's momentum does. TensorFlow.js has none. */
import * as tf from '@tensorflow/tfjs-core';
import { describeValue } from './checks';
import { ExperimentError } from './experiment-error';

export interface NadamOptions {
  /** Decay of the mean of gradients, which the momentum schedule goes up to; 0.9 by default. */
  readonly beta1?: number;
  /** Decay of the mean of squared gradients; 0.999 by default. */
  readonly beta2?: number;
  /** Added to the root of the mean square, 1e-7 by default as in Keras; 1e-8 in PyTorch. */
  readonly epsilon?: number;
  /**
   * How fast the momentum grows to beta1: μ(t) = beta1 · (1 − 0.5 · 0.96^(t · momentumDecay)). 0.004 by default, as in the
   * paper, in PyTorch, and in Keras before version 2.11; 1 is what newer versions of Keras compute (read in 3.15.1).
   */
  readonly momentumDecay?: number;
}

/** What one update does with any weight, and what it does once. */
export interface NadamUpdate {
  rule(
    value: tf.Tensor,
    gradient: tf.Tensor,
    m: tf.Tensor,
    v: tf.Tensor,
  ): readonly [value: tf.Tensor, m: tf.Tensor, v: tf.Tensor];
  /** Moves the optimizer's own numbers on. */
  finish(): void;
}

/** tfjs doesn't export the type that its optimizers give their state in. */
type NamedTensor = Awaited<ReturnType<tf.Optimizer['getWeights']>>[number];

interface Slot {
  readonly originalName: string;
  readonly variable: tf.Variable;
}

const SCHEDULE_BASE = 0.96;

export class NadamOptimizer extends tf.Optimizer {
  static readonly className = 'Nadam';
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
  readonly momentumDecay: number;
  readonly accumulatedFirstMoment: Slot[] = [];
  readonly accumulatedSecondMoment: Slot[] = [];
  /** Updates done; exact in float32 up to 16 million, after which the schedule has long been at its end. */
  private readonly updates = scalarVariable(0);
  /** Product of the momenta of all updates done. */
  private readonly momentumProduct = scalarVariable(1);
  /** 1 − beta2^updates, summed up: the difference itself would lose most of its digits in the first updates. */
  private readonly secondWeight = scalarVariable(0);

  constructor(
    readonly learningRate: number,
    { beta1 = 0.9, beta2 = 0.999, epsilon = 1e-7, momentumDecay = 0.004 }: NadamOptions = {},
  ) {
    super();
    checkNumber('learningRate', learningRate, (rate) => rate >= 0, 'of at least 0, such as 0.001');
    checkNumber('beta1', beta1, (beta) => beta >= 0 && beta < 1, 'from 0 to below 1, such as 0.9');
    checkNumber('beta2', beta2, (beta) => beta >= 0 && beta < 1, 'from 0 to below 1, such as 0.999');
    checkNumber('epsilon', epsilon, (floor) => floor > 0, 'above 0, such as 1e-7');
    checkNumber('momentumDecay', momentumDecay, (decay) => decay >= 0, 'of at least 0, such as 0.004');
    [this.beta1, this.beta2, this.epsilon, this.momentumDecay] = [beta1, beta2, epsilon, momentumDecay];
  }

  /** What the next update does; to be asked for in a tidy, since it makes scalars that the rule uses. */
  nextUpdate(): NadamUpdate {
    const { beta1, beta2, epsilon, learningRate } = this;
    const updates = tf.add(this.updates, 1);
    const momentum = this.momentumAt(updates);
    const nextMomentum = this.momentumAt(tf.add(this.updates, 2));
    const product = tf.mul(this.momentumProduct, momentum);
    const secondWeight = tf.add(tf.mul(this.secondWeight, beta2), 1 - beta2);
    // The correction of the mean square is taken out of the root, so that weights share it.
    const spread = tf.sqrt(secondWeight);
    const rate = tf.mul(spread, learningRate);
    const ofMean = tf.div(tf.mul(rate, nextMomentum), tf.sub(1, tf.mul(product, nextMomentum)));
    const ofGradient = tf.div(tf.mul(rate, tf.sub(1, momentum)), tf.sub(1, product));
    const floor = tf.mul(spread, epsilon);
    return {
      rule: (value, gradient, m, v) => {
        const newM = tf.add(tf.mul(m, beta1), tf.mul(gradient, 1 - beta1));
        const newV = tf.add(tf.mul(v, beta2), tf.mul(tf.square(gradient), 1 - beta2));
        const ahead = tf.add(tf.mul(newM, ofMean), tf.mul(gradient, ofGradient));
        return [tf.sub(value, tf.div(ahead, tf.add(tf.sqrt(newV), floor))), newM, newV];
      },
      finish: () => {
        this.updates.assign(updates);
        this.momentumProduct.assign(product);
        this.secondWeight.assign(secondWeight);
      },
    };
  }

  override applyGradients(gradients: tf.NamedTensorMap | NamedTensor[]): void {
    const named = Array.isArray(gradients)
      ? gradients.map(({ name, tensor }) => [name, tensor] as const)
      : Object.entries(gradients);
    tf.tidy(() => {
      const { rule, finish } = this.nextUpdate();
      named.forEach(([name, gradient], at) => {
        const value = tf.engine().registeredVariables[name];
        if (!value) return;
        const m = (this.accumulatedFirstMoment[at] ??= slotOf(value, name, 'm')).variable;
        const v = (this.accumulatedSecondMoment[at] ??= slotOf(value, name, 'v')).variable;
        // tfjs gives null where the loss doesn't depend on the weight, whatever its types say.
        if (!(gradient as tf.Tensor | null)) return;
        const [newValue, newM, newV] = rule(value, gradient, m, v);
        m.assign(newM);
        v.assign(newV);
        value.assign(newValue);
      });
      finish();
    });
    this.incrementIterations();
  }

  private momentumAt(update: tf.Tensor): tf.Tensor {
    const decayed = tf.exp(tf.mul(update, this.momentumDecay * Math.log(SCHEDULE_BASE)));
    return tf.mul(tf.sub(1, tf.mul(decayed, 0.5)), this.beta1);
  }

  override dispose(): void {
    for (const variable of [this.updates, this.momentumProduct, this.secondWeight]) variable.dispose();
    for (const { variable } of [...this.accumulatedFirstMoment, ...this.accumulatedSecondMoment]) variable.dispose();
  }

  /** In the order of tfjs' Adam: the count of updates, then all m, then all v. */
  override async getWeights(): Promise<NamedTensor[]> {
    const slots = [...this.accumulatedFirstMoment, ...this.accumulatedSecondMoment];
    return [
      await this.saveIterations(),
      ...slots.map(({ originalName, variable }) => ({ name: originalName, tensor: variable })),
    ];
  }

  override async setWeights(weights: NamedTensor[]): Promise<void> {
    const slots = await this.extractIterations(weights);
    const made = slots.map(({ name, tensor }) => ({ originalName: name, variable: tf.variable(tensor, false) }));
    for (const { variable } of [...this.accumulatedFirstMoment, ...this.accumulatedSecondMoment]) variable.dispose();
    this.accumulatedFirstMoment.splice(0, Infinity, ...made.slice(0, made.length / 2));
    this.accumulatedSecondMoment.splice(0, Infinity, ...made.slice(made.length / 2));
    tf.tidy(() => {
      this.updates.assign(tf.scalar(this.iterations));
      this.momentumProduct.assign(tf.scalar(this.productAfter(this.iterations)));
      this.secondWeight.assign(tf.scalar(1 - this.beta2 ** this.iterations));
    });
  }

  private productAfter(updates: number): number {
    let product = 1;
    // Below float32's smallest number it stays at 0.
    for (let t = 1; t <= updates && product > 1e-46; t++)
      product *= this.beta1 * (1 - 0.5 * SCHEDULE_BASE ** (t * this.momentumDecay));
    return product;
  }

  override getConfig(): tf.serialization.ConfigDict {
    const { learningRate, beta1, beta2, epsilon, momentumDecay } = this;
    return { learningRate, beta1, beta2, epsilon, momentumDecay };
  }

  static override fromConfig<T extends tf.serialization.Serializable>(
    cls: tf.serialization.SerializableConstructor<T>,
    { learningRate, ...options }: tf.serialization.ConfigDict,
  ): T {
    return new cls(learningRate, options);
  }
}
tf.serialization.registerClass(NadamOptimizer);

/** No weight of a model, and not to be trained. */
function scalarVariable(value: number): tf.Variable {
  return tf.tidy(() => tf.variable<tf.Rank>(tf.scalar(value), false));
}

const slotOf = (value: tf.Variable, name: string, slot: 'm' | 'v'): Slot => ({
  originalName: `${name}/${slot}`,
  variable: tf.tidy(() => tf.variable<tf.Rank>(tf.zerosLike(value), false)),
});

function checkNumber(name: string, value: unknown, isGood: (value: number) => boolean, range: string): void {
  if (typeof value !== 'number' || !Number.isFinite(value) || !isGood(value))
    throw new ExperimentError(
      `Nadam's ${name} expected a number ${range}, and got ${describeValue(value)}.`,
      `Set ${name} to such a number.`,
    );
}
