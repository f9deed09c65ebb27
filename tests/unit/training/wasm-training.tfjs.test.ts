/**
 * Training on ONNX Runtime's WebAssembly build, which stands in where the native library has no binary: compiled all the
 * same, repeatable to the bit, with the native one's gradients, and in memory that does not grow.
 */
import { afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import type { Engine } from '../../../src/engine/engine';
import { OnnxGraph } from '../../../src/engine/onnx/onnx-graph';
import { loadOnnxRuntime } from '../../../src/engine/onnx/onnx-runtime';
import type { WasmModule } from '../../../src/engine/onnx/wasm-module';
import { installRandomness } from '../../../src/loading/tfjs-randomness';
import { hashState } from '../../../src/store/state-hash';
import { StepProbes } from '../../../src/training/step-probes';
import type { Observation } from '../../../src/training/training-step';
import { models } from '../../models/models';
import { startOnnx } from '../engine/engines';
import { build, randomness } from './in-process';

/** The modules that engines of this file have started. */
const modules: WasmModule[] = [];
vi.mock(import('../../../src/engine/onnx/wasm-module'), async (importOriginal) => {
  const original = await importOriginal();
  const loadWasmModule = async () => {
    const wasm = await original.loadWasmModule();
    modules.push(wasm);
    return wasm;
  };
  return { ...original, loadWasmModule };
});

let engine: Engine | undefined;
beforeAll(() => installRandomness(randomness));
afterEach(() => {
  engine?.dispose();
  engine = undefined;
});

/** One engine at a time: the one before is gone with all of its tensors. */
async function startOn(runtime: 'native' | 'wasm'): Promise<Engine> {
  engine?.dispose();
  engine = await startOnnx({ runtime });
  return engine;
}

const make = (name: keyof typeof models) => () => models[name]!({ width: 0.25 });

const FULL = process.env.GIBBON_FULL === '1';
/** Over the end of an epoch. */
const STEPS = FULL ? 20 : 11;
/** From the same state as the native library, each. */
const COMPARED = FULL ? 8 : 3;

// The recurrent one, of 5,000 nodes, is in the full lane: what it needs of the runtime the others need as well.
describe.each(['MLP GAN', 'convolutional autoencoder', ...(FULL ? ['recurrent autoencoder'] : [])])('%s', (name) => {
  test('trains compiled, and the same twice', async () => {
    const on = await startOn('wasm');
    const train = async () => {
      const fallbacks: string[] = [];
      const { state, step } = await build(make(name), 7, on, ({ message }) => fallbacks.push(message));
      const shown: Observation[] = [];
      while (shown.length < STEPS) shown.push(...step.runSome(STEPS - shown.length));
      step.dispose();
      return { fallbacks, scalars: shown.map(({ scalars }) => scalars), hash: hashState(state.capture()) };
    };
    const [first, second] = [await train(), await train()];
    expect(first.fallbacks).toEqual([]);
    expect(on.detail).toBe('onnx (wasm), compiled, 1 thread');
    expect(second).toEqual(first);
  });

  test("has the native library's gradients in each step from the same state", async () => {
    const [TOLERANCE, FLOOR] = [1e-5, 1e-6];
    const native = await build(make(name), 7, await startOn('native'));
    const probes = new StepProbes(
      native.state.weights
        .filter(({ trainable }) => trainable)
        .map(({ name: of }) => ({ of, thing: 'gradient', statistic: 'values' })),
    );
    const expected = Array.from({ length: COMPARED }, () => {
      const from = native.state.capture();
      const { scalars, probed } = native.step.run(probes);
      // What a probe shows lies in the engine's buffers, which are gone with it.
      return { from, scalars, gradients: probes.names.map((probe) => Float64Array.from(probed[probe]!.values)) };
    });
    native.step.dispose();

    const on = await startOn('wasm');
    const ours = await build(make(name), 7, on);
    expect(expected[0]!.gradients.length).toBeGreaterThan(3);
    for (const [at, { from, scalars, gradients }] of expected.entries()) {
      ours.state.restore(from);
      const got = ours.step.run(probes);
      expect(on.detail).toMatch(/wasm.*compiled/);
      const floor = FLOOR * Math.max(...gradients.map(norm));
      for (const [index, probe] of probes.names.entries()) {
        const wanted = gradients[index]!;
        const values = got.probed[probe]!.values;
        expect(values.length).toBe(wanted.length);
        const difference = norm(wanted.map((value, i) => value - values[i]!));
        expect(difference, `step ${at}, ${probe}`).toBeLessThanOrEqual(TOLERANCE * norm(wanted) + floor);
      }
      // Shown, not trained on: this build adds up the 25,000 errors of a batch one after the other, which costs 5e-5 of the sum.
      for (const [metric, value] of Object.entries(scalars))
        expect(Math.abs(got.scalars[metric]! - value), metric).toBeLessThanOrEqual(1e-4 * (1 + Math.abs(value)));
    }
    ours.step.dispose();
  });
});

describe('the memory of WebAssembly', () => {
  /** Blocks, tensors, sessions and their options that our own calls have taken in it and not given back. */
  function countHeld(wasm: WasmModule): () => readonly number[] {
    const takenAndGiven = [
      ['_malloc', '_free'],
      ['_OrtCreateTensor', '_OrtReleaseTensor'],
      ['_OrtCreateSession', '_OrtReleaseSession'],
      ['_OrtCreateSessionOptions', '_OrtReleaseSessionOptions'],
    ] as const;
    const held = takenAndGiven.map(() => 0);
    for (const [at, [take, give]] of takenAndGiven.entries()) {
      const [taking, giving] = [wasm[take], wasm[give]] as readonly ((...args: unknown[]) => number)[];
      const counted = (by: (result: number) => number, call: (...args: unknown[]) => number) => {
        return (...args: unknown[]) => {
          const result = call(...args);
          held[at]! += by(result);
          return result;
        };
      };
      // 0 says that nothing could be taken.
      Object.assign(wasm, { [take]: counted(Math.sign, taking!), [give]: counted(() => -1, giving!) });
    }
    return () => [...held];
  }

  test('does not grow from step to step, and all that was taken in it is given back at the end', async () => {
    const on = await startOn('wasm');
    const wasm = modules.at(-1)!;
    const held = countHeld(wasm);
    const { state, step } = await build(() => models['MLP GAN']!(), 7, on);
    const run = (steps: number) => {
      const end = state.step + steps;
      while (state.step < end) step.runSome(end - state.step);
    };
    // A whole epoch has a last, smaller batch, of its own graphs.
    run(20);
    const [heldBefore, bytesBefore] = [held(), wasm.HEAPU8.byteLength];
    run(FULL ? 500 : 40);
    expect(on.detail).toMatch(/compiled/);
    expect(held()).toEqual(heldBefore);
    expect(wasm.HEAPU8.byteLength).toBe(bytesBefore);
    step.dispose();
    on.dispose();
    engine = undefined;
    expect(held()).toEqual([0, 0, 0, 0]);
  });

  test('is given back by a graph that is refused, and by sessions that come and go', async () => {
    const runtime = await loadOnnxRuntime('wasm');
    const wasm = modules.at(-1)!;
    const held = countHeld(wasm);
    expect(() => runtime.load(new Uint8Array([1, 2, 3]), { threads: 1 })).toThrow(/ONNX Runtime refuses a graph: \w+/);
    expect(held()).toEqual([0, 0, 0, 0]);

    const graph = new OnnxGraph();
    const spec = { shape: [256, 256], dtype: 'float32' } as const;
    const input = graph.input(spec);
    const output = graph.asOutput(graph.node('Exp', [input], spec), []);
    const { bytes } = graph.encode([output]);
    const data = new Float32Array(256 * 256).fill(1);
    const result = new Float32Array(256 * 256);
    const tensor = { type: 'float32', dims: [256, 256], location: 'cpu' } as const;
    const once = (purpose: 'kernel' | 'step') => {
      const session = runtime.load(bytes, { threads: 1, purpose });
      for (let i = 0; i < 3; i++)
        session.run({ [input.name]: { ...tensor, data } }, { [output.name]: { ...tensor, data: result } });
      session.dispose();
    };
    for (let i = 0; i < 10; i++) once('step');
    expect(result[7]).toBeCloseTo(Math.E, 5);
    const before = wasm.HEAPU8.byteLength;
    // A quarter of a megabyte each that stayed behind would be 100 MB.
    for (let i = 0; i < 200; i++) once(i % 2 ? 'kernel' : 'step');
    expect(held()).toEqual([0, 0, 0, 0]);
    expect(wasm.HEAPU8.byteLength).toBe(before);
  });
});

const norm = (values: Float64Array): number => Math.sqrt(values.reduce((sum, x) => sum + x * x, 0));
