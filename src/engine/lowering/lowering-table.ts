/** Every kernel that Gibbon lowers to ONNX, by tfjs' name. A new kind of kernel is a new file and a line here. */
import { elementwiseBinary } from './elementwise-binary';
import { elementwiseUnary } from './elementwise-unary';
import { matrixProduct } from './matrix-product';
import { movement } from './movement';
import { reduction } from './reduction';
import type { Lowering, LoweringTable } from './lowering';

export const loweringTable: ReadonlyMap<string, Lowering> = new Map(
  [elementwiseUnary, elementwiseBinary, reduction, matrixProduct, movement].flatMap((table: LoweringTable) =>
    Object.entries(table),
  ),
);
