/** A dense layer with another's matrix, transposed: what a decoder with tied weights is made of. */
import * as tf from '@tensorflow/tfjs-core';
import { initializers, layers, type LayersModel, type LayerVariable, type Shape } from '@tensorflow/tfjs-layers';
import { describeValue } from './checks';
import { ExperimentError, formatShape } from './experiment-error';
import type { LayerOptions } from './layer-options';

export type Activation = NonNullable<Parameters<typeof layers.dense>[0]['activation']>;

export interface TiedDenseOptions extends LayerOptions {
  /** The dense layer whose matrix is used, transposed; often one of the encoder. It has to be built, so that the matrix is there. */
  readonly tiedTo: layers.Layer;
  /** As of tf.layers.dense: none by default. */
  readonly activation?: Activation;
  /** Whether it adds biases of its own, which begin at 0; true by default. */
  readonly useBias?: boolean;
}

/** tfjs' own dense layer, and no class derived from it, which may compute something else. */
const DENSE = 'Dense';

export class TiedDense extends layers.Layer {
  static readonly className = 'TiedDense';
  readonly tiedTo: layers.Layer;
  private readonly activation: Activation;
  private readonly activate: layers.Layer;
  private readonly useBias: boolean;
  private bias: LayerVariable | undefined;

  constructor({ tiedTo, activation = 'linear', useBias = true, ...options }: TiedDenseOptions) {
    super({ ...options });
    if (!(tiedTo instanceof layers.Layer) || tiedTo.getClassName() !== DENSE)
      throw new ExperimentError(
        `tiedTo expected a dense layer, and got ${tiedTo instanceof layers.Layer ? `the layer ${tiedTo.name} (${tiedTo.getClassName()})` : describeValue(tiedTo)}.`,
        'Keep the dense layer in a constant, put it into the encoder, and write tiedTo: that constant.',
        this,
      );
    this.tiedTo = tiedTo;
    this.activation = activation;
    this.activate = layers.activation({ activation });
    this.useBias = useBias;
  }

  /** The other's matrix as it is now: [units of this layer, units of the other]. @throws ExperimentError while there is none */
  get kernel(): tf.Tensor2D {
    const [kernel] = this.tiedTo.weights;
    if (!kernel)
      throw new ExperimentError(
        `A tied layer expected the layer ${this.tiedTo.name} to be built, and it has no weights yet.`,
        'Make the model that the other layer is in first, and give its first layer an inputShape.',
        this,
      );
    return kernel.read() as tf.Tensor2D;
  }

  override build(inputShape: Shape | Shape[]): void {
    const [units, expected] = this.kernel.shape;
    const shape = onlyShape(inputShape);
    if (shape.at(-1) !== expected || shape.length < 2)
      throw new ExperimentError(
        `A layer tied to ${this.tiedTo.name} takes what that one gives out: expected ${formatShape([null, expected])}, got ${formatShape(shape)}.`,
        `Give the layer before it ${expected} units, or tie it to a layer of ${shape.at(-1)} units.`,
        this,
      );
    if (this.useBias) this.bias = this.addWeight('bias', [units], 'float32', initializers.zeros());
    this.built = true;
  }

  override computeOutputShape(inputShape: Shape | Shape[]): Shape {
    return [...onlyShape(inputShape).slice(0, -1), this.kernel.shape[0]];
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.tidy(() => {
      const [x] = [inputs].flat();
      if (!x) throw new Error('A layer has an input.');
      const { kernel } = this;
      const rows = tf.reshape(x, [-1, kernel.shape[1]]);
      const product = tf.matMul(rows, kernel, false, true);
      const sum = this.bias ? tf.add(product, this.bias.read()) : product;
      return this.activate.call(tf.reshape(sum, [...x.shape.slice(0, -1), kernel.shape[0]]), {}) as tf.Tensor;
    });
  }

  /** As of the dense layer that computes the same with a matrix of its own. */
  override getConfig(): tf.serialization.ConfigDict {
    const { activation, useBias } = this;
    return { ...super.getConfig(), units: this.kernel.shape[0], activation, useBias };
  }

  /** @throws ExperimentError: which matrix is meant can't be said in a config */
  static override fromConfig<T extends tf.serialization.Serializable>(
    _cls: tf.serialization.SerializableConstructor<T>,
    _config: tf.serialization.ConfigDict,
  ): T {
    throw new ExperimentError(
      "A tied layer expected the layer that it is tied to, and a config can't hold one.",
      'Save the model with Gibbon, which writes an ordinary dense layer with the same matrix in its place.',
    );
  }
}
tf.serialization.registerClass(TiedDense);

const onlyShape = (shape: Shape | Shape[]): Shape => (Array.isArray(shape[0]) ? shape[0] : (shape as Shape));

/** @throws ExperimentError when a layer is tied to one that is in none of the models: nothing would train or save its matrix */
export function checkTies(models: Readonly<Record<string, LayersModel>>): void {
  const all = Object.values(models).flatMap(layersOf);
  for (const layer of all)
    if (layer instanceof TiedDense && !all.includes(layer.tiedTo))
      throw new ExperimentError(
        `The layer ${layer.name} expected the layer ${layer.tiedTo.name}, which it is tied to, in one of the models ${Object.keys(models).join(', ')}, and it is in none.`,
        'Tie it to a layer of one of these models, so that the shared matrix is trained and saved.',
        layer,
      );
}

/** Those of nested models, too. */
const layersOf = (model: LayersModel): layers.Layer[] =>
  model.layers.flatMap((layer) => ('layers' in layer ? layersOf(layer as LayersModel) : [layer]));
