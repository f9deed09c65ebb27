/**
 * What the layers of a run make of samples at a moment: each model runs once on them, and its layers are watched. Also what
 * their weights look like, which samples excite a unit most, and what one input paints.
 */
import { setImmediate } from 'node:timers/promises';
import * as tf from '@tensorflow/tfjs-core';
import { ProblemError } from '../../base/problem';
import { noiseStreams } from '../../loading/tfjs-randomness';
import { type NamedLayer, namedLayers } from '../../loading/model-roles';
import type {
  Largest,
  LayerQuestion,
  LayerRun,
  LayersDescription,
  LayersRun,
  WeightPictures,
} from '../../protocol/layer-questions';
import type { PlainTensor } from '../../protocol/plain-tensor';
import { type Assembled, explained } from '../../training/assemble-run';
import { layerRun, layoutOf } from './layer-runs';
import { ModelInputs } from './model-inputs';
import { runWatched, type Seen } from './watched-run';
import { weightPictures } from './weight-pictures';

type Reach = (step: number) => Promise<boolean>;
type Of<Kind extends LayerQuestion['kind']> = Extract<LayerQuestion, { readonly kind: Kind }>;

/** Samples at a time, where many are gone through. */
const CHUNK = 100;
const LARGEST = 12;
/** Of one input in the middle: enough that what it paints does not reach the border. */
const CANVAS = 7;

export class LayerSpace {
  private readonly inputs: ModelInputs;
  private readonly named: ReadonlyMap<string, NamedLayer & { readonly role: string }>;

  constructor(private readonly run: Assembled) {
    this.inputs = this.aside(() => new ModelInputs(run));
    this.named = new Map(
      Object.entries(run.loaded.experiment.models).flatMap(([role, model]) =>
        namedLayers(role, model).map((layer) => [layer.name, { ...layer, role }] as const),
      ),
    );
  }

  describe(): LayersDescription {
    const { train, range, classNames } = this.run.dataset;
    return {
      samples: train.count,
      sampleShape: [...train.shape],
      range: [...range],
      classNames: [...classNames],
      models: [...this.inputs.fed].map(([role, fed]) => ({ role, ...fed })),
    };
  }

  /** @returns null when nobody wanted it any more */
  async runLayers({ step, samples }: Of<'runLayers'>, reach: Reach): Promise<LayersRun | null> {
    if (!(await reach(step))) return null;
    const layers: LayerRun[] = [];
    this.aside(() => {
      const outputs = new Map<string, tf.Tensor>();
      for (const role of this.order) {
        const seen = this.watch(role, samples, outputs);
        const calls = new Map<string, number>();
        for (const { name } of seen) calls.set(name, (calls.get(name) ?? 0) + 1);
        for (const { name, call, output, isSequence } of seen) {
          const laidOut = layoutOf(output.shape.slice(1), isSequence, this.image);
          const seenOf = layerRun(name, call, laidOut, output.values, samples.length);
          layers.push({ ...seenOf, calls: calls.get(name) ?? 1 });
        }
      }
    });
    return { step, samples: [...samples], layers: this.inSourceOrder(layers) };
  }

  readInputs(indices: readonly number[]): PlainTensor {
    const { train } = this.run.dataset;
    const wrong = indices.find((index) => index >= train.count);
    if (wrong !== undefined)
      throw new ProblemError({
        message: `Expected numbers of samples from 0 to ${train.count - 1}, and got ${wrong}.`,
        remedy: 'Ask for one of these.',
        blame: 'environment',
      });
    return { shape: [indices.length, ...train.shape], values: train.gather(indices) };
  }

  async readWeights({ step, layer: name }: Of<'readWeights'>, reach: Reach): Promise<WeightPictures> {
    const { layer } = this.layerNamed(name);
    await reach(step);
    const { sampleShape } = this.describe();
    return { step, weights: this.aside(() => weightPictures(name, layer, sampleShape)) };
  }

  async findLargest(
    { step, layer, call, unit, among }: Of<'findLargest'>,
    reach: Reach,
    isWanted: () => boolean,
  ): Promise<Largest> {
    const { role } = this.layerNamed(layer);
    await reach(step);
    const most = Math.min(among, this.inputs.fed.get(role)?.fed === 'chance' ? among : this.run.dataset.train.count);
    const found: { sample: number; value: number }[] = [];
    for (let start = 0; start < most && isWanted(); start += CHUNK) {
      const samples = Array.from({ length: Math.min(CHUNK, most - start) }, (_, i) => start + i);
      const values = this.aside(() => this.strengths(role, samples, layer, call, unit));
      samples.forEach((sample, at) => found.push({ sample, value: values[at] ?? NaN }));
      await setImmediate();
    }
    found.sort((a, b) => b.value - a.value);
    const best = found.slice(0, LARGEST);
    return {
      step,
      among: most,
      samples: best.map(({ sample }) => sample),
      values: best.map(({ value }) => value),
    };
  }

