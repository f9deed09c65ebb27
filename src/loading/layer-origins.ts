/**
 * Watches the layers of an experiment: remembers where in the user's source each was made, and says of
 * one that can't take its input which layer it is, what it expected and what it got.
 */
import { serialization } from '@tensorflow/tfjs-core';
import { layers } from '@tensorflow/tfjs-layers';
import { ExperimentError, formatShape } from '../authoring/experiment-error';

type Layer = layers.Layer;

export type LayerOrigins = WeakMap<Layer, Error>;

export function watchLayers(): LayerOrigins {
  const origins: LayerOrigins = new WeakMap();
  // Every layer, cloned and subclassed ones too, runs through the base class' constructor, which assigns `inboundNodes`.
  Object.defineProperty(layers.Layer.prototype, 'inboundNodes', {
    configurable: true,
    set(this: Layer, value: unknown) {
      origins.set(this, new Error('layer made here'));
      Object.defineProperty(this, 'inboundNodes', { value, writable: true, enumerable: true, configurable: true });
    },
  });
  explainInputs(layers.Layer.prototype);
  return origins;
}

/** Puts what each of tfjs' own layers is given into the errors that it throws; a layer of the user's speaks for itself. */
function explainInputs(prototype: Layer): void {
  const apply = prototype.apply;
  const own = new Set<unknown>(
    Object.values(serialization.SerializationMap.getMap().classNameMap).map(([layerClass]) => layerClass),
  );
  const reshape = serialization.SerializationMap.getMap().classNameMap.Reshape?.[0];
  prototype.apply = function (this: Layer, inputs, options) {
    try {
      const outputs = apply.call(this, inputs, options);
      // tfjs finds this out only when numbers flow.
      if (this.constructor === reshape && losesNumbers(inputs, outputs)) throw new Error('other sizes');
      return outputs;
    } catch (error) {
      const shapes = shapesOf(inputs);
      if (!shapes || error instanceof ExperimentError || !(error instanceof Error) || !own.has(this.constructor))
        throw error;
      if (error.message.includes('activity regularizer'))
        throw new ExperimentError(
          `The layer ${this.getClassName()} expected no activityRegularizer, which TensorFlow.js doesn't carry out, and got one.`,
          'Leave it out, and put layers.activityRegularization({ … }) from gibbon after the layer.',
          this,
        );
      throw new ExperimentError(
        `The layer ${this.getClassName()} can't take its input: expected ${expectation(this, error)}, got ${shapes}.`,
        'Change this layer, or the one before it, so that they fit.',
        this,
      );
    }
  };
}

function shapesOf(inputs: unknown): string | undefined {
  const list: unknown[] = Array.isArray(inputs) ? inputs : [inputs];
  const hasShape = (value: unknown): value is { shape: (number | null)[] } =>
    typeof value === 'object' && value !== null && 'shape' in value;
  return list.length > 0 && list.every(hasShape)
    ? list.map(({ shape }) => formatShape(shape)).join(' and ')
    : undefined;
}

const losesNumbers = (inputs: unknown, outputs: unknown): boolean => {
  const [before, after] = [countOf(inputs), countOf(outputs)];
  return before !== undefined && after !== undefined && before !== after;
};

/** Numbers a sample in one tensor; undefined for several, and where a size is open. */
function countOf(value: unknown): number | undefined {
  const [only, ...others] = (Array.isArray(value) ? value : [value]) as { readonly shape?: (number | null)[] }[];
  const sizes = only?.shape?.slice(1);
  if (!sizes || others.length > 0 || sizes.includes(null)) return undefined;
  return sizes.reduce<number>((product, size) => product * (size ?? 1), 1);
}

function expectation(layer: Layer, error: Error): string {
  const { targetShape } = layer.getConfig();
  if (Array.isArray(targetShape)) {
    const sizes = targetShape.map(Number);
    return `${sizes.reduce((product, size) => product * size, 1).toLocaleString('en-US')} numbers for its target shape [${sizes.join(', ')}]`;
  }
  const dimensions = /expected ndim=(\d+)/.exec(error.message)?.[1];
  return dimensions
    ? `${dimensions} dimensions, the batch being one of them`
    : `another (${error.message.replace(/\s+/g, ' ').replace(/\.$/, '')})`;
}
