/**
 * The engines: what may run the arithmetic of tfjs models, and how one of them is started. Whoever trains uses this
 * file and knows no engine beyond its name.
 */
import { failure } from '../base/result';
import type { Result } from '../base/result';
import type { Engine, EngineName, EngineOptions } from './engine-types';
import { startOnnxEngine } from './onnx-engine';
import { startTensorflowEngine } from './tensorflow-engine';

export type { Engine, EngineName, EngineOptions, StepRunner } from './engine-types';

/** Every engine, by name. A new one is a file and a line here. */
const ENGINES: Readonly<Record<EngineName, (options: EngineOptions) => Promise<Result<Engine>>>> = {
  onnx: startOnnxEngine,
  tensorflow: startTensorflowEngine,
};

const DEFAULT_ENGINE: EngineName = 'onnx';

export const engineNames: readonly EngineName[] = Object.keys(ENGINES) as EngineName[];

/**
 * Starts an engine and makes it the tfjs backend of this process.
 * @param choice 'auto' takes the fastest that runs everywhere: onnx
 * @returns a problem when the choice makes no sense, or when its library isn't there
 * @throws Error when this engine runs already in this process
 */
export async function startEngine(choice: 'auto' | EngineName, options: EngineOptions = {}): Promise<Result<Engine>> {
  const { threads } = options;
  if (threads !== undefined && !(Number.isInteger(threads) && threads > 0)) {
    return failure({
      message: `Expected a whole number of threads of at least 1, got ${threads}.`,
      remedy: 'Leave the number out for the default.',
      blame: 'environment',
    });
  }
  const name = choice === 'auto' ? DEFAULT_ENGINE : choice;
  if (!Object.hasOwn(ENGINES, name)) {
    return failure({
      message: `Expected one of the engines auto, ${engineNames.join(', ')}, got "${String(name)}".`,
      remedy: 'Choose auto for the fastest one.',
      blame: 'environment',
    });
  }
  return ENGINES[name](options);
}
