/**
 * The reference classifier of a data set: it tells which class a generated image belongs to. Trained once a data set and
 * kept as one file in Gibbon's cache, found by what the images are and checked by its own hash; a file that is missing,
 * broken or of other images counts as none. Here it is only found, kept and asked: who trains it, and when, is the
 * trainer's business.
 */
import * as tf from '@tensorflow/tfjs-core';
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { Dataset } from '../data/dataset';
import type { Engine, StepRunner } from '../engine/engine';
import type { StepFollower, StepProgram, StepResult } from '../engine/step-program';
import { writeFileDurably } from '../store/durable-file';
import { attempt } from '../store/file-problem';
import { parseSafetensors, encodeSafetensors } from '../store/safetensors';
import { hashState } from '../store/state-hash';
import { unwrap } from '../base/result';
import { featuresOf, logitsOf, NETWORK_VERSION, networkWeights } from './reference-network';
import type { TrainedClassifier } from './train-reference-classifier';

const FOLDER = 'classifiers';
/** So many images, spread evenly over the training split, stand for all of them beside all of the labels. */
const PROBED_IMAGES = 256;

/** Whether a classifier can be trained on it, and tried: images of at least two classes, some of them for the test. */
export const hasClasses = ({ classNames, samples, test }: Dataset): boolean =>
  samples === 'images' && classNames.length > 1 && test.count > 0;

/** Where the classifier of these very images is kept. The same name over other images is another file. */
export function classifierFile(cacheFolder: string, dataset: Dataset): string {
  const { name, classNames, train, test } = dataset;
  const hash = createHash('sha256');
  hash.update(JSON.stringify([name, classNames, train.shape, train.count, test.count]));
  for (const split of [train, test]) hash.update(split.labels(Array.from({ length: split.count }, (_, i) => i)));
  const probes = Array.from({ length: Math.min(PROBED_IMAGES, train.count) }, (_, i) =>
    Math.floor((i * train.count) / Math.min(PROBED_IMAGES, train.count)),
  );
  hash.update(train.gather(probes));
  const kind = name.toLowerCase().replace(/[^a-z0-9]+/g, '-');
  return path.join(cacheFolder, FOLDER, `${kind}-v${NETWORK_VERSION}-${hash.digest('hex').slice(0, 16)}.safetensors`);
}

/** @throws ProblemError when the cache can't be written */
export function keepClassifier(file: string, { weights, accuracy }: TrainedClassifier): void {
  const content = encodeSafetensors(weights, { accuracy: String(accuracy), stateSha256: hashState(weights) });
  unwrap(
    attempt(file, 'written', () => {
      mkdirSync(path.dirname(file), { recursive: true });
      writeFileDurably(file, content);
    }),
  );
}

/** What the classifier sees in images. */
export interface ClassifiedImages {
  /** [batch], the class that each belongs to. */
  readonly classes: Int32Array;
  /** Row-major [batch, FEATURES], what its last hidden layer gives out. */
  readonly features: Float32Array;
}

export class ReferenceClassifier {
  private readonly runner: StepRunner;
  private readonly classification: Classification;

  /**
   * @param accuracy share of the data set's test images whose class it tells
   * @param weights as `networkWeights` lists them; its own from now on
   */
  constructor(
    readonly accuracy: number,
    private readonly weights: readonly tf.Tensor[],
    engine: Engine,
  ) {
    this.classification = new Classification(weights);
    // Compiled, or kernel by kernel where that can't be: the same counts, only later.
    this.runner = engine.prepare(this.classification, () => undefined);
  }

  /** @param images [batch, height, width, channels] of the data set's own shape, pixels in [0, 1] */
  look(images: tf.Tensor4D): ClassifiedImages {
    this.classification.images = { values: images.dataSync<'float32'>().slice(), shape: images.shape };
    const [seen] = this.runner.run(1);
    return {
      classes: Int32Array.from(seen?.arrays.classes ?? []),
      features: Float32Array.from(seen?.arrays.features ?? []),
    };
  }

  /** @param images as in `look` @returns [batch], the class that each image belongs to */
  classesOf(images: tf.Tensor4D): Int32Array {
    return this.look(images).classes;
  }

  dispose(): void {
    this.runner.dispose();
    tf.dispose([...this.weights]);
  }
}

/** Classifying as what an engine runs: it moves no variable, and hangs on nothing but the images and their number. */
class Classification implements StepProgram {
  position = 0;
  images: { readonly values: Float32Array; readonly shape: [number, number, number, number] } | undefined;

  constructor(private readonly weights: readonly tf.Tensor[]) {}

  fixedKey(): string {
    return `images ${this.images?.shape.join()}`;
  }

  trace(follower: StepFollower): StepResult {
    const { values, shape } = this.images ?? { values: new Float32Array(0), shape: [0, 0, 0, 0] as const };
    const images = tf.tensor4d(values, [...shape]);
    follower.fed(images, () => this.images?.values ?? values, false);
    const features = featuresOf(this.weights, images);
    return { tensors: { features, classes: tf.argMax(logitsOf(this.weights, features), 1) }, numbers: {} };
  }
}

/** @returns undefined when there is none, or when what lies there is not what was written or not of this data set */
export function loadClassifier(
  file: string,
  { train, classNames }: Dataset,
  engine: Engine,
): ReferenceClassifier | undefined {
  const specs = networkWeights({ imageShape: train.shape, classCount: classNames.length });
  const kept = readKept(file);
  if (!kept) return undefined;
  const entries = specs.map(({ name }) => kept.state.get(name));
  const fits = specs.every(
    ({ shape }, at) => entries[at]?.dtype === 'F32' && entries[at].shape.join() === shape.join(),
  );
  const accuracy = Number(kept.metadata.accuracy);
  if (!fits || kept.metadata.stateSha256 !== hashState(kept.state) || !(accuracy >= 0 && accuracy <= 1))
    return undefined;
  // Plain tensors, not variables: compiled steps take every variable of the process for a part of the training state.
  const weights = specs.map(({ shape }, at) =>
    tf.keep(tf.tensor(new Float32Array((entries[at]?.bytes ?? new Uint8Array()).slice().buffer), [...shape])),
  );
  return new ReferenceClassifier(accuracy, weights, engine);
}

function readKept(file: string) {
  let bytes: Uint8Array;
  try {
    bytes = readFileSync(file);
  } catch {
    return undefined; // None yet, or none that can be read: it is trained, or trained again.
  }
  const decoded = parseSafetensors(bytes, file);
  return decoded.ok ? decoded.value : undefined;
}
