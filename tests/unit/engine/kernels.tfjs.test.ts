import * as tf from '@tensorflow/tfjs';
import { afterAll, describe, expect, test, vi } from 'vitest';
import { NoiseGenerator } from '../../../src/noise/noise-generator';
import { loweringTable } from '../../../src/engine/lowering/lowering-table';
import { EagerSessions, PLAIN } from '../../../src/engine/onnx/eager-sessions';
import { on, startOnnx, startReferences } from './engines';
import { expectClose } from './expect-close';
import { expectGradient } from './gradient-check';
import { arrangingKernelCases } from './arranging-kernel-cases';
import { imageKernelCases } from './image-kernel-cases';
import { kernelCases } from './kernel-cases';
import type { CaseInput, Domain, KernelCase } from './kernel-cases';

/** Float32 keeps 6e-8 of a number; sums of a few thousand and exponentials lose a few bits of it. */
const TOLERANCE = { absolute: 2e-6, relative: 2e-5 };

const engine = await startOnnx();
const references = await startReferences();

/** Which kernels ONNX Runtime has served. */
const served = new Set<string>();
const find = vi.spyOn(EagerSessions.prototype, 'find');

afterAll(() => engine.dispose());

interface Inputs {
  readonly specs: readonly CaseInput[];
  readonly arrays: readonly Float32Array[];
}

interface Outcome {
  readonly shape: readonly number[];
  readonly dtype: tf.DataType;
  readonly values: ArrayLike<number>;
  readonly gradients: readonly ArrayLike<number>[];
}

function fill(domain: Domain, size: number, inputIndex: number, noise: NoiseGenerator): Float32Array {
  const places = noise.uniform(new Float32Array(size));
  const order = noise.permutation(size);
  return places.map((place, i) => {
    const grid = (Math.floor(place * 32) - 16 + 0.5) / 8 + inputIndex / 32;
    switch (domain) {
      case 'any':
        return grid;
      case 'positive':
        return Math.abs(grid) + 0.5;
      case 'distinct':
        return (order[i] ?? 0) * 0.05 - 1;
      case 'truth':
        return place < 0.5 ? 0 : 1;
    }
  });
}

const draw = (specs: readonly CaseInput[], noise: NoiseGenerator): Inputs => ({
  specs,
  arrays: specs.map(({ shape, domain }, at) => fill(domain, tf.util.sizeFromShape([...shape]), at, noise)),
});

const tensors = ({ specs, arrays }: Inputs): tf.Tensor[] =>
  specs.map(({ shape, domain }, at) =>
    tf.tensor(arrays[at]!.slice(), [...shape], 'float32').cast(domain === 'truth' ? 'bool' : 'float32'),
  );

/** Weights for the sum whose gradient is taken: 0.3 to 1, of both signs. */
const lossWeights = (size: number): Float32Array =>
  Float32Array.from({ length: size }, (_unused, i) => {
    const wave = Math.sin(1 + i * 0.7);
    return Math.sign(wave) * (0.3 + 0.7 * Math.abs(wave));
  });

function evaluate(kernelCase: KernelCase, inputs: Inputs): Outcome {
  return tf.tidy(() => {
    const xs = tensors(inputs);
    const output = kernelCase.run(...xs);
    const { shape, dtype } = output;
    const values = output.dataSync();
    const equalShapes = xs.every((x) => tf.util.arraysEqual(x.shape, shape));
    const hasGradient = kernelCase.differentiable === 'equal shapes' ? equalShapes : kernelCase.differentiable;
    if (!hasGradient) return { shape, dtype, values, gradients: [] };
    const variable = xs.filter((x) => x.dtype === 'float32');
    const weights = tf.tensor(lossWeights(output.size), shape);
    const loss = (...floats: tf.Tensor[]) => {
      const queue = [...floats];
      const y = kernelCase.run(...xs.map((x) => (x.dtype === 'float32' ? queue.shift()! : x)));
      return tf.sum(tf.mul(y, weights));
    };
    const gradients = tf
      .grads(loss)(variable)
      .map((gradient) => gradient.dataSync());
    return { shape, dtype, values, gradients };
  });
}

/** On tfjs' cpu backend, with float64 sums over its float32 outputs. */
function weightedSum(kernelCase: KernelCase, inputs: Inputs): number {
  return tf.tidy(() => {
    const values = kernelCase.run(...tensors(inputs)).dataSync();
    const weights = lossWeights(values.length);
    return weights.reduce((sum, weight, i) => sum + weight * (values[i] ?? NaN), 0);
  });
}

async function check(kernelCase: KernelCase, specs: readonly CaseInput[], noise: NoiseGenerator): Promise<void> {
  const inputs = draw(specs, noise);
  const what = `${kernelCase.kernel} on ${specs.map(({ shape }) => `[${shape.join()}]`).join(' ')}`;
  const ours = await on('onnx', () => evaluate(kernelCase, inputs));
  const tolerance = { ...TOLERANCE, absolute: kernelCase.absoluteTolerance ?? TOLERANCE.absolute };
  for (const reference of references.filter((name) => name !== kernelCase.notAgainst)) {
    const theirs = await on(reference, () => evaluate(kernelCase, inputs));
    expect(ours.shape, what).toEqual(theirs.shape);
    expect(ours.dtype, what).toBe(theirs.dtype);
    expectClose(ours.values, theirs.values, tolerance, `${what}, against ${reference}`);
    theirs.gradients.forEach((gradient, at) =>
      expectClose(ours.gradients[at]!, gradient, tolerance, `gradient ${at} of ${what}, against ${reference}`),
    );
  }
  await on('cpu', () => {
    const floats = specs.flatMap(({ domain }, at) => (domain === 'truth' ? [] : [at]));
    ours.gradients.forEach((gradient, nth) => {
      const at = floats[nth]!;
      const loss = (moved: Float32Array) => weightedSum(kernelCase, { specs, arrays: inputs.arrays.with(at, moved) });
      expectGradient(gradient, inputs.arrays[at]!, loss, noise, `gradient ${nth} of ${what}`);
    });
  });
}

const allCases = [...kernelCases, ...imageKernelCases, ...arrangingKernelCases];
const kernels = new Set(allCases.map(({ kernel }) => kernel));

describe(`values against ${references.join(' and ')}, gradients against these and finite differences`, () => {
  for (const [nth, kernel] of [...kernels].entries()) {
    test(`${kernel} is right on small inputs, which plain JavaScript computes, and on large ones, which ONNX Runtime does`, async () => {
      const noise = new NoiseGenerator(7, nth);
      for (const kernelCase of allCases.filter((candidate) => candidate.kernel === kernel)) {
        for (const specs of kernelCase.small) await check(kernelCase, specs, noise);
        for (const specs of kernelCase.large) {
          find.mockClear();
          await check(kernelCase, specs, noise);
          const kernelsServed = find.mock.calls
            .filter((_call, at) => find.mock.results[at]?.value !== PLAIN)
            .map(([name]) => name);
          kernelsServed.forEach((name) => served.add(name));
          expect(kernelsServed, JSON.stringify(specs)).toContain(kernel);
        }
      }
    });
  }
});

test('every kernel that has a session of its own was served by one', () => {
  const lowered = [...loweringTable].filter(([, lowering]) => lowering.eager !== false).map(([kernel]) => kernel);
  expect(lowered.filter((kernel) => !served.has(kernel))).toEqual([]);
});
