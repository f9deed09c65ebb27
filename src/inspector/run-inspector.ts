/**
 * Answers about any moment of one run, live or recorded: goes to the state at a step, by the nearest state that is known
 * (its own memory, or a checkpoint) and by training on from there exactly as the run did, and looks. Writes nothing.
 */
import { setImmediate } from 'node:timers/promises';
import * as tf from '@tensorflow/tfjs-core';
import { ProblemError } from '../base/problem';
import { unwrap } from '../base/result';
import type { Moment, OpenedRun, Prediction, ProbeRequest, StepInspection } from '../protocol/inspector-messages';
import type { RunManifest } from '../protocol/manifest';
import type { PlainTensor } from '../protocol/plain-tensor';
import { listCheckpoints, type LoadedCheckpoint, loadNewestCheckpoint } from '../store/checkpoints';
import { readManifest } from '../store/manifest-file';
import { RunReader } from '../store/run-reader';
import { hashState } from '../store/state-hash';
import { type Assembled, assembleRecorded, type AssemblySurroundings, explained } from '../training/assemble-run';
import { beliefMeans } from '../looking/beliefs';
import { type Looks, looksOf } from '../looking/looks';
import { probeName, StepProbes } from '../training/step-probes';
import type { Observation } from '../training/training-step';
import { AttackSpace } from './attacks/attack-space';
import { ConfidenceSpace } from './confidence/confidence-space';
import { GeneratedImages } from './generated/generated-images';
import { LatentSpace } from './latent/latent-space';
import { LayerSpace } from './layers/layer-space';
import { StateRing } from './state-ring';

/** Who is asked about another moment meanwhile, or asks how far it has come, waits so long at most, or for one step. */
const BREATHE_EVERY_MS = 50;
/** Replaying so many steps of a small model takes about a tenth of a second. */
const KEEP_EVERY_STEPS = 32;
const RING_BYTES = 512 * 2 ** 20;

/** Of training on to a step. */
export interface Journey {
  /** `done` of `all` steps. */
  onward(done: number, all: number): void;
  isWanted(): boolean;
}

const TO_THE_END: Journey = { onward: () => undefined, isWanted: () => true };

export class RunInspector {
  private readonly ring = new StateRing(RING_BYTES);
  private readonly looks: Looks;
  private latentSpace: LatentSpace | undefined;
  private layerSpace: LayerSpace | undefined;
  private attackSpace: AttackSpace | undefined;
  private confidenceSpace: ConfidenceSpace | undefined;
  private generatedImages: GeneratedImages | undefined;
  /** Whether the state in memory is that of the run at its step: not before the first checkpoint is loaded. */
  private isPlaced = false;

  private constructor(
    private readonly runFolder: string,
    private readonly manifest: RunManifest,
    private readonly reader: RunReader,
    private readonly run: Assembled,
    private readonly surroundings: AssemblySurroundings,
  ) {
    const { tracks, featureMaps } = manifest;
    this.looks = looksOf(run, { tracks, featureMaps, cacheFolder: surroundings.dataPlaces.cacheFolder });
  }

  /** @throws ProblemError: the folder, its sources or its data can't be read */
  static async open(runFolder: string, surroundings: AssemblySurroundings): Promise<RunInspector> {
    const manifest = unwrap(readManifest(runFolder));
    const reader = unwrap(RunReader.open(runFolder));
    await reader.refreshAsync();
    const run = await assembleRecorded(runFolder, manifest, surroundings);
    return new RunInspector(runFolder, manifest, reader, run, surroundings);
  }

  describe(): OpenedRun {
    return { models: this.manifest.models, lastStep: this.lastStep };
  }

  /** Of the run; 0 of one that trains nothing, and so has recorded nothing. */
  private get lastStep(): number {
    return Math.max(0, this.reader.lastStep);
  }

  /** Its codings, which are about no moment until something is encoded. */
  get latent(): LatentSpace {
    this.latentSpace ??= new LatentSpace(this.run, this.surroundings.dataPlaces.cacheFolder);
    return this.latentSpace;
  }

  /** What its layers make of samples. */
  get layers(): LayerSpace {
    this.layerSpace ??= new LayerSpace(this.run);
    return this.layerSpace;
  }

  /** Its classifier, to be attacked. */
  get attacks(): AttackSpace {
    this.attackSpace ??= new AttackSpace(this.run);
    return this.attackSpace;
  }

  /** What its discriminator believes. */
  get confidence(): ConfidenceSpace {
    this.confidenceSpace ??= new ConfidenceSpace(this.run, this.surroundings.dataPlaces.cacheFolder);
    return this.confidenceSpace;
  }

  /** What its generator draws, to be judged. */
  get generated(): GeneratedImages {
    this.generatedImages ??= new GeneratedImages(this.run, this.surroundings.dataPlaces.cacheFolder);
    return this.generatedImages;
  }

  /**
   * Makes the state in memory that of the run after `step` steps.
   * @returns whether it did: not when nobody wanted it any more @throws ProblemError: no such step, no checkpoint to begin at
   */
  async reach(step: number, journey?: Journey): Promise<boolean> {
    await this.checkStep(step, 0);
    const isThere = await this.goTo(step, journey);
    // Who asks about a moment asks about it again.
    if (isThere) this.ring.add(step, this.run.state.capture());
    return isThere;
  }

