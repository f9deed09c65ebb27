/**
 * How much arithmetic a layer does for one sample. Every layer here multiplies its kernels at some number of positions
 * (the pixels of a convolution, the time steps of a recurrent layer), so only these are said layer by layer.
 */
import type { layers } from '@tensorflow/tfjs-layers';
import { TiedDense } from '../authoring/tied-dense';
import type { Application, Shape } from '../loading/layer-applications';

type Layer = layers.Layer;

/** How often each kernel is applied to one sample; NaN where a size is known only while training. */
type Positions = (application: Application, layer: Layer) => number;

const product = (sizes: Shape): number => sizes.reduce<number>((all, size) => all * (size ?? NaN), 1);

/** The sizes between the batch and the channels. */
const insideOf = (shape: Shape, layer: Layer): Shape =>
  layer.getConfig().dataFormat === 'channelsFirst' ? shape.slice(2) : shape.slice(1, -1);

const atOutputs: Positions = ({ outputShape }, layer) => product(insideOf(outputShape, layer));
/** Each input adds a kernel to the outputs around it; what falls over the edge and is cropped is counted too. */
const atInputs: Positions = ({ inputShape }, layer) => product(insideOf(inputShape, layer));
const atTimeSteps: Positions = ({ inputShape }) => product(inputShape.slice(1, 2));
const nowhere: Positions = () => 0;

const positionsByClass: Readonly<Record<string, Positions>> = {
  Dense: atOutputs,
  TiedDense: atOutputs,
  Conv1D: atOutputs,
  Conv2D: atOutputs,
  Conv3D: atOutputs,
  DepthwiseConv2D: atOutputs,
  SeparableConv2D: atOutputs,
  Conv2DTranspose: atInputs,
  Conv3DTranspose: atInputs,
  SimpleRNN: atTimeSteps,
  GRU: atTimeSteps,
  LSTM: atTimeSteps,
  RNN: atTimeSteps,
  // Its weights are those of both directions.
  Bidirectional: atTimeSteps,
  ConvLSTM2D: (application, layer) => {
    const { outputShape } = application;
    // With returnSequences the time stands before the picture.
    const picture = outputShape.length === 5 ? [null, ...outputShape.slice(2)] : outputShape;
    return atTimeSteps(application, layer) * product(insideOf(picture, layer));
  },
  // These look up or scale, and multiply no matrices.
  Embedding: nowhere,
  PReLU: nowhere,
};

/**
 * Floating-point operations of one application of a layer to one sample: 2 for each multiply-add of its kernels; biases,
 * activations and normalization are left out, as is usual.
 * @returns undefined for a layer whose arithmetic is not known: the user's own, or one with an open size
 * Source: the "Mult-Adds" of Howard et al., "MobileNets", 2017, section 3.2, times two
 */
export function countFlops(layer: Layer, application: Application): number | undefined {
  const className = layer.getClassName();
  if (className === 'TimeDistributed') return countOverTime(layer, application);
  // The matrix of a tied layer is another's, and is multiplied by here, too.
  const weights = layer instanceof TiedDense ? [layer.kernel] : layer.weights;
  const kernels = weights.filter(({ shape }) => shape.length >= 2);
  if (kernels.length === 0) return 0;
  const positions = positionsByClass[className]?.(application, layer);
  if (positions === undefined || Number.isNaN(positions)) return undefined;
  return 2 * positions * kernels.reduce((all, { shape }) => all + product(shape), 0);
}

/** The inner layer is applied to every time step. */
function countOverTime(wrapper: Layer, { inputShape, outputShape }: Application): number | undefined {
  const { layer } = wrapper as unknown as { layer: Layer };
  const withoutTime = ([batch = null, , ...rest]: Shape): Shape => [batch, ...rest];
  const flops = countFlops(layer, { inputShape: withoutTime(inputShape), outputShape: withoutTime(outputShape) });
  const steps = product(inputShape.slice(1, 2));
  return flops === undefined || Number.isNaN(steps) ? undefined : flops * steps;
}
