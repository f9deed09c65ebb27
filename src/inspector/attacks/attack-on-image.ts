/** What becomes of one image under an attack: step by step what it is taken for, and layer by layer how far it has moved. */
import * as tf from '@tensorflow/tfjs-core';
import type { Attack, AttackOptions } from '../../attacks/attack';
import type { Attacker } from '../../attacks/attacker';
import { logitsOf } from '../../authoring/softmax';
import { NoiseGenerator } from '../../noise/noise-generator';
import type { AttackedOne } from '../../protocol/attack-questions';
import { relativeDistances } from '../layers/layer-runs';
import { runWatched } from '../layers/watched-run';
import type { Target } from './victim';

/** Of the noise that a perturbation is compared with, so that no other noise of a run is the same. */
const NOISE_STREAM = 0x53;

interface AttackedImage {
  readonly image: Float32Array;
  readonly label: number;
  readonly seed: number;
}

type Seen = Pick<AttackedOne, 'adversarial' | 'path' | 'clean' | 'noisy' | 'isBlind' | 'layers'>;

export function attackOnImage(
  target: Target,
  attacker: Attacker,
  attack: Attack,
  options: AttackOptions,
  { image, label, seed }: AttackedImage,
): Seen {
  const { classes } = target.victim;
  const path: Float32Array[] = [];
  const onStep = (probabilities: Float32Array) => path.push(probabilities);
  const {
    images: adversarial,
    probabilities,
    blind,
  } = attacker.perturb(attack, image, [label], options, seed, { onStep });
  path.push(probabilities);
  const noise = likeInSize(image, adversarial, target.victim.range, seed);
  const values = new Float32Array(path.length * classes);
  path.forEach((one, at) => values.set(one, at * classes));
  return {
    adversarial,
    path: { shape: [path.length, classes], values },
    clean: attacker.probabilities(image),
    noisy: attacker.probabilities(noise),
    isBlind: blind > 0,
    layers: layersApart(target, [image, adversarial, noise]),
  };
}

/**
 * The same changes at other numbers by chance, each with a sign by chance, or the one that the data's range leaves it: as large by
 * every norm, and aimed at nothing. At the same numbers they would be the attack itself wherever only one sign fits, as on black.
 */
function likeInSize(
  image: Float32Array,
  adversarial: Float32Array,
  [least, most]: readonly [number, number],
  seed: number,
): Float32Array {
  const noise = new NoiseGenerator(seed, NOISE_STREAM);
  const elsewhere = noise.permutation(image.length);
  const signs = noise.uniform(new Float32Array(image.length), -1, 1);
  const fits = (value: number) => value >= least && value <= most;
  return image.map((value, i) => {
    const from = elsewhere[i]!;
    const change = Math.sign(signs[i]!) * Math.abs(adversarial[from]! - image[from]!);
    const moved = fits(value + change) ? value + change : value - change;
    // What is larger than the range leaves on either side is cut.
    return Math.min(most, Math.max(least, moved));
  });
}

/** @param images original, adversarial, noisy */
function layersApart({ role, victim: { model, shape } }: Target, images: readonly Float32Array[]): Seen['layers'] {
  return tf.tidy(() => {
    const size = tf.util.sizeFromShape([...shape]);
    const values = new Float32Array(images.length * size);
    images.forEach((one, at) => values.set(one, at * size));
    const input = tf.tensor<tf.Rank>(values, [images.length, ...shape]);
    const { seen } = runWatched(role, model, [input]);
    const last = seen.length - 1;
    const calls = new Map<string, number>();
    for (const { name } of seen) calls.set(name, (calls.get(name) ?? 0) + 1);
    // Probabilities near 0 and 1 hide how far what they are made of has moved.
    const logits = logitsOf(model, () => model.apply(input, { training: false })).dataSync() as Float32Array;
    return seen.map(({ name, call, output }, at) => {
      const [, apart = 0, apartByNoise = 0] = relativeDistances(at === last ? logits : output.values, images.length);
      return { name, call, calls: calls.get(name) ?? 1, apart, apartByNoise };
    });
  });
}
