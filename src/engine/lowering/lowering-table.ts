/** Every kernel that Gibbon lowers to ONNX, by tfjs' name. A new kind of kernel is a new file and a line here. */
import { convolution } from './convolution';
import { convolutionInputGradient } from './convolution-input-gradient';
import { depthwiseConvolution } from './depthwise-convolution';
import { elementwiseBinary } from './elementwise-binary';
import { elementwiseUnary } from './elementwise-unary';
import { gathering } from './gathering';
import { matrixProduct } from './matrix-product';
import { movement } from './movement';
import { normalization } from './normalization';
import { padding } from './padding';
import { pooling } from './pooling';
import { reduction } from './reduction';
import { resizing } from './resizing';
import { splitting } from './splitting';
import type { Lowering, LoweringTable } from './lowering';

const tables: readonly LoweringTable[] = [
  elementwiseUnary,
  elementwiseBinary,
  reduction,
  matrixProduct,
  convolution,
  convolutionInputGradient,
  depthwiseConvolution,
  pooling,
  normalization,
  resizing,
  movement,
  splitting,
  padding,
  gathering,
];

export const loweringTable: ReadonlyMap<string, Lowering> = new Map(tables.flatMap((table) => Object.entries(table)));
