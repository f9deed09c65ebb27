/**
 * What the discriminator of a run believes at a moment: of real samples, of those that no training has seen, and of generated
 * ones; what would convince it, and where in the space of codings, or of the data, it is convinced.
 */
import * as tf from '@tensorflow/tfjs-core';
import { ProblemError } from '../../base/problem';
import { noiseStreams } from '../../loading/tfjs-randomness';
import { coveredModes } from '../../looking/covered-modes';
import { asPixels } from '../../looking/drawn-classes';
import {
  classifierFile,
  hasClasses,
  loadClassifier,
  type ReferenceClassifier,
} from '../../looking/reference-classifier';
import type {
  CloseLook,
  ConfidenceDescription,
  ConfidenceQuestion,
  DrawnOnSlice,
  Judged,
  JudgedGroup,
  Plane,
  Slice,
  SliceAnswer,
  Wall,
  Whose,
} from '../../protocol/confidence-questions';
import type { PlainTensor } from '../../protocol/plain-tensor';
import { type Assembled, explained } from '../../training/assemble-run';
import { type CodingPlane, codingPlane, codingsIn, gridOf } from './coding-planes';
import { dataPlane } from './data-plane';
import { Judge } from './judge';
import { JudgedSamples } from './judged-samples';
import { signedBytes, steepness } from './sample-gradients';
import { hasBatchNorm, type Rivals, rivalsOf } from './rivals';

type Reach = (step: number) => Promise<boolean>;
type Of<Kind extends ConfidenceQuestion['kind']> = Extract<ConfidenceQuestion, { readonly kind: Kind }>;

/** Generated samples on which the gradient is measured. */
const STEEP = 64;
const SLICE_SIDE = 33;

export class ConfidenceSpace {
  private readonly found: ReturnType<typeof rivalsOf>;
  private parts: { readonly rivals: Rivals; readonly judge: Judge; readonly samples: JudgedSamples } | undefined;
  private drawn: { readonly step: number; readonly samples: Float32Array } | undefined;
  private classifier: ReferenceClassifier | undefined;

  /** @param cacheFolder where the reference classifier would be */
  constructor(
    private readonly run: Assembled,
    private readonly cacheFolder: string,
  ) {
    this.found = rivalsOf(run);
  }

  describe(): ConfidenceDescription {
    if ('message' in this.found) return { kind: 'none', ...this.found };
    const { generatorRole, discriminatorRole, gives, sampleShape, classes, codingShape, discriminator } = this.found;
    const { dataset } = this.run;
    return {
      kind: 'rivals',
      generator: generatorRole,
      discriminator: discriminatorRole,
      gives,
      counts: { ...this.theParts.samples.counts },
      sampleShape: [...sampleShape],
      range: [...dataset.range],
      classNames: [...dataset.classNames],
      isConditional: classes > 0,
      hasBatchNorm: hasBatchNorm(discriminator),
      codings: tf.util.sizeFromShape([...codingShape]),
      isPlane: sampleShape.join() === '2' && classes === 0,
      isScaled: this.theParts.samples.isScaled,
      isLossKnown: this.run.loaded.experiment.stepIsOurs,
    };
  }

  /** @returns null when nobody wanted it any more */
  async judge({ step }: Of<'judge'>, reach: Reach): Promise<Judged | null> {
    if (!(await reach(step))) return null;
    const { judge, samples, rivals } = this.theParts;
    const { dataset } = this.run;
    return this.aside(() => {
      const judged = (whose: 'real' | 'heldOut'): JudgedGroup => {
        const { values, classes } = samples.real(whose);
        return {
          values: judge.believe(values, classes),
          ...(dataset.classNames.length > 0 && { classes }),
        };
      };
      const generated = this.generatedAt(step);
      const classes = this.asked(numbersUpTo(samples.counts.generated));
      const near = dataset.modes && coveredModes(generated, dataset.modes, this.size).nearest;
      const known = rivals.classes > 0 ? Int32Array.from(classes) : near;
      const { gradients } = judge.convince(generated.slice(0, STEEP * this.size), classes.slice(0, STEEP));
      return {
        step,
        real: judged('real'),
        ...(samples.counts.heldOut > 0 && { heldOut: judged('heldOut') }),
        generated: { values: judge.believe(generated, classes), ...(known && { classes: known }) },
        gradient: steepness(gradients, this.size),
      };
    });
  }

  /** @returns [generated samples]; null where nobody knows */
  async classifyGenerated({ step }: Of<'classifyGenerated'>, reach: Reach): Promise<Int32Array | null> {
    const { dataset, engine } = this.run;
    const { samples, rivals } = this.theParts;
    if (!hasClasses(dataset)) return null;
    this.classifier ??= loadClassifier(classifierFile(this.cacheFolder, dataset), dataset, engine);
    const { classifier } = this;
    if (!classifier || !(await reach(step))) return null;
    return this.aside(() => {
      const images = tf.tensor<tf.Rank>(this.generatedAt(step), [samples.counts.generated, ...rivals.sampleShape]);
      return classifier.classesOf(asPixels(rivals.generator, images) as tf.Tensor4D);
    });
  }

  async readWall({ step, whose, indices }: Of<'readWall'>, reach: Reach): Promise<Wall> {
    const { judge, samples } = this.theParts;
    samples.check(whose, indices);
    await reach(step);
    return this.aside(() => {
      const { values, classes } = this.samplesAt(step, whose, indices);
      const { gradients, values: convincing } = judge.convince(values, classes);
      const { bytes, scales } = signedBytes(gradients, indices.length);
      return {
        step,
        whose,
        indices: [...indices],
        pictures: Uint8Array.from(this.shown(values), (share) => Math.round(255 * share)),
        gradients: bytes,
        scales,
        values: convincing,
      };
    });
  }

