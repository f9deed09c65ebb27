/**
 * The latent space of a run at one moment: makes the codings of its samples, keeps them, lays them out on maps, and decodes
 * what lies at a place. It asks for the state at a step, and trains nothing itself.
 */
import { setImmediate } from 'node:timers/promises';
import * as tf from '@tensorflow/tfjs-core';
import { ProblemError } from '../../base/problem';
import { asPcaPlaces } from './beside-pca';
import type { Encoded, LatentDescription, LatentQuestion, Projection } from '../../protocol/latent-questions';
import type { PlainTensor } from '../../protocol/plain-tensor';
import { hasClasses, classifierFile } from '../../looking/reference-classifier';
import { PcaComparison } from '../../looking/pca-comparison';
import { noiseStreams } from '../../loading/tfjs-randomness';
import { type Assembled, explained } from '../../training/assemble-run';
import { chanceCodings } from './chance-codings';
import { codedSamples } from './coded-samples';
import { LatentMaps } from './latent-maps';
import type { CodingsSource, NoCodings } from './latent-source';

/** Samples that go through the models at a time. */
const STRETCH = 500;
/** Codings beyond that stay out, and the answer says how many there are. */
const MOST_BYTES = 256 * 2 ** 20;

/** The way to a state: true when it was reached, false when nobody wanted it any more. */
export interface Journeys {
  reach(step: number): Promise<boolean>;
  isWanted(): boolean;
  onEncoding(done: number, all: number): void;
}

type EncodeQuestion = Extract<LatentQuestion, { readonly kind: 'encode' }>;

/** What was encoded last. */
interface Kept {
  readonly step: number;
  readonly count: number;
  readonly codings: Float32Array;
}

export class LatentSpace {
  private readonly source: CodingsSource | NoCodings;
  private readonly maps = new LatentMaps();
  private readonly pca: PcaComparison | undefined;
  private kept: Kept | undefined;

  constructor(
    private readonly run: Assembled,
    cacheFolder: string,
  ) {
    const { loaded, dataset, trainingStep } = run;
    const file = hasClasses(dataset) ? classifierFile(cacheFolder, dataset) : undefined;
    this.source = this.aside(
      () =>
        codedSamples(loaded.experiment, dataset, () => this.stage()) ?? chanceCodings(run, file) ?? this.noCodings(),
    );
    this.pca = PcaComparison.of(loaded.experiment, dataset, trainingStep.heldOut);
  }

  describe(): LatentDescription {
    const { dataset } = this.run;
    const { range, samples, classNames } = dataset;
    const source = 'kind' in this.source ? this.source : this.source.described;
    return { source, classNames: [...classNames], range: [...range], samples };
  }

  /** @returns null when nobody wanted it any more */
  async encode({ step, samples, space }: EncodeQuestion, journeys: Journeys): Promise<Encoded | null> {
    const source = this.theSource();
    const { codings: dims, count: all, sampleShape } = source.described;
    const size = space === 'images' ? tf.util.sizeFromShape(sampleShape) : dims;
    const count = Math.min(samples, all, Math.floor(MOST_BYTES / (4 * Math.max(size, dims))));
    if (!(await journeys.reach(step))) return null;
    const codings = new Float32Array(count * dims);
    const images = space === 'images' ? new Float32Array(count * size) : undefined;
    const scalars = new Map<'error' | 'real', Float32Array>();
    const classes = new Int32Array(count);
    let areClassesKnown = true;
    for (let start = 0; start < count; start += STRETCH) {
      const length = Math.min(STRETCH, count - start);
      this.aside(() => {
        const stretch = source.stretch(start, length);
        codings.set(stretch.codings.dataSync(), start * dims);
        if (images && stretch.made) images.set(stretch.made.dataSync<'float32'>(), start * size);
        for (const id of ['error', 'real'] as const) {
          const values = stretch.scalars[id]?.dataSync<'float32'>();
          if (!values) continue;
          if (!scalars.has(id)) scalars.set(id, new Float32Array(count));
          scalars.get(id)?.set(values, start);
        }
        const told = areClassesKnown ? source.classesOf(start, length, stretch.made) : undefined;
        if (told) classes.set(told, start);
        else areClassesKnown = false;
      });
      journeys.onEncoding(start + length, count);
      await setImmediate();
      if (!journeys.isWanted()) return null;
    }
    this.kept = { step, count, codings };
    this.maps.begin({ step, count, dims: images ? size : dims, values: images ?? codings });
    const { means, spreads } = spreadOf(codings, dims);
    const pca = this.aside(() => this.pca && asPcaPlaces(this.pca, this.run.dataset.train, { count, dims, codings }));
    return {
      step,
      count,
      codings: dims,
      ...(areClassesKnown && count > 0 && { classes }),
      scalars: [...scalars].map(([id, values]) => ({ id, values })),
      means,
      spreads,
      ...(pca && { pca }),
    };
  }

  /** Lays out what was encoded last. @returns null when it was ended by another one */
  project(projection: Projection, onProjected: (done: number, all: number, places?: PlainTensor) => void) {
    this.theKept();
    return this.maps.project(projection, onProjected);
  }

