/** Lays out what was encoded: at once, or in a thread of its own that tells how far it is; and finds the way back from a place. */
import path from 'node:path';
import type { Disposable } from '../../base/disposable';
import { ProblemError } from '../../base/problem';
import type { LatentMap, Projection } from '../../protocol/latent-questions';
import type { PlainTensor } from '../../protocol/plain-tensor';
import { CodingsBetween } from '../../projection/codings-between';
import type { MapMethod } from '../../projection/map-method';
import { codingsOnAxes, type PrincipalComponents, principalComponents } from '../../projection/principal-components';
import { trustOf } from '../../projection/trust';
import { ProjectionWorker } from '../../projection/worker/projection-worker';

/** Of what takes its time with the number of codings; the others stay out. */
const MOST_PLACED = { umap: 10_000, tsne: 5000 } as const;
const TRUST = { neighbours: 15, sample: 2000, seed: 0 } as const;
/** Maps of one state are always the same. */
const SEED = 0;

export interface Encodings {
  readonly step: number;
  readonly count: number;
  readonly dims: number;
  /** Row-major [count, dims]: codings, or images of codings. */
  readonly values: Float32Array;
}

/** Of codings that a map was made of otherwise. */
interface CodingsOfMap {
  readonly values: Float32Array;
  readonly dims: number;
}

type OnProjected = (done: number, all: number, places?: PlainTensor) => void;
type Neighbourly = Extract<Projection, { readonly method: 'umap' | 'tsne' }>;

export class LatentMaps implements Disposable {
  private readonly worker = new ProjectionWorker(path.join(__dirname, 'projection-worker.cjs'));
  private encodings: Encodings | undefined;
  /** By the number of their axes, of the moment before. */
  private readonly components = new Map<number, PrincipalComponents>();
  /** The last places of each method, where the next map of it begins. */
  private readonly started = new Map<Neighbourly['method'], PlainTensor>();
  private last: { readonly projection: Projection; readonly places: PlainTensor } | undefined;
  private between: CodingsBetween | undefined;
  private number = 0;

  /** What is laid out from now on. */
  begin(encodings: Encodings): void {
    if (encodings.dims !== this.encodings?.dims) {
      this.components.clear();
      this.started.clear();
    }
    this.encodings = encodings;
    this.forget();
  }

  /** @returns null when it was ended by another map, or by codings of another moment */
  async project(projection: Projection, onProjected: OnProjected): Promise<LatentMap | null> {
    this.forget();
    const { number } = this;
    const { step, count, dims, values } = this.theEncodings();
    if (count < 2)
      throw new ProblemError({
        message: `A map expected at least 2 codings, and got ${count}.`,
        remedy: 'Use more samples.',
        blame: 'experiment',
      });
    const codings: PlainTensor = { shape: [count, dims], values };
    const laidOut =
      projection.method === 'umap' || projection.method === 'tsne'
        ? await this.layOut(projection, codings, onProjected)
        : this.layOutAtOnce(projection, codings);
    if (!laidOut || number !== this.number) return null;
    const { places, explained } = laidOut;
    this.last = { projection, places };
    const isWhole = projection.method === 'codings' && projection.axes.length >= dims;
    const trust = isWhole ? undefined : trustOf(codings, places, TRUST);
    return {
      step,
      projection,
      places,
      placed: laidOut.placed ?? count,
      ...(explained && { explained: [...explained] }),
      ...(trust && { trust }),
    };
  }

