/**
 * The engines as tests use them: ours started, and beside it what it is compared with. tfjs' plain JavaScript backend is
 * always there; TensorFlow is where it has been set up.
 */
import * as tf from '@tensorflow/tfjs';
import { startEngine } from '../../../src/engine/engine';
import type { Engine, EngineOptions } from '../../../src/engine/engine';

export type ReferenceBackend = 'cpu' | 'tensorflow';

export async function startOnnx(options: EngineOptions = {}): Promise<Engine> {
  const started = await startEngine('onnx', options);
  if (!started.ok) throw new Error(started.problem.message);
  // tfjs' cpu backend, a reference here, then doesn't advertise tfjs-node.
  tf.enableProdMode();
  return started.value;
}

/** Independent implementations of tfjs' kernels; TensorFlow only where `npm run setup:tensorflow` has been run. */
export async function startReferences(): Promise<readonly ReferenceBackend[]> {
  const tensorflow = await startEngine('tensorflow');
  return tensorflow.ok ? ['cpu', 'tensorflow'] : ['cpu'];
}

/** Does something on a backend, and leaves tfjs on it. */
export async function on<T>(backend: 'onnx' | ReferenceBackend, work: () => T): Promise<T> {
  await tf.setBackend(backend);
  return work();
}
