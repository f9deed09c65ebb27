/**
 * Runs a generator and a discriminator on whatever they are given, compiled: samples of codings, what the discriminator gives
 * for samples, and which way each of their numbers would have to go to convince it. It changes no weight.
 */
import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { binaryCrossentropy } from '../../authoring/losses';
import type { Disposable } from '../../base/disposable';
import type { Engine } from '../../engine/engine';
import { type FedArray, FedComputation } from '../../engine/fed-computation';
import type { Rivals } from './rivals';

/** Of many: a graph of one size. */
const BATCH = 500;
/** Gradients take three times as long, and are wanted for as many as are seen at once. */
const GRADIENT_BATCH = 32;

export interface Convinced {
  /** [count] */
  readonly values: Float32Array;
  /** Row-major [count, …sample shape]: of the generator's loss for each sample alone, with respect to that sample. */
  readonly gradients: Float32Array;
}

type Named<Value> = Readonly<Record<string, Value>>;

/** A computation, what it is fed with beside the classes, and what it gives. */
interface Look<Given extends string> {
  readonly computation: FedComputation;
  readonly fed: string;
  /** Of one of what it is fed with. */
  readonly shape: readonly number[];
  /** Numbers that it gives for each. */
  readonly gives: Readonly<Record<Given, number>>;
  readonly batch: number;
}

export class Judge implements Disposable {
  private readonly drawing: Look<'samples'>;
  private readonly believing: Look<'values'>;
  private readonly convincing: Look<'values' | 'gradients'>;

  /** @param isKnownCode nothing but tfjs' and Gibbon's own layers are in the models */
  constructor(
    private readonly rivals: Rivals,
    engine: Engine,
    isKnownCode: boolean,
  ) {
    const { generator, discriminator, gives, codingShape, sampleShape } = rivals;
    const prepared = (compute: (fed: Named<tf.Tensor>) => Named<tf.Tensor>) =>
      new FedComputation(engine, compute, isKnownCode);
    const size = tf.util.sizeFromShape([...sampleShape]);
    this.drawing = {
      computation: prepared(({ codings, classes }) => ({ samples: applied(generator, codings, classes) })),
      fed: 'codings',
      shape: codingShape,
      gives: { samples: size },
      batch: BATCH,
    };
    this.believing = {
      computation: prepared(({ samples, classes }) => ({ values: applied(discriminator, samples, classes) })),
      fed: 'samples',
      shape: sampleShape,
      gives: { values: 1 },
      batch: BATCH,
    };
    this.convincing = {
      computation: prepared(({ samples, classes }) =>
        convincing(samples!, (x) => applied(discriminator, x, classes), gives),
      ),
      fed: 'samples',
      shape: sampleShape,
      gives: { values: 1, gradients: size },
      batch: GRADIENT_BATCH,
    };
  }

  /**
   * @param codings row-major [count, …coding shape]
   * @param classes [count], of models that are told them
   * @returns row-major [count, …sample shape]
   */
  draw(codings: Float32Array, classes?: ArrayLike<number>): Float32Array {
    return this.inBatches(this.drawing, codings, classes).samples;
  }

  /** @param samples row-major [count, …sample shape] @returns [count] */
  believe(samples: Float32Array, classes?: ArrayLike<number>): Float32Array {
    return this.inBatches(this.believing, samples, classes).values;
  }

  /** @param samples row-major [count, …sample shape] */
  convince(samples: Float32Array, classes?: ArrayLike<number>): Convinced {
    return this.inBatches(this.convincing, samples, classes);
  }

  dispose(): void {
    for (const { computation } of [this.drawing, this.believing, this.convincing]) computation.dispose();
  }

  /** The last batch is filled up with what lies before it, so that there is a graph of one size. */
  private inBatches<Given extends string>(
    { computation, fed, shape, gives, batch: most }: Look<Given>,
    values: Float32Array,
    classes: ArrayLike<number> | undefined,
  ): Record<Given, Float32Array> {
    const size = tf.util.sizeFromShape([...shape]);
    const count = values.length / size;
    const batch = Math.min(most, count);
    const sizes = Object.entries(gives) as [Given, number][];
    const out = Object.fromEntries(sizes.map(([name, numbers]) => [name, new Float32Array(count * numbers)])) as Record<
      Given,
      Float32Array
    >;
    for (let done = 0; done < count; done += batch) {
      const start = Math.min(done, count - batch);
      const told = computation.run({
        [fed]: { shape: [batch, ...shape], values: values.slice(start * size, (start + batch) * size) },
        ...(this.rivals.classes > 0 && { classes: this.oneHot(classes, start, batch) }),
      });
      for (const [name, numbers] of sizes) out[name].set(told[name]?.values ?? [], start * numbers);
    }
    return out;
  }

  private oneHot(classes: ArrayLike<number> | undefined, start: number, count: number): FedArray {
    const all = this.rivals.classes;
    const values = new Float32Array(count * all);
    for (let i = 0; i < count; i++) values[i * all + (classes?.[start + i] ?? 0)] = 1;
    return { shape: [count, all], values };
  }
}

const applied = (model: LayersModel, given: tf.Tensor | undefined, classes: tf.Tensor | undefined): tf.Tensor =>
  model.apply(classes ? [given!, classes] : given!, { training: false }) as tf.Tensor;

/**
 * What the generator's phase asks of each sample: of a probability the cross-entropy with "real" that gan() minimizes, of a
 * score its negative, as critics have it.
 */
function convincing(
  samples: tf.Tensor,
  believe: (samples: tf.Tensor) => tf.Tensor,
  gives: Rivals['gives'],
): Record<string, tf.Tensor> {
  let values: tf.Tensor | undefined;
  const batch = samples.shape[0] ?? 1;
  const loss = (x: tf.Tensor): tf.Scalar => {
    const told = believe(x);
    // It comes out of the gradient's inner scope.
    values = tf.keep(tf.clone(told));
    // Of the sum over the batch: each sample has the gradient of its own loss.
    return gives === 'probability'
      ? tf.mul<tf.Scalar>(binaryCrossentropy(tf.onesLike(told), told), batch)
      : tf.neg(tf.sum<tf.Scalar>(told));
  };
  const gradients = tf.grad(loss)(samples);
  if (!values) throw new Error('A loss was computed without the discriminator.');
  const handed = tf.clone(values);
  values.dispose();
  return { values: handed, gradients };
}
