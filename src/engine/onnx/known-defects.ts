/**
 * Calls for which tfjs' cpu backend computes something wrong without saying so. Where the call has a lowering, ONNX
 * Runtime serves it, however small; otherwise it is refused, in place of training on wrong numbers.
 */
import { broadcast_util } from '@tensorflow/tfjs-core';
import { sameShape, sizeOf } from './onnx-graph';

type Inputs = Readonly<Record<string, { readonly shape: readonly number[] } | undefined>>;

/** What is wrong with this call, or nothing. */
export type Defect = (inputs: Inputs) => string | undefined;

/**
 * It pairs matrix i of the product with matrix i modulo the size of each side's batch, which is right only where the
 * smaller batch's shape is the end of the larger one's.
 */
const batchPairing: Defect = ({ a, b }) => {
  const [batchA, batchB] = [a, b].map((tensor) => withoutLeadingOnes(tensor?.shape.slice(0, -2) ?? []));
  if (!batchA || !batchB) return undefined;
  const batch = broadcast_util.assertAndGetBroadcastShape([...batchA], [...batchB]);
  const repeats = [batchA, batchB].every(
    (part) => sizeOf(part) === 1 || sameShape(part, batch.slice(batch.length - part.length)),
  );
  return repeats ? undefined : 'tfjs pairs the wrong matrices where both sides of a product of batches are broadcast';
};

function withoutLeadingOnes(shape: readonly number[]): readonly number[] {
  const first = shape.findIndex((length) => length !== 1);
  return first < 0 ? [] : shape.slice(first);
}

/** It reads every image of the batch at the place of the first. */
const resizeOfBatch: Defect = ({ dy }) =>
  (dy?.shape[0] ?? 1) > 1
    ? 'tfjs computes wrong gradients of a nearest-neighbour resize for batches of more than one image'
    : undefined;

/** It gives out height and width swapped. */
const resizeOfOblong: Defect = ({ images }) =>
  images && images.shape[1] !== images.shape[2]
    ? 'tfjs computes wrong gradients of a bilinear resize of images that are not square'
    : undefined;

/** Whether windows reach into the padding can't be seen from the inputs. */
const paddedAverage: Defect = () =>
  'tfjs computes wrong gradients of average pooling where windows reach into the padding';

const DEFECTS: Readonly<Record<string, Defect>> = {
  BatchMatMul: batchPairing,
  _FusedMatMul: batchPairing,
  ResizeNearestNeighborGrad: resizeOfBatch,
  ResizeBilinearGrad: resizeOfOblong,
  AvgPoolGrad: paddedAverage,
};

/** How a kernel can go wrong; undefined for nearly all of them. */
export const defectOf = (kernel: string): Defect | undefined => DEFECTS[kernel];
