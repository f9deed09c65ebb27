/**
 * Puts Gibbon's seeded generator under every random operation of tfjs (initializers, dropout, noise layers). The
 * operations are replaced on tfjs-core's CommonJS export object, where tfjs-layers looks them up at each call.
 */
import type * as tfCore from '@tensorflow/tfjs-core';
import { createRequire } from 'node:module';
import type { NoiseGenerator } from '../noise/noise-generator';
import { installOrthogonal } from './tfjs-orthogonal';

type Core = typeof tfCore;
type Shape = number[];
type FloatOrInt = 'float32' | 'int32';

/**
 * Streams of one seed: what is drawn for one purpose never shifts what is drawn for another. From 0x40000000 on they are those
 * of augmented samples, data/augmentation.ts.
 */
export const noiseStreams = {
  initialWeights: 1,
  steps: 2,
  fixedCodings: 3,
  explicitSeed: 4,
  classCodings: 5,
  evaluation: 6,
  firstEpochShuffle: 0x10000,
} as const;

/** The generator that tfjs draws from now; the owner of the training state switches it. */
export interface RandomnessSource {
  current: NoiseGenerator;
  /** Told of each tensor of random numbers, and how to draw its numbers anew from the generator that is current then. */
  onDrawn?: ((tensor: tfCore.Tensor, redraw: Redraw) => void) | undefined;
  /** Told when something random happened that can't be drawn anew by itself. */
  onUnseen?: (() => void) | undefined;
}

/** @param ahead which of several steps it is for: each has an array of its own, overwritten by the next call */
export type Redraw = (ahead: number) => Float32Array | Int32Array;

/** Replaces tfjs' random operations; an operation that is given a seed of its own stays a function of that seed. */
export function installRandomness(source: RandomnessSource): void {
  const core = createRequire(__filename)('@tensorflow/tfjs-core') as { -readonly [Name in keyof Core]: Core[Name] };
  const { tensor, multinomial, randomGamma, util } = core;

  const draw = (
    shape: Shape,
    dtype: string | undefined,
    seed: number | string | undefined,
    fill: (noise: NoiseGenerator, out: Float32Array) => void,
  ) => {
    const values = new Float32Array(util.sizeFromShape(shape));
    const noise = source.current;
    const make = () => tensor<tfCore.Rank>(values, shape, (dtype ?? 'float32') as 'float32');
    if (seed === undefined) {
      fill(noise, values);
      const made = make();
      source.onDrawn?.(
        made,
        redrawing(values.length, dtype, (out) => fill(source.current, out)),
      );
      return made;
    } else {
      const own = noise.fork(noiseStreams.explicitSeed);
      own.restore({ seed: hashSeed(seed), stream: noiseStreams.explicitSeed, counter: [0, 0] });
      fill(own, values);
      return make();
    }
  };
  const nextSeed = (): number => {
    const word = new Uint32Array(1);
    source.onUnseen?.();
    source.current.bits(word);
    return (word[0] ?? 0) + 1;
  };

  core.randomUniform = ((shape: Shape, min = 0, max = 1, dtype?: FloatOrInt, seed?: number) =>
    draw(shape, dtype, seed, (noise, out) => noise.uniform(out, min, max))) as Core['randomUniform'];
  core.randomNormal = ((shape: Shape, mean = 0, std = 1, dtype?: FloatOrInt, seed?: number) =>
    draw(shape, dtype, seed, (noise, out) => noise.normal(out, mean, std))) as Core['randomNormal'];
  core.randomStandardNormal = ((shape: Shape, dtype?: FloatOrInt, seed?: number) =>
    draw(shape, dtype, seed, (noise, out) => noise.normal(out, 0, 1))) as Core['randomStandardNormal'];
  core.truncatedNormal = ((shape: Shape, mean = 0, std = 1, dtype?: FloatOrInt, seed?: number) =>
    draw(shape, dtype, seed, (noise, out) => noise.truncatedNormal(out, mean, std))) as Core['truncatedNormal'];
  core.randomUniformInt = ((shape: Shape, min: number, max: number, seed?: number) =>
    draw(shape, 'int32', seed, (noise, out) => {
      noise.uniform(out, min, max);
      out.forEach((value, i) => (out[i] = Math.floor(value)));
    })) as Core['randomUniformInt'];
  core.randomGamma = ((shape: Shape, alpha: number, beta?: number, dtype?: FloatOrInt, seed?: number) =>
    randomGamma<tfCore.Rank>(shape, alpha, beta, dtype, seed ?? nextSeed())) as Core['randomGamma'];
  core.multinomial = (
    logits: Parameters<Core['multinomial']>[0],
    samples: number,
    seed?: number,
    normalized?: boolean,
  ) => multinomial(logits, samples, seed ?? nextSeed(), normalized);
  installOrthogonal(core);
  // tfjs' own dropout calls its private randomUniform, past the export.
  core.dropout = ((x: tfCore.Tensor, rate: number, noiseShape?: Shape, seed?: number | string) =>
    core.tidy(() => {
      if (!(rate >= 0 && rate < 1)) throw new Error(`rate must be a float in the range [0, 1), but got ${rate}.`);
      const input = core.cast(x, 'float32');
      if (rate === 0) return core.clone(input);
      const keep = 1 - rate;
      const shape = (noiseShape ?? input.shape).map((size, axis) => size ?? input.shape[axis] ?? 1);
      const mask = draw(shape, 'float32', seed, (noise, out) => noise.mask(out, rate, 1 / keep));
      return core.mul(input, mask);
    })) as Core['dropout'];
}

/** Draws into the same arrays again and again: large ones cost more to make than to fill. */
export function redrawing(length: number, dtype: string | undefined, fill: (out: Float32Array) => void): Redraw {
  const arrays: Float32Array[] = [];
  return (ahead) => {
    const out = (arrays[ahead] ??= new Float32Array(length));
    fill(out);
    return dtype === 'int32' ? Int32Array.from(out) : out;
  };
}

/** tfjs takes any number or string for a seed; the generator takes 32 bits. FNV-1a over its text. */
function hashSeed(seed: number | string): number {
  let hash = 0x811c9dc5;
  for (const char of String(seed)) hash = Math.imul(hash ^ char.charCodeAt(0), 0x01000193);
  return hash >>> 0;
}
