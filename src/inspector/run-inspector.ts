/**
 * Answers about any moment of one run, live or recorded: goes to the state at a step, by the nearest state that is known
 * (its own memory, or a checkpoint) and by training on from there exactly as the run did, and looks. Writes nothing.
 */
import * as tf from '@tensorflow/tfjs-core';
import { ProblemError } from '../base/problem';
import { unwrap } from '../base/result';
import type { OpenedRun, PlainTensor, Prediction, ProbeRequest, StepInspection } from '../protocol/inspector-messages';
import type { RunManifest } from '../protocol/manifest';
import { listCheckpoints, type LoadedCheckpoint, loadNewestCheckpoint } from '../store/checkpoints';
import { readManifest } from '../store/manifest-file';
import { RunReader } from '../store/run-reader';
import { hashState } from '../store/state-hash';
import { type Assembled, assembleRecorded, type AssemblySurroundings, explained } from '../training/assemble-run';
import { LayerStatistics } from '../looking/layer-statistics';
import { probeName, StepProbes } from '../training/step-probes';
import type { Observation } from '../training/training-step';
import { StateRing } from './state-ring';

/** Replaying so many steps of a small model takes about a tenth of a second. */
const KEEP_EVERY_STEPS = 32;
const RING_BYTES = 512 * 2 ** 20;

export class RunInspector {
  private readonly ring = new StateRing(RING_BYTES);
  private readonly statistics: LayerStatistics;
  /** Whether the state in memory is that of the run at its step: not before the first checkpoint is loaded. */
  private isPlaced = false;

  private constructor(
    private readonly runFolder: string,
    private readonly manifest: RunManifest,
    private readonly reader: RunReader,
    private readonly run: Assembled,
  ) {
    this.statistics = new LayerStatistics(run.loaded.experiment, run.state);
  }

  /** @throws ProblemError: the folder, its sources or its data can't be read */
  static async open(runFolder: string, surroundings: AssemblySurroundings): Promise<RunInspector> {
    const manifest = unwrap(readManifest(runFolder));
    const reader = unwrap(RunReader.open(runFolder));
    await reader.refreshAsync();
    return new RunInspector(runFolder, manifest, reader, await assembleRecorded(runFolder, manifest, surroundings));
  }

  describe(): OpenedRun {
    return { models: this.manifest.models, lastStep: this.reader.lastStep };
  }

  /** @throws ProblemError: no such step, nothing by such a name, no checkpoint to begin at */
  async inspectStep(step: number, asked: readonly ProbeRequest[]): Promise<StepInspection> {
    await this.checkStep(step, 1);
    this.checkProbes(asked);
    const { state, trainingStep, loaded } = this.run;
    this.goTo(step - 1);
    const probes = new StepProbes([...this.statistics.all, ...asked]);
    const observation = explained(loaded, () => trainingStep.run(probes));
    const value = state.capture();
    this.ring.add(step, value);
    const recorded = this.isAsRecorded(step, observation.scalars);
    return {
      step,
      stateSha256: hashState(value),
      scalars: observation.scalars,
      ...(recorded !== undefined && { isAsRecorded: recorded }),
      layers: this.layersOf(observation),
      probed: Object.fromEntries(
        asked.map(probeName).flatMap((name) => {
          const seen = observation.probed[name];
          return seen ? [[name, { shape: [...seen.shape], values: Float32Array.from(seen.values) }]] : [];
        }),
      ),
    };
  }

  /** @throws ProblemError: no such step or model, inputs of another shape */
  async predict(step: number, role: string, inputs: PlainTensor): Promise<Prediction> {
    await this.checkStep(step, 0);
    const { experiment } = this.run.loaded;
    const model = experiment.models[role];
    if (!model) throw unknown('model', role, Object.keys(experiment.models));
    const expected = model.inputs[0]?.shape ?? [];
    const fits =
      inputs.shape.length === expected.length &&
      inputs.shape.every((size, axis) => axis === 0 || size === expected[axis]) &&
      inputs.values.length === tf.util.sizeFromShape(inputs.shape);
    if (!fits)
      throw new ProblemError({
        message: `The ${role} expected inputs of shape [batch, ${expected.slice(1).join(', ')}], and got [${inputs.shape.join(', ')}] with ${inputs.values.length} numbers.`,
        remedy: 'Give it inputs of its own shape.',
        blame: 'environment',
      });
    this.goTo(step);
    const outputs = tf.tidy(() => {
      const made = model.predict(tf.tensor<tf.Rank>(inputs.values, inputs.shape)) as tf.Tensor;
      return { shape: [...made.shape], values: Float32Array.from(made.dataSync()) };
    });
    return { step, outputs };
  }

