/**
 * From two models of one computation, written down at two batch sizes, one for any batch size: where they differ, the
 * batch is meant. Knows ONNX' rules only.
 */
import { DATA_TYPE, type Dimension, type ModelProto, type TensorProto, type ValueInfoProto } from './model-proto';

const BATCH = 'batch';

/** @returns undefined when they differ in more than the batch of shapes, so that one model can't stand for both */
export function freeBatch(one: ModelProto, other: ModelProto): ModelProto | undefined {
  const [graph, otherGraph] = [one.graph, other.graph];
  if (JSON.stringify(graph.node) !== JSON.stringify(otherGraph.node)) return undefined;
  const initializer: TensorProto[] = [];
  for (const [at, constant] of graph.initializer.entries()) {
    const pair = otherGraph.initializer[at];
    const merged = pair && mergeConstants(constant, pair, isShapeOnly(one, constant.name));
    if (!merged) return undefined;
    initializer.push(merged);
  }
  const merge = (infos: readonly ValueInfoProto[], others: readonly ValueInfoProto[]) =>
    infos.map((info, at) => mergeInfo(info, others[at] ?? info));
  return {
    ...one,
    graph: {
      ...graph,
      initializer,
      input: merge(graph.input, otherGraph.input),
      output: merge(graph.output, otherGraph.output),
    },
  };
}

/** The target of a Reshape, in which -1 stands for whatever is left, and nothing else. */
const isShapeOnly = ({ graph }: ModelProto, name: string): boolean =>
  graph.node.every(({ opType, input }) =>
    input.every((value, at) => value !== name || (opType === 'Reshape' && at === 1)),
  );

function mergeConstants(one: TensorProto, other: TensorProto, isShape: boolean): TensorProto | undefined {
  if (Buffer.compare(one.rawData, other.rawData) === 0) return one;
  if (!isShape || one.dataType !== DATA_TYPE.int64 || one.rawData.length !== other.rawData.length) return undefined;
  const [lengths, others] = [int64s(one), int64s(other)];
  if (lengths.filter((length, at) => length !== others[at]).length !== 1) return undefined;
  const merged = lengths.map((length, at) => (length === others[at] ? length : -1n));
  return { ...one, rawData: new Uint8Array(merged.buffer) };
}

const int64s = ({ rawData }: TensorProto): BigInt64Array => new BigInt64Array(rawData.slice().buffer);

function mergeInfo(info: ValueInfoProto, other: ValueInfoProto): ValueInfoProto {
  const { elemType, shape } = info.type.tensorType;
  const others = other.type.tensorType.shape.dim;
  const dim = shape.dim.map((dimension, at) => (isSame(dimension, others[at]) ? dimension : { dimParam: BATCH }));
  return { ...info, type: { tensorType: { elemType, shape: { dim } } } };
}

const isSame = (one: Dimension, other: Dimension | undefined): boolean => JSON.stringify(one) === JSON.stringify(other);

/** The model with other names for some of its values. */
export function renameValues(model: ModelProto, names: ReadonlyMap<string, string>): ModelProto {
  const renamed = (name: string): string => names.get(name) ?? name;
  const rename = <T extends { readonly name: string }>(item: T): T => ({ ...item, name: renamed(item.name) });
  const { graph } = model;
  return {
    ...model,
    graph: {
      ...graph,
      node: graph.node.map((node) => ({
        ...node,
        input: node.input.map(renamed),
        output: node.output.map(renamed),
      })),
      initializer: graph.initializer.map(rename),
      input: graph.input.map(rename),
      output: graph.output.map(rename),
    },
  };
}
