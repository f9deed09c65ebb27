/** A run of a saved model, in which nothing is trained, for as long as a command looks at it. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { Disposable } from '../base/disposable';
import { readRange, savedModelExperiment } from '../client/saved-model-experiment';
import { startTrainer } from '../client/start-trainer';
import { type CommandContext, usageError } from './command-line';
import { followTraining } from './follow-training';
import { jobSettings } from './job-settings';

/** As `--data` says it: a name, or a folder. */
const BUILT_IN = { 'fashion-mnist': 'fashionMnist', glyphs: 'glyphs' } as const;

export interface SavedModelRun extends Disposable {
  /** Folder that holds the one run. */
  readonly runs: string;
}

/**
 * @param model path of model.json @param data 'fashion-mnist', 'glyphs', or a folder of images
 * @param range of the pixels that it takes, such as "-1,1"
 * @throws ProblemError: a range that is none, a model or data that can't be read
 */
export async function runOfSavedModel(
  model: string,
  data: string | undefined,
  range: string | undefined,
  context: CommandContext,
): Promise<SavedModelRun> {
  const pixels = range === undefined ? ([0, 1] as const) : readRange(range);
  if (!pixels) throw usageError(`--range expected LEAST,MOST, such as -1,1 or 0,255, and got ${range}.`);
  if (data === undefined)
    throw usageError(
      `${model} expected --data, the images to attack: fashion-mnist, glyphs, or a folder; and got none.`,
    );
  const runs = mkdtempSync(path.join(os.tmpdir(), 'gibbon-saved-'));
  const dispose = () => rmSync(runs, { recursive: true, force: true });
  try {
    const experimentFile = path.join(runs, 'saved.gibbon.ts');
    const builtIn = Object.hasOwn(BUILT_IN, data) ? BUILT_IN[data as keyof typeof BUILT_IN] : undefined;
    const source = builtIn ? { builtIn } : { folder: path.resolve(data) };
    writeFileSync(experimentFile, savedModelExperiment({ model: path.resolve(model), range: pixels, data: source }));
    const client = await startTrainer(
      { execPath: process.execPath, script: context.trainerScript },
      { ...jobSettings(process.env), task: { kind: 'train', experimentFile, runsFolder: runs, engine: 'auto' } },
      { detached: false },
    );
    await followTraining(client, { ...context, json: true, print: () => undefined });
    return { runs, dispose };
  } catch (error) {
    dispose();
    throw error;
  }
}
