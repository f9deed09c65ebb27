/** Compiled training against its oracles: the same kernels one by one, and TensorFlow's own. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Engine } from '../../../src/engine/engine';
import { installRandomness } from '../../../src/loading/tfjs-randomness';
import { ganFamilies } from '../../models/gan-families';
import { models } from '../../models/models';
import { startOnnx, startReferences } from '../engine/engines';
import { expectEqualGradients } from './compiled-gradients';
import { randomness } from './in-process';

/** The tenth step is the last of an epoch, of fewer images. */
const steps = process.env.GIBBON_FULL === '1' ? { from: 0, to: 20 } : { from: 8, to: 11 };
const size = { width: 0.25 };

let engine: Engine;
/** TensorFlow where it is there. */
let reference: string;
beforeAll(async () => {
  engine = await startOnnx();
  reference = (await startReferences()).at(-1) ?? 'cpu';
  installRandomness(randomness);
});
afterAll(() => engine.dispose());

test.each(Object.entries({ ...models, ...ganFamilies }))(
  '%s: compiled gradients are those of the kernels and of the reference, one by one',
  async (_name, make) => {
    expect(await expectEqualGradients(() => make(size), { engine, oracles: ['onnx', reference], ...steps })).toEqual(
      [],
    );
    expect(engine.detail).toMatch(/compiled/);
  },
);