  dispose(): void {
    this.reader.dispose();
    this.run.trainingStep.dispose();
    this.run.engine.dispose();
  }

  /** Makes the state in memory that of the run after `step` steps. */
  private goTo(step: number): void {
    const { state, trainingStep, loaded } = this.run;
    const here = this.isPlaced && state.step <= step ? state.step : -1;
    const known = this.ring.nearest(step);
    const checkpoint = this.checkpointBetween(Math.max(here, known?.step ?? -1), step);
    if (checkpoint) state.restore(checkpoint.state);
    else if (known && known.step > here) state.restore(known.state);
    this.isPlaced = true;
    try {
      while (state.step < step) {
        const toKeep = KEEP_EVERY_STEPS - (state.step % KEEP_EVERY_STEPS);
        explained(loaded, () => trainingStep.runSome(Math.min(toKeep, step - state.step)));
        if (state.step % KEEP_EVERY_STEPS === 0) this.ring.add(state.step, state.capture());
      }
    } catch (error) {
      this.isPlaced = false;
      throw error;
    }
  }

  /**
   * A checkpoint that is nearer than what is in memory.
   * @param inMemory the nearest step there, -1 for none
   * @throws ProblemError when there is nothing to begin at
   */
  private checkpointBetween(inMemory: number, step: number): LoadedCheckpoint | undefined {
    const isEmpty = inMemory < 0;
    // Reading one takes as long as some steps: only where it saves any.
    const mayBeNearer = listCheckpoints(this.runFolder).some((one) => one.step > inMemory && one.step <= step);
    if (!isEmpty && !mayBeNearer) return undefined;
    const loaded = loadNewestCheckpoint(this.runFolder, { maxStep: step });
    if (isEmpty) return unwrap(loaded);
    return loaded.ok && loaded.value.step > inMemory ? loaded.value : undefined;
  }

  private layersOf(observation: Observation): StepInspection['layers'] {
    return this.statistics.figures(observation).map(({ name, figures }) => {
      const shape = observation.probed[probeName({ of: name, thing: 'activation', statistic: 'values' })]?.shape;
      return { name, figures, ...(shape && { outputShape: [...shape] }) };
    });
  }

  private isAsRecorded(step: number, scalars: Readonly<Record<string, number>>): boolean | undefined {
    const recorded = this.reader.values(Object.keys(scalars), step).filter((value) => value.step === step);
    if (recorded.length === 0) return undefined;
    // Records are float32.
    return recorded.every(({ tag, value }) => Object.is(Math.fround(scalars[tag] ?? NaN), value));
  }

  private async checkStep(step: number, least: number): Promise<void> {
    await this.reader.refreshAsync();
    const { lastStep } = this.reader;
    if (step >= least && step <= lastStep) return;
    throw new ProblemError({
      message: `The run expected a step from ${least} to ${lastStep}, which is how far it has come, and got ${step}.`,
      remedy: 'Ask for one of these.',
      file: this.runFolder,
      blame: 'environment',
    });
  }

  private checkProbes(asked: readonly ProbeRequest[]): void {
    const layers = this.statistics.layerNames;
    const weights = this.run.state.weights.map(({ name }) => name);
    for (const { of, thing } of asked) {
      const known = thing === 'activation' ? layers : weights;
      if (!known.includes(of)) throw unknown(thing === 'activation' ? 'layer' : 'weight', of, known);
    }
  }
}

const unknown = (what: string, got: string, known: readonly string[]): ProblemError =>
  new ProblemError({
    message: `The run has no ${what} "${got}"; it has ${known.join(', ')}.`,
    remedy: 'Name one of these.',
    blame: 'environment',
  });
