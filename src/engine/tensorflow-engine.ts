/**
 * The tensorflow engine: TensorFlow's own kernels through @tensorflow/tfjs-node, which is optional, because its native
 * library comes from outside npm. Also the oracle against which our kernels are tested.
 */
import { availableParallelism } from 'node:os';
import util from 'node:util';
import { findBackend, setBackend, version_core } from '@tensorflow/tfjs-core';
import { failure, ok } from '../base/result';
import type { Result } from '../base/result';
import { runEagerly } from './eager-step';
import type { Engine, EngineOptions } from './engine-types';

const BACKEND = 'tensorflow';

export async function startTensorflowEngine(options: EngineOptions): Promise<Result<Engine>> {
  repairNodeUtil();
  const threads = options.threads ?? availableParallelism();
  // TensorFlow reads these once, when it loads; there is no other way to tell it.
  process.env['TF_NUM_INTRAOP_THREADS'] = String(threads);
  process.env['TF_NUM_INTEROP_THREADS'] = '1';
  process.env['TF_CPP_MIN_LOG_LEVEL'] ??= '2';

  let versions: Record<string, string>;
  try {
    // The package sets the tfjs backend as it loads.
    const { version } = await import('@tensorflow/tfjs-node');
    versions = { '@tensorflow/tfjs-node': version['tfjs-node'], '@tensorflow/tfjs-core': version_core };
  } catch (error) {
    return failure({
      message: `The tensorflow engine can't run, because @tensorflow/tfjs-node does not load: ${firstSentence(error)}.`,
      remedy: 'Run `npm run setup:tensorflow`.',
      blame: 'environment',
    });
  }
  if (!findBackend(BACKEND)) throw new Error('@tensorflow/tfjs-node has brought another copy of tfjs than ours.');
  await setBackend(BACKEND);

  return ok({
    name: 'tensorflow',
    threads,
    detail: `tensorflow, eager, ${threads} thread${threads === 1 ? '' : 's'}`,
    versions,
    prepare: runEagerly,
    // TensorFlow can't be unloaded, nor its backend made a second time.
    dispose: () => {},
  });
}

/** tfjs-node 4.22 calls a function that Node 23 has removed. The call looks it up each time, so it can be put back. */
function repairNodeUtil(): void {
  const exports: { isNullOrUndefined?: (value: unknown) => boolean } = util;
  exports.isNullOrUndefined ??= (value) => value === null || value === undefined;
}

function firstSentence(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return (text.split('\n')[0] ?? '').trim().replace(/\.$/, '');
}
