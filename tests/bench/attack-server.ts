/**
 * Gibbon's own attacks, measured in a process of their own, as PyTorch's are and asked in the same way (peers/serve.py): a model
 * is an attack, a step is a batch of test images.
 *
 * Arguments: the folder with images.f32, labels.i32, and weights.f32 of the example's classifier, and how many threads compute.
 */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import * as tf from '@tensorflow/tfjs';
import { Attacker, type Victim } from '../../src/attacks/attacker';
import { attackNamed } from '../../src/attacks/registry';
import { startEngine } from '../../src/engine/engine';
import { ATTACK_BATCH, ATTACKS } from './attack-request';
import type { StepAnswer, StepRequest } from './step-request';

const [folder = '', threads = '1'] = process.argv.slice(2);
const SIZE = 28 * 28;

const floats = (name: string): Float32Array => {
  const bytes = readFileSync(path.join(folder, name));
  return new Float32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4);
};

/** examples/fashion-classifier.gibbon.ts */
function victim(): Victim {
  const strided = { strides: 2, padding: 'same', activation: 'relu' } as const;
  const model = tf.sequential({
    layers: [
      tf.layers.conv2d({ ...strided, filters: 32, kernelSize: 5, inputShape: [28, 28, 1] }),
      tf.layers.conv2d({ ...strided, filters: 64, kernelSize: 3 }),
      tf.layers.flatten(),
      tf.layers.dropout({ rate: 0.4 }),
      tf.layers.dense({ units: 128, activation: 'relu' }),
      tf.layers.dense({ units: 10, activation: 'softmax' }),
    ],
  });
  const all = floats('weights.f32');
  let at = 0;
  model.setWeights(
    model.weights.map(({ shape }) => {
      const size = tf.util.sizeFromShape(shape as number[]);
      at += size;
      return tf.tensor(all.slice(at - size, at), shape as number[]);
    }),
  );
  return { model, shape: [28, 28, 1], classes: 10, range: [0, 1], isKnownCode: true };
}

async function serve(): Promise<void> {
  const started = await startEngine('onnx', { threads: Number(threads) });
  if (!started.ok) throw new Error(started.problem.message);
  say({ versions: { onnxruntime: 'onnxruntime-node' } });
  const attacker = new Attacker(victim(), started.value);
  const images = floats('images.f32');
  const labels = new Int32Array(readFileSync(path.join(folder, 'labels.i32')).buffer.slice(0));
  const batches = Math.floor(labels.length / ATTACK_BATCH);
  let next = 0;
  for await (const line of createInterface(process.stdin)) {
    const { model, steps } = JSON.parse(line) as StepRequest;
    const { attack: name, epsilon } = ATTACKS[model] ?? { attack: '', epsilon: 0 };
    const attack = attackNamed(name);
    if (!attack) throw new Error(`There is no attack ${name}.`);
    const options = { ...attack.defaults({ epsilon, width: 1 }), epsilon };
    const startedAt = performance.now();
    for (let step = 0; step < steps; step++) {
      const from = (next++ % batches) * ATTACK_BATCH;
      const some = images.slice(from * SIZE, (from + ATTACK_BATCH) * SIZE);
      attacker.perturb(attack, some, labels.subarray(from, from + ATTACK_BATCH), options, from);
    }
    say({ stepMs: (performance.now() - startedAt) / steps });
  }
}

const say = (answer: StepAnswer): void => void process.stdout.write(`${JSON.stringify(answer)}\n`);

serve().catch((error: unknown) => {
  say({ error: String(error) });
  process.exitCode = 1;
});
