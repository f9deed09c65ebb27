/** Runs a bundled experiment in this process and finds what it exports; errors come back with the user's file and line. */
import * as tf from '@tensorflow/tfjs';
import { randomUUID } from 'node:crypto';
import { rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import * as gibbon from '../authoring/index';
import { type Experiment, isExperiment } from '../authoring/experiment';
import { ExperimentError } from '../authoring/experiment-error';
import { NoiseGenerator } from '../noise/noise-generator';
import { type Problem, ProblemError } from '../base/problem';
import { type Bundle, SHARED_MODULES } from './bundle-experiment';
import { readModelsFrom } from './file-models';
import type { LayerOrigins } from './layer-origins';
import { SourcePositions } from './source-positions';
import { noiseStreams, type RandomnessSource } from './tfjs-randomness';

export interface LoadedExperiment {
  readonly experiment: Experiment;
  readonly positions: SourcePositions;
  readonly seed: number;
  /** Every variable it made, in the order of their making. */
  readonly variables: readonly tf.Variable[];
  /** Any error that came out of the user's code, as a problem at the user's line. */
  explain(error: unknown): Problem;
}

export interface LoadSurroundings {
  readonly experimentFile: string;
  /** Where the bundle is put for the moment of its import. */
  readonly scratchFolder: string;
  readonly randomness: RandomnessSource;
  readonly origins: LayerOrigins;
  /** Overrides the experiment's own seed. */
  readonly seed?: number;
}

/** @throws ProblemError: user code that throws, no experiment exported, options of the wrong kind */
export async function loadExperiment(bundle: Bundle, surroundings: LoadSurroundings): Promise<LoadedExperiment> {
  const { randomness, scratchFolder } = surroundings;
  // A name that was never used: a module is loaded once a name, and two processes may load the same experiment at a time.
  const name = `experiment-${randomUUID()}.mjs`;
  const file = path.join(scratchFolder, name);
  const positions = new SourcePositions(name, bundle.sourceMap);
  const explain = (error: unknown): Problem => explainError(error, positions, surroundings);
  Object.assign(globalThis, { [SHARED_MODULES]: { gibbon, tf } });
  readModelsFrom(path.dirname(surroundings.experimentFile));
  Error.stackTraceLimit = 60; // A model made by helpers inside helpers has its outermost line far down.

  const before = new Set(madeSince(new Set()));
  await writeFile(file, bundle.code);
  try {
    // Initial weights are drawn while the file runs, before it says its seed: a hint from the text, checked below.
    let seed = surroundings.seed ?? Number(/\bseed:\s*(\d+)/.exec(bundle.code)?.[1] ?? 42);
    for (let attempt = 0; ; attempt++) {
      randomness.current = new NoiseGenerator(seed >>> 0, noiseStreams.initialWeights);
      const exported = await importOnce(file, attempt, explain);
      if (!isExperiment(exported)) throw new ProblemError(nothingExported(exported, surroundings.experimentFile));
      const wanted = surroundings.seed ?? exported.seed;
      if (wanted === seed) {
        // What is wrong with the whole of it, and came out of no line, is said where it was made.
        const explainWhole = (error: unknown) => explainError(error, positions, surroundings, exported.madeAt);
        return { experiment: exported, positions, seed, variables: madeSince(before), explain: explainWhole };
      }
      seed = wanted;
      for (const variable of madeSince(before)) variable.dispose();
    }
  } finally {
    await rm(file, { force: true });
  }
}

const madeSince = (before: ReadonlySet<tf.Variable>): tf.Variable[] =>
  Object.values(tf.engine().state.registeredVariables).filter((variable) => !before.has(variable));

async function importOnce(file: string, attempt: number, explain: (error: unknown) => Problem): Promise<unknown> {
  try {
    const module = (await import(`${pathToFileURL(file).href}?attempt=${attempt}`)) as { default?: unknown };
    return module.default;
  } catch (error) {
    throw new ProblemError(explain(error), { cause: error });
  }
}

function nothingExported(exported: unknown, file: string): Problem {
  const got = exported === undefined ? 'nothing' : `a value of type ${typeof exported}`;
  return {
    message: `The file expected to export an experiment as its default, and exports ${got}.`,
    remedy: 'Write export default gan({ … }), autoencoder({ … }), classifier({ … }) or experiment({ … }).',
    file,
    blame: 'experiment',
  };
}

function explainError(
  error: unknown,
  positions: SourcePositions,
  { origins, experimentFile }: LoadSurroundings,
  madeAt?: Error,
): Problem {
  if (error instanceof ProblemError) return error.problem;
  const thrown = error instanceof Error ? error : new Error(`The experiment threw ${String(error)}.`);
  const layerMade = thrown instanceof ExperimentError && thrown.layer ? origins.get(thrown.layer) : undefined;
  const own = (layerMade && positions.framesOf(layerMade)[0]) ?? positions.framesOf(thrown)[0];
  const place = own ?? (madeAt && thrown instanceof ExperimentError ? positions.framesOf(madeAt)[0] : undefined);
  return {
    message: thrown instanceof ExperimentError ? thrown.message : `${thrown.name}: ${thrown.message}`,
    ...(thrown instanceof ExperimentError && { remedy: thrown.remedy }),
    file: place?.file ?? experimentFile,
    ...(place && { line: place.line, column: place.column }),
    blame: 'experiment',
  };
}
