/** Compiled training against its oracles: the same kernels one by one, and TensorFlow's own. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Engine } from '../../../src/engine/engine';
import { installRandomness } from '../../../src/loading/tfjs-randomness';
import { ganFamilies } from '../../models/gan-families';
import { models } from '../../models/models';
import { startOnnx, startReferences } from '../engine/engines';
import { expectGradientsOf } from './compiled-gradients';
import { randomness } from './in-process';

const STEPS = 20;
const small = { width: 0.25 };

let engine: Engine;
/** TensorFlow where it is there. */
let reference: string;
beforeAll(async () => {
  engine = await startOnnx();
  reference = (await startReferences()).at(-1) ?? 'cpu';
  installRandomness(randomness);
});
afterAll(() => engine.dispose());

describe.each(Object.entries({ ...models, ...ganFamilies }))('%s: compiled gradients are those', (_name, make) => {
  test.each(['onnx', 'reference'])('of %s, kernel by kernel', async (oracle) => {
    const backend = oracle === 'onnx' ? 'onnx' : reference;
    expect(await expectGradientsOf(backend, () => make(small), engine, STEPS)).toEqual([]);
    expect(engine.detail).toMatch(/compiled/);
  });
});