  async lookClosely({ step, whose, index }: Of<'lookClosely'>, reach: Reach): Promise<CloseLook> {
    const { judge, samples, rivals } = this.theParts;
    samples.check(whose, [index]);
    await reach(step);
    return this.aside(() => {
      const { values, classes } = this.samplesAt(step, whose, [index]);
      const convinced = judge.convince(values, classes);
      const shape = [...rivals.sampleShape];
      return {
        step,
        whose,
        index,
        value: convinced.values[0] ?? NaN,
        sample: { shape, values: samples.unscaled(values) },
        gradient: { shape, values: convinced.gradients },
      };
    });
  }

  /** @returns null when nobody wanted it any more */
  async sliceCodings({ step, slice }: Of<'sliceCodings'>, reach: Reach): Promise<SliceAnswer | null> {
    const plane = this.planeOf(slice);
    if (!(await reach(step))) return null;
    const { across, up, places } = plane;
    const values = this.aside(() => this.judgedIn(plane, slice, gridOf(across, up, SLICE_SIDE)).values);
    return {
      step,
      slice,
      across: [...across],
      up: [...up],
      side: SLICE_SIDE,
      values,
      places: places.map(([x, y]) => [x, y]),
    };
  }

  async drawOnSlice({ step, slice, at }: Of<'drawOnSlice'>, reach: Reach): Promise<DrawnOnSlice> {
    const plane = this.planeOf(slice);
    await reach(step);
    return this.aside(() => {
      const { values, samples } = this.judgedIn(plane, slice, [at]);
      const sample: PlainTensor = {
        shape: [...this.theParts.rivals.sampleShape],
        values: this.theParts.samples.unscaled(samples),
      };
      return { at, value: values[0] ?? NaN, sample };
    });
  }

  /** @returns null when nobody wanted it any more @throws ProblemError of data that don't lie in a plane */
  async readPlane({ step }: Of<'readPlane'>, reach: Reach): Promise<Plane | null> {
    const { judge, samples, rivals } = this.theParts;
    if (rivals.sampleShape.join() !== '2' || rivals.classes > 0)
      throw new ProblemError({
        message: `A plane of the data expected samples of 2 numbers, judged without a class, and got [${rivals.sampleShape.join(', ')}].`,
        remedy: 'Look at the slice of codings.',
        blame: 'environment',
      });
    if (!(await reach(step))) return null;
    return this.aside(() =>
      dataPlane(step, judge, samples.real('real').values, this.generatedAt(step), this.run.dataset.modes),
    );
  }

  dispose(): void {
    this.classifier?.dispose();
    this.parts?.judge.dispose();
  }

  /** @throws ProblemError where nobody judges anybody */
  private get theParts() {
    if ('message' in this.found) throw new ProblemError({ ...this.found, blame: 'experiment' });
    const { engine, isKnownCode } = this.run;
    const rivals = this.found;
    return (this.parts ??= {
      rivals,
      judge: new Judge(rivals, engine, isKnownCode),
      samples: new JudgedSamples(this.run, rivals),
    });
  }

  /** Numbers of one sample. */
  private get size(): number {
    return tf.util.sizeFromShape([...this.theParts.rivals.sampleShape]);
  }

  /** Row-major [generated samples, …sample shape], as the discriminator gets them. */
  private generatedAt(step: number): Float32Array {
    const { judge, samples } = this.theParts;
    if (this.drawn?.step !== step) {
      const classes = this.asked(numbersUpTo(samples.counts.generated));
      this.drawn = { step, samples: judge.draw(samples.codings, classes) };
    }
    return this.drawn.samples;
  }

  private asked(indices: readonly number[]): number[] {
    return indices.map((index) => this.theParts.samples.classOf(index));
  }

  private samplesAt(step: number, whose: Whose, indices: readonly number[]) {
    const { samples } = this.theParts;
    const all = whose === 'generated' ? this.generatedAt(step) : samples.real(whose).values;
    const classes =
      whose === 'generated' ? this.asked(indices) : indices.map((index) => samples.real(whose).classes[index] ?? 0);
    const values = new Float32Array(indices.length * this.size);
    indices.forEach((index, at) =>
      values.set(all.subarray(index * this.size, (index + 1) * this.size), at * this.size),
    );
    return { values, classes };
  }

  private planeOf(slice: Slice): CodingPlane {
    const { samples } = this.theParts;
    try {
      return codingPlane(slice, samples.codingsAt(slice.through), this.run.loaded.seed);
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      throw new ProblemError({ message: error.message, remedy: 'Choose other samples.', blame: 'environment' });
    }
  }

  /** All of the class of the first sample that the plane goes through, of models that are told one. */
  private judgedIn(plane: CodingPlane, { through }: Slice, places: readonly (readonly [number, number])[]) {
    const { judge, samples: known } = this.theParts;
    const classes = places.map(() => known.classOf(through[0] ?? 0));
    const samples = judge.draw(codingsIn(plane, places), classes);
    return { samples, values: judge.believe(samples, classes) };
  }

  /** As shares of the range that samples are shown in. */
  private shown(values: Float32Array): Float32Array {
    const [least, most] = this.run.dataset.range;
    return this.theParts.samples
      .unscaled(values)
      .map((value) => Math.min(1, Math.max(0, (value - least) / (most - least))));
  }

  /** The user's models run, with randomness of their own, and may throw at a line of theirs. */
  private aside<T>(look: () => T): T {
    const { loaded, trainingStep } = this.run;
    return explained(loaded, () => trainingStep.withNoiseOf(noiseStreams.fixedCodings, look));
  }
}

const numbersUpTo = (count: number): number[] => Array.from({ length: count }, (_, i) => i);
