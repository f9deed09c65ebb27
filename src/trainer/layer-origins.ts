/**
 * Remembers where in the user's source each layer was made. Every layer, cloned and subclassed ones too, runs through
 * the base class' constructor, which assigns `inboundNodes`: a setter on the prototype sees that and keeps the stack.
 */
import { layers } from '@tensorflow/tfjs-layers';

export type LayerOrigins = WeakMap<layers.Layer, Error>;

export function watchLayers(): LayerOrigins {
  const origins: LayerOrigins = new WeakMap();
  Object.defineProperty(layers.Layer.prototype, 'inboundNodes', {
    configurable: true,
    set(this: layers.Layer, value: unknown) {
      origins.set(this, new Error('layer made here'));
      Object.defineProperty(this, 'inboundNodes', { value, writable: true, enumerable: true, configurable: true });
    },
  });
  return origins;
}
