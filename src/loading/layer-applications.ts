/** Where a model applies a layer, and to what: a layer that is shared is applied more than once, with other shapes. */
import type { layers, LayersModel } from '@tensorflow/tfjs-layers';

export type Shape = readonly (number | null)[];

/** Shapes with the batch first, which is null. */
export interface Application {
  readonly inputShape: Shape;
  readonly outputShape: Shape;
}

/** The applications of a layer that belong to the model it is in, in the order in which they were written. */
export function applicationsOf(layer: layers.Layer, model: LayersModel): Application[] {
  const nodes = layer.inboundNodes.map(({ inputShapes, outputShapes }) => ({
    inputShape: firstOf(inputShapes),
    outputShape: firstOf(outputShapes),
  }));
  const graph = graphOf(model);
  const own = nodes.filter((_, index) => graph.has(`${layer.name}_ib-${index}`));
  // tfjs' own name of a node is private; were it to change, all of the layer's applications are a fair answer.
  return own.length > 0 ? own : nodes;
}

/** The names of the nodes of a model. A sequential model keeps them in a model of its own, inside. */
function graphOf(model: LayersModel): ReadonlySet<string> {
  const { containerNodes, model: inner } = model as unknown as {
    containerNodes: Set<string>;
    model?: { containerNodes: Set<string> } | null;
  };
  return inner?.containerNodes ?? containerNodes;
}

/** The shape of a layer's only or first input or output. */
const firstOf = (shapes: (number | null)[] | (number | null)[][]): Shape =>
  Array.isArray(shapes[0]) ? shapes[0] : (shapes as Shape);