  /** @throws ProblemError: no such step, nothing by such a name, no checkpoint to begin at */
  async inspectStep(step: number, asked: readonly ProbeRequest[]): Promise<StepInspection> {
    await this.checkStep(step, 1);
    this.checkProbes(asked);
    const { state, trainingStep, loaded } = this.run;
    await this.goTo(step - 1);
    const probes = new StepProbes([...this.looks.layers.all, ...asked]);
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

  /**
   * All that a run shows of a step, as it would have been recorded. The journey there may be long.
   * @param journey is told of it, and says when nobody wants to arrive any more
   * @returns null when nobody wanted to @throws ProblemError: no such step, no checkpoint to begin at
   */
  async lookAt(step: number, journey: Journey): Promise<Moment | null> {
    await this.checkStep(step, 0);
    const { loaded, state, trainingStep } = this.run;
    if (!(await this.goTo(Math.max(0, step - 1), journey))) return null;
    const observation = step > 0 ? explained(loaded, () => trainingStep.run(this.looks.layers.probes)) : undefined;
    if (observation) this.ring.add(step, state.capture());
    const numbers = observation ? { ...observation.scalars, ...beliefMeans(observation) } : {};
    const layers = observation && this.looks.layers.read(observation);
    const seen = explained(loaded, () => ({
      classes: step > 0 ? this.looks.classes?.(step) : undefined,
      ...this.looks.pictures(),
    }));
    const isAsRecorded = this.isAsRecorded(step, numbers);
    return {
      step,
      ...(isAsRecorded !== undefined && { isAsRecorded }),
      scalars: [
        ...Object.entries(numbers).map(([tag, value]) => ({ tag, value })),
        ...(layers?.scalars ?? []),
        ...(seen.classes?.scalars ?? []),
        ...seen.scalars,
      ],
      histograms: [...(layers?.histograms ?? []), ...(seen.classes?.histograms ?? [])].map((histogram) => ({
        ...histogram,
        bucketLimits: [...histogram.bucketLimits],
        bucketCounts: [...histogram.bucketCounts],
      })),
      images: seen.images.map((image) => ({ ...image, png: new Uint8Array(image.png) })),
    };
  }

  /** @throws ProblemError: no such step or model, inputs of another shape */
  async predict(step: number, role: string, inputs: PlainTensor): Promise<Prediction> {
    await this.checkStep(step, 0);
    const { experiment } = this.run.loaded;
    const model = experiment.models[role];
    if (!model) throw unknown('model', role, Object.keys(experiment.models));
    if (model.inputs.length > 1)
      throw new ProblemError({
        message: `Predicting expected a model of one input, and the ${role} takes ${model.inputs.length}.`,
        remedy: 'Decode codings of its latent space, or look at its layers.',
        blame: 'environment',
      });
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
    await this.goTo(step);
    const outputs = tf.tidy(() => {
      // Of several outputs the first: a variational encoder's means.
      const made = [model.predict(tf.tensor<tf.Rank>(inputs.values, inputs.shape))].flat()[0]!;
      return { shape: [...made.shape], values: Float32Array.from(made.dataSync()) };
    });
    return { step, outputs };
  }

  dispose(): void {
    this.latentSpace?.dispose();
    this.attackSpace?.dispose();
    this.confidenceSpace?.dispose();
    this.generatedImages?.dispose();
    this.reader.dispose();
    this.run.trainingStep.dispose();
    this.run.engine.dispose();
  }

  /** Makes the state in memory that of the run after `step` steps. @returns whether it did: not when nobody wanted it any more */
  private async goTo(step: number, { onward, isWanted }: Journey = TO_THE_END): Promise<boolean> {
    const { state, trainingStep, loaded } = this.run;
    const here = this.isPlaced && state.step <= step ? state.step : -1;
    const known = this.ring.nearest(step);
    const checkpoint = this.checkpointBetween(Math.max(here, known?.step ?? -1), step);
    if (checkpoint) state.restore(checkpoint.state);
    else if (known && known.step > here) state.restore(known.state);
    this.isPlaced = true;
    const start = state.step;
    let breathedAt = performance.now();
    try {
      while (state.step < step) {
        const toKeep = KEEP_EVERY_STEPS - (state.step % KEEP_EVERY_STEPS);
        explained(loaded, () => trainingStep.runSome(Math.min(toKeep, step - state.step)));
        if (state.step % KEEP_EVERY_STEPS === 0) this.ring.add(state.step, state.capture());
        if (performance.now() - breathedAt < BREATHE_EVERY_MS) continue;
        onward(state.step - start, step - start);
        await setImmediate();
        breathedAt = performance.now();
        if (!isWanted()) return false;
      }
      return true;
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
    return this.looks.layers.figures(observation).map(({ name, figures }) => {
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
    const { lastStep } = this;
    if (step >= least && step <= lastStep) return;
    throw new ProblemError({
      message: `The run expected a step from ${least} to ${lastStep}, which is how far it has come, and got ${step}.`,
      remedy: 'Ask for one of these.',
      file: this.runFolder,
      blame: 'environment',
    });
  }

  private checkProbes(asked: readonly ProbeRequest[]): void {
    const layers = this.looks.layers.layerNames;
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