  codingsAt(places: PlainTensor, { values, dims }: CodingsOfMap): PlainTensor {
    const { last } = this;
    if (!last) throw new ProblemError({ message: 'No map was made yet.', remedy: 'Make one.', blame: 'environment' });
    const [count = 0, axes = 0] = places.shape;
    if (axes !== last.places.shape[1])
      throw new ProblemError({
        message: `Places on this map have ${last.places.shape[1]} numbers each, and got ${axes}.`,
        remedy: 'Ask for places of the map that was made last.',
        blame: 'environment',
      });
    const isOfCodings = values === this.theEncodings().values;
    if (isOfCodings && last.projection.method === 'codings') return this.onCodings(places, last.projection.axes);
    const components = last.projection.method === 'pca' ? this.components.get(last.projection.dimensions) : undefined;
    if (isOfCodings && components) return codingsOnAxes(components, places);
    this.between ??= new CodingsBetween({ shape: [values.length / dims, dims], values }, last.places);
    return count === 0 ? { shape: [0, dims], values: new Float32Array() } : this.between.at(places);
  }

  dispose(): void {
    this.worker.dispose();
  }

  /** Whatever is being laid out is not wanted any more: its thread ends at once. */
  private forget(): void {
    this.number++;
    this.worker.dispose();
    this.last = undefined;
    this.between = undefined;
  }

  private theEncodings(): Encodings {
    if (this.encodings) return this.encodings;
    throw new ProblemError({ message: 'Nothing was encoded yet.', remedy: 'Encode first.', blame: 'environment' });
  }

  private async layOut(projection: Neighbourly, codings: PlainTensor, onProjected: OnProjected) {
    const { method } = projection;
    const [count = 0, dims = 0] = codings.shape;
    const placed = Math.min(count, MOST_PLACED[method]);
    const first = { shape: [placed, dims], values: codings.values.subarray(0, placed * dims) };
    const start = this.started.get(method);
    const how: MapMethod = { ...projection, seed: SEED, ...(start && { start }) };
    const laidOut = await this.worker.layOut(first, how, ({ done, all, places }) =>
      onProjected(done, all, places && padded(places, count)),
    );
    if (!laidOut) return undefined;
    this.started.set(method, laidOut);
    return { places: padded(laidOut, count), placed, explained: undefined };
  }

  private layOutAtOnce(projection: Exclude<Projection, Neighbourly>, codings: PlainTensor) {
    const [count = 0, dims = 0] = codings.shape;
    if (projection.method === 'pca') {
      const axes = Math.min(projection.dimensions, dims);
      const components = principalComponents(codings, axes, this.components.get(projection.dimensions));
      this.components.set(projection.dimensions, components);
      return { places: components.places, explained: components.explained, placed: undefined };
    }
    const { axes } = projection;
    const wrong = axes.find((axis) => axis >= dims);
    if (wrong !== undefined)
      throw new ProblemError({
        message: `Expected codings from 0 to ${dims - 1}, and got ${wrong}.`,
        remedy: 'Choose one of these.',
        blame: 'environment',
      });
    const values = new Float32Array(count * axes.length);
    for (let i = 0; i < count; i++)
      axes.forEach((axis, at) => (values[i * axes.length + at] = codings.values[i * dims + axis]!));
    return { places: { shape: [count, axes.length], values }, explained: undefined, placed: undefined };
  }

  /** All other codings at their mean. */
  private onCodings(places: PlainTensor, axes: readonly number[]): PlainTensor {
    const { dims, count, values } = this.theEncodings();
    const mean = new Float64Array(dims);
    for (let i = 0; i < values.length; i++) mean[i % dims]! += values[i]! / count;
    const asked = places.shape[0] ?? 0;
    const codings = new Float32Array(asked * dims);
    for (let place = 0; place < asked; place++) {
      codings.set(mean, place * dims);
      axes.forEach((axis, at) => (codings[place * dims + axis] = places.values[place * axes.length + at]!));
    }
    return { shape: [asked, dims], values: codings };
  }
}

/** With NaN for those that are not laid out. */
function padded({ shape: [placed = 0, axes = 0], values }: PlainTensor, count: number): PlainTensor {
  if (placed === count) return { shape: [placed, axes], values };
  const all = new Float32Array(count * axes).fill(NaN);
  all.set(values);
  return { shape: [count, axes], values: all };
}
