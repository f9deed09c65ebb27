import { readFileSync } from 'node:fs';
import * as tf from '@tensorflow/tfjs';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { startEngine } from '../../../src/engine/engine';
import type { Engine, EngineName } from '../../../src/engine/engine';
import type { StepProgram } from '../../../src/engine/step-program';
import { loadOnnxRuntime } from '../../../src/engine/onnx/onnx-runtime';

let started: Engine | undefined;

afterEach(() => {
  started?.dispose();
  started = undefined;
  vi.doUnmock('@tensorflow/tfjs-node');
  vi.doUnmock('onnxruntime-node/dist/binding.js');
  vi.doUnmock('onnxruntime-web/ort-wasm-simd-threaded.mjs');
});

async function start(...args: Parameters<typeof startEngine>): Promise<Engine> {
  const result = await startEngine(...args);
  if (!result.ok) throw new Error(result.problem.message);
  started = result.value;
  return started;
}

test('auto starts the onnx engine with one thread and makes it the backend of tfjs', async () => {
  const engine = await start('auto');
  expect(tf.getBackend()).toBe('onnx');
  expect([engine.name, engine.threads, engine.detail]).toEqual(['onnx', 1, 'onnx, eager, 1 thread']);
  expect(engine.versions['onnxruntime-node']).toMatch(/^\d+\.\d+\.\d+$/);
});

test('the number of threads is the one asked for, and two threads compute what one does to float32 accuracy', async () => {
  const product = () =>
    tf.tidy(() => {
      const a = tf
        .range(0, 200 * 300, 1, 'float32')
        .sin()
        .reshape([200, 300]);
      return tf.matMul(a, a, false, true).dataSync().slice();
    });
  await start('onnx', { threads: 1 });
  const alone = product();
  started?.dispose();
  const engine = await start('onnx', { threads: 2 });
  expect(engine.detail).toBe('onnx, eager, 2 threads');
  const together = product();
  expect(product()).toEqual(together);
  expect(Math.max(...together.map((value, i) => Math.abs(value - alone[i]!)))).toBeLessThan(1e-4);
});

test('a prepared step runs each time and gives what the step gives', async () => {
  const engine = await start('onnx');
  let calls = 0;
  const program: StepProgram = {
    position: 0,
    fixedKey: () => undefined,
    trace: () => ({ tensors: { double: tf.mul(tf.scalar(++calls), 2) }, numbers: { calls } }),
  };
  const runner = engine.prepare(program, () => undefined);
  expect(calls).toBe(0);
  const shown = [runner.run(1), runner.run(1)].flat().map(({ arrays, numbers }) => [arrays.double?.[0], numbers.calls]);
  expect(shown).toEqual([
    [2, 1],
    [4, 2],
  ]);
  expect(engine.detail).toBe('onnx, compiled, 1 thread');
  runner.dispose();
});

test('an engine can be started again after it was disposed, but not twice at once', async () => {
  const first = await start('onnx');
  await expect(startEngine('onnx')).rejects.toThrow(/runs in this process already/);
  first.dispose();
  await start('onnx');
  expect(tf.add(1, 2).dataSync()[0]).toBe(3);
});

describe('a choice that makes no sense is a problem in words', () => {
  for (const threads of [0, -1, 1.5, NaN]) {
    test(`${threads} threads`, async () => {
      const result = await startEngine('onnx', { threads });
      expect(result.ok ? '' : result.problem.message).toBe(
        `Expected a whole number of threads of at least 1, got ${threads}.`,
      );
    });
  }
  for (const name of ['webgl', 'toString', '']) {
    test(`an engine called "${name}"`, async () => {
      const result = await startEngine(name as EngineName);
      expect(result.ok ? '' : result.problem.message).toBe(
        `Expected one of the engines auto, onnx, tensorflow, got "${name}".`,
      );
    });
  }
});

test('where tfjs-node does not load, the tensorflow engine says so and what to run', async () => {
  vi.doMock('@tensorflow/tfjs-node', () => {
    throw new Error('the native addon can not be found');
  });
  const result = await startEngine('tensorflow');
  expect(result.ok ? undefined : result.problem).toMatchObject({
    blame: 'environment',
    remedy: 'Run `npm run setup:tensorflow`.',
    message: expect.stringMatching(
      /^The tensorflow engine can't run, because @tensorflow\/tfjs-node does not load: [^\n]+\.$/,
    ) as string,
  });
});

describe('where the native library of ONNX Runtime does not load', () => {
  const missNative = () =>
    vi.doMock('onnxruntime-node/dist/binding.js', () => {
      throw new Error('there is no binary for this platform');
    });

  test('its WebAssembly build computes in its place, and the engine says so and why', async () => {
    missNative();
    const engine = await start('auto', { threads: 2 });
    expect([engine.name, engine.threads, engine.detail]).toEqual(['onnx', 1, 'onnx (wasm), eager, 1 thread']);
    expect(Object.keys(engine.versions)).toEqual(['onnxruntime-web', '@tensorflow/tfjs-core']);
    expect(engine.remark).toMatch(
      /^ONNX Runtime's native library does not load on \w+ \w+ \([^\n]+\)\. Its WebAssembly build computes the same, at less than half the speed\.$/,
    );
    const a = tf.ones([50, 50]);
    expect(tf.matMul(a, a).dataSync()[7]).toBe(50);
  });

  test('a test that asks for the native one gets a problem', async () => {
    missNative();
    const result = await startEngine('onnx', { runtime: 'native' });
    expect(result.ok ? '' : result.problem.message).toMatch(/^ONNX Runtime does not load on \w+ \w+: /);
  });

  test('and the other does not load either, the problem names both', async () => {
    const failing = (words: string) => () => {
      throw new Error(words);
    };
    vi.doMock('onnxruntime-node/dist/binding.js', () => ({ binding: {}, initOrt: failing('no binary') }));
    vi.doMock('onnxruntime-web/ort-wasm-simd-threaded.mjs', () => ({ default: failing('no module\nasked for by …') }));
    const result = await startEngine('onnx');
    expect(result.ok ? '' : result.problem.message).toBe(
      `ONNX Runtime does not load on ${process.platform} ${process.arch}: no binary; nor does its WebAssembly build: no module`,
    );
  });
});

test.each([
  ["onnxruntime-node's inner binding", 'native', 'onnxruntime-node'],
  ["what lies under onnxruntime-web's interface", 'wasm', 'onnxruntime-web'],
] as const)('%s, which no documentation promises, is where this version has it', async (_name, kind, library) => {
  const runtime = await loadOnnxRuntime(kind);
  expect(runtime.library).toBe(library);
  const { dependencies } = readPackage('') as { readonly dependencies: Readonly<Record<string, string>> };
  // Pinned exactly: no range, and the one that is installed.
  expect(dependencies[library]).toBe(runtime.version);
  expect(readPackage(`node_modules/${library}/`)).toMatchObject({ version: runtime.version });
});

const readPackage = (folder: string): unknown =>
  JSON.parse(readFileSync(new URL(`../../../${folder}package.json`, import.meta.url), 'utf8'));