  /** Without its bias, which it paints everywhere. */
  async paintFrom({ step, layer: name, channel }: Of<'paintFrom'>, reach: Reach): Promise<PlainTensor> {
    const { layer } = this.layerNamed(name);
    const input = [layer.input].flat()[0];
    const channels = input?.shape.at(-1) ?? 0;
    if (!layer.getClassName().includes('Conv2DTranspose') || channel >= channels)
      throw new ProblemError({
        message: `${name} expected to be a transposed convolution with a channel ${channel}, and is a ${layer.getClassName()} of ${channels} channels.`,
        remedy: 'Ask about a Conv2DTranspose, and one of its input channels.',
        blame: 'environment',
      });
    await reach(step);
    return this.aside(() => {
      const values = new Float32Array(CANVAS * CANVAS * channels);
      const middle = Math.floor(CANVAS / 2);
      values[(middle * CANVAS + middle) * channels + channel] = 1;
      const shape = [1, CANVAS, CANVAS, channels];
      const [lit, dark] = [tf.tensor<tf.Rank>(values, shape), tf.zeros(shape)].map(
        (one) => [layer.call(one, {})].flat()[0]!,
      );
      const painted = tf.sub(lit!, dark!);
      return { shape: painted.shape.slice(1), values: Float32Array.from(painted.dataSync()) };
    });
  }

  /** Of each sample: the unit, or the mean of the channel. */
  private strengths(role: string, samples: readonly number[], layer: string, call: number, unit: number): Float32Array {
    const outputs = new Map<string, tf.Tensor>();
    for (const other of this.order) {
      const seen = this.watch(other, samples, outputs);
      if (other !== role) continue;
      const one = seen.find(({ name, call: number }) => name === layer && number === call);
      if (!one) break;
      return meansOf(one, samples.length, unit, this.image);
    }
    return new Float32Array(samples.length).fill(NaN);
  }

  /** Runs one model, and keeps what it gives out for those that take it. */
  private watch(role: string, samples: readonly number[], outputs: Map<string, tf.Tensor>): Seen[] {
    const model = this.run.loaded.experiment.models[role];
    const inputs = this.inputs.of(role, samples, outputs);
    if (!model || !inputs) return [];
    const { seen, output } = runWatched(role, model, inputs);
    outputs.set(role, output);
    return seen;
  }

  /** Of one sample, where samples are images. */
  private get image(): readonly number[] {
    const { samples, train } = this.run.dataset;
    return samples === 'images' ? train.shape : [];
  }

  /** Those that make codings before those that take them. */
  private get order(): string[] {
    const { models } = this.run.loaded.experiment;
    const isCoded = (role: string) => (this.inputs.fed.get(role)?.fed === 'coding' ? 1 : 0);
    return Object.keys(models).sort((a, b) => isCoded(a) - isCoded(b));
  }

  private inSourceOrder(runs: readonly LayerRun[]): LayerRun[] {
    const order = [...this.named.keys()];
    return [...runs].sort((a, b) => order.indexOf(a.name) - order.indexOf(b.name) || a.call - b.call);
  }

  private layerNamed(name: string): NamedLayer & { readonly role: string } {
    const named = this.named.get(name);
    if (named) return named;
    throw new ProblemError({
      message: `The run has no layer "${name}"; it has ${[...this.named.keys()].join(', ')}.`,
      remedy: 'Name one of these.',
      blame: 'environment',
    });
  }

  /** The user's models may run, with randomness of their own, and throw at a line of theirs. */
  private aside<T>(look: () => T): T {
    const { loaded, trainingStep } = this.run;
    return explained(loaded, () => trainingStep.withNoiseOf(noiseStreams.fixedCodings, look));
  }
}

/** Of each sample the mean over a channel, or over the steps of a unit; of a layer without either, the unit itself. */
function meansOf(
  { output: { shape, values }, isSequence }: Seen,
  samples: number,
  unit: number,
  image: readonly number[],
): Float32Array {
  const size = values.length / Math.max(1, samples);
  const channels = layoutOf(shape.slice(1), isSequence, image).shape.at(-1) ?? size;
  return Float32Array.from({ length: samples }, (_, sample) => {
    let sum = 0;
    for (let at = unit; at < size; at += channels) sum += values[sample * size + at]!;
    return (sum * channels) / size;
  });
}
