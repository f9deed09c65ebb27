/** Of a training state, the weights of one model: what people save to use it elsewhere. No optimizer, no counters. */
import { ProblemError } from '../base/problem';
import type { StateEntry, StateValue } from '../base/state-value';
import { unwrap } from '../base/result';
import { writeFileDurably } from './durable-file';
import { attempt } from './file-problem';
import { type LoadedCheckpoint, loadNewestCheckpoint } from './checkpoints';
import { readManifest } from './manifest-file';
import { encodeSafetensors } from './safetensors';

/**
 * The entries of a model, and those of others' weights that its layers are tied to. What an optimizer keeps for a weight is named after it (`generator/dense_1/kernel/rms`), so an
 * entry under another entry is none of the model's.
 * @param role as in the manifest: `generator`
 * @param tied names of weights of other models that this one uses, too
 */
export function weightsOf(state: StateValue, role: string, tied: readonly string[] = []): StateValue {
  const isWeight = (name: string): boolean =>
    tied.includes(name) || (name.startsWith(`${role}/`) && !state.has(name.slice(0, name.lastIndexOf('/'))));
  return new Map<string, StateEntry>([...state].filter(([name]) => isWeight(name)));
}

/**
 * The newest valid checkpoint, or that of one step.
 * @throws ProblemError when there is none
 */
export function loadCheckpoint(runFolder: string, step: number | undefined): LoadedCheckpoint {
  const checkpoint = unwrap(loadNewestCheckpoint(runFolder, step === undefined ? {} : { maxStep: step }));
  if (step !== undefined && checkpoint.step !== step)
    throw new ProblemError({
      message: `There is no valid checkpoint of step ${step}; the one before it is of step ${checkpoint.step}.`,
      remedy: `Name step ${checkpoint.step}, or none for the newest.`,
      file: runFolder,
      blame: 'environment',
    });
  return checkpoint;
}

/** @param target absolute path of the file to write @returns the step that it is of @throws ProblemError */
export function saveWeights(runFolder: string, role: string, target: string, step: number | undefined): number {
  const checkpoint = loadCheckpoint(runFolder, step);
  const { models } = unwrap(readManifest(runFolder));
  const layers = models.find((model) => model.role === role)?.layers ?? [];
  const tied = layers.flatMap(({ tiedTo }) => tiedTo ?? []);
  const weights = weightsOf(checkpoint.state, role, tied);
  if (weights.size === 0)
    throw new ProblemError({
      message: `The run has no weights of a model "${role}".`,
      remedy: 'Name one of its models: gibbon show lists them.',
      file: runFolder,
      blame: 'environment',
    });
  const bytes = encodeSafetensors(weights, { ...checkpoint.metadata, role, format: 'gibbon' });
  unwrap(attempt(target, 'written', () => writeFileDurably(target, bytes)));
  return checkpoint.step;
}