  readCodings(indices: readonly number[]): PlainTensor {
    const { count, codings } = this.theKept();
    const { codings: dims } = this.theSource().described;
    checkIndices(indices, count);
    const values = new Float32Array(indices.length * dims);
    indices.forEach((index, at) => values.set(codings.subarray(index * dims, (index + 1) * dims), at * dims));
    return { shape: [indices.length, dims], values };
  }

  /** Of a map of images the codings of the nearest ones count, as nobody knows which coding an image would have. */
  codingsAt(places: PlainTensor): PlainTensor {
    const { codings } = this.theKept();
    const { codings: dims } = this.theSource().described;
    return this.maps.codingsAt(places, { values: codings, dims });
  }

  /** With the weights of the moment that was encoded last. */
  async decode({ shape, values }: PlainTensor, reach: Journeys['reach']): Promise<PlainTensor> {
    const source = this.theSource();
    const { codings: dims } = source.described;
    if (shape.length !== 2 || shape[1] !== dims || values.length !== tf.util.sizeFromShape(shape))
      throw new ProblemError({
        message: `Decoding expected codings of shape [count, ${dims}], and got [${shape.join(', ')}] with ${values.length} numbers.`,
        remedy: 'Give each coding all of its numbers.',
        blame: 'environment',
      });
    if (source.described.decoder === undefined)
      throw new ProblemError({
        message: 'Nothing here can be decoded: the experiment has no decoder that takes these codings.',
        remedy: 'Name the model that gives samples back decoder.',
        blame: 'experiment',
      });
    await reach(this.theKept().step);
    return this.aside(() => plain(source.decode(tf.tensor2d(values, shape as [number, number]))));
  }

  /** Samples as they are, or, by chance, as the generator makes them with the weights of the moment encoded last. */
  async readSamples(indices: readonly number[], reach: Journeys['reach']): Promise<PlainTensor> {
    const source = this.theSource();
    checkIndices(indices, source.described.count);
    if (source.described.kind === 'chance') await reach(this.theKept().step);
    return this.aside(() => plain(source.samples(indices)));
  }

  dispose(): void {
    this.maps.dispose();
    if (!('kind' in this.source)) this.source.dispose();
  }

  private stage(): string {
    return this.run.trainingStep.withNoiseOf(noiseStreams.fixedCodings, ({ stage }) => stage);
  }

  /** The user's models may run, with randomness of their own, and throw at a line of theirs. */
  private aside<T>(look: () => T): T {
    const { loaded, trainingStep } = this.run;
    return explained(loaded, () => trainingStep.withNoiseOf(noiseStreams.fixedCodings, look));
  }

  private theSource(): CodingsSource {
    if (!('kind' in this.source)) return this.source;
    const { message, remedy } = this.source;
    throw new ProblemError({ message, ...(remedy !== undefined && { remedy }), blame: 'experiment' });
  }

  private theKept(): Kept {
    if (this.kept) return this.kept;
    throw new ProblemError({ message: 'Nothing was encoded yet.', remedy: 'Encode first.', blame: 'environment' });
  }

  private noCodings(): NoCodings {
    const { family, models } = this.run.loaded.experiment;
    const roles = Object.keys(models).join(', ');
    return {
      kind: 'none',
      message:
        family === 'classifier'
          ? 'A classifier has no latent space: it gives classes, and nothing turns these back into images.'
          : `This experiment has no latent space: of its models (${roles}) none is an encoder that takes one sample of the data, and none a generator that takes one coding.`,
      remedy:
        family === 'classifier'
          ? 'Open its Layers to see what it makes of an image.'
          : 'Name the model that makes codings encoder, the one that undoes it decoder, and one that makes images of chance generator.',
    };
  }
}

const plain = (tensor: tf.Tensor): PlainTensor => ({
  shape: [...tensor.shape],
  values: Float32Array.from(tensor.dataSync()),
});

function checkIndices(indices: readonly number[], count: number): void {
  const wrong = indices.find((index) => !(Number.isInteger(index) && index >= 0 && index < count));
  if (wrong !== undefined)
    throw new ProblemError({
      message: `Expected numbers of samples from 0 to ${count - 1}, and got ${wrong}.`,
      remedy: 'Ask for one of these.',
      blame: 'environment',
    });
}

/** Of each number of a coding, over all of them. */
function spreadOf(codings: Float32Array, dims: number): { means: Float32Array; spreads: Float32Array } {
  const count = codings.length / Math.max(1, dims);
  const sums = new Float64Array(dims);
  const squares = new Float64Array(dims);
  for (let i = 0, at = 0; i < codings.length; i++, at = at + 1 === dims ? 0 : at + 1) sums[at]! += codings[i]! / count;
  for (let i = 0, at = 0; i < codings.length; i++, at = at + 1 === dims ? 0 : at + 1)
    squares[at]! += (codings[i]! - sums[at]!) ** 2 / count;
  return { means: Float32Array.from(sums), spreads: Float32Array.from(squares, Math.sqrt) };
}
