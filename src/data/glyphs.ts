/** The dataset that needs nothing: drawn symbols in ten classes, the same ones for the same seed on every machine. */
import { setImmediate } from 'node:timers/promises';

import type { GlyphsSpec } from '../base/dataset-spec';
import { NoiseGenerator } from '../noise/noise-generator';
import { failure, ok, type Result } from '../base/result';

import type { DatasetLoader } from './dataset';
import { GLYPH_PIXELS, GLYPH_SIDE_PX, GlyphPen } from './glyph-pen';
import { glyphShapes } from './glyph-shapes';
import { PixelSplit } from './pixel-split';

const DEFAULT_COUNT = 10_000;
const MAX_COUNT = 1_000_000;
const DEFAULT_SEED = 0;
/** Test images lie on streams of their own, so that no count of training images reaches them. */
const FIRST_TEST_STREAM = 2 ** 31;
/** Images drawn before other work gets a turn: some 20 ms. */
const IMAGES_PER_TURN = 1_000;

/**
 * Draws the glyphs. Image i depends on the seed and on i alone, not on the count; its class is i modulo 10.
 * @returns a problem when the spec's count or seed can't be used
 * @throws the signal's reason when aborted
 */
export const loadGlyphs: DatasetLoader<GlyphsSpec> = async (spec, options) => {
  const count = spec.count ?? DEFAULT_COUNT;
  const seed = spec.seed ?? DEFAULT_SEED;
  if (!(Number.isInteger(count) && count >= 1 && count <= MAX_COUNT)) {
    return unusable('count', `a whole number from 1 to ${MAX_COUNT.toLocaleString('en-US')}`, count);
  }
  if (seed >>> 0 !== seed) return unusable('seed', 'a whole number from 0 to 4,294,967,295', seed);

  const train = await drawSplit(count, seed, 0, options.signal);
  const test = await drawSplit(Math.ceil(count / 10), seed, FIRST_TEST_STREAM, options.signal);
  const images = count === 1 ? 'image' : 'images';
  const size = `${count.toLocaleString('en-US')} training ${images} ${GLYPH_SIDE_PX}×${GLYPH_SIDE_PX}`;
  return ok({
    name: 'Glyphs',
    description: `Glyphs, ${size}, drawn procedurally`,
    origin: `drawn procedurally, seed ${seed}`,
    samples: 'images',
    range: [0, 1],
    classNames: glyphShapes.map((shape) => shape.name),
    train,
    test,
  });
};

async function drawSplit(count: number, seed: number, firstStream: number, signal?: AbortSignal): Promise<PixelSplit> {
  const pixels = new Uint8Array(count * GLYPH_PIXELS);
  const classes = new Uint8Array(count);
  const noise = new NoiseGenerator(seed);
  const pen = new GlyphPen();
  for (let i = 0; i < count; i++) {
    if (i % IMAGES_PER_TURN === 0) {
      await setImmediate();
      signal?.throwIfAborted();
    }
    classes[i] = i % glyphShapes.length;
    noise.restore({ seed, stream: firstStream + i, counter: [0, 0] });
    pen.draw(glyphShapes[classes[i]!]!, noise, pixels, i * GLYPH_PIXELS);
  }
  return new PixelSplit([GLYPH_SIDE_PX, GLYPH_SIDE_PX, 1], pixels, classes);
}

function unusable(name: string, expected: string, got: number): Result<never> {
  return failure({
    message: `datasets.glyphs() expected ${name} to be ${expected}, got ${got}.`,
    remedy: `Correct ${name}, or leave it out.`,
    blame: 'experiment',
  });
}
