/**
 * The training state as a value: every weight, optimizer slot, counter, the noise generator, and what the user's step
 * keeps. The one owner that copies it out of tfjs' variables and back in. Nothing else may influence training.
 */
import * as tf from '@tensorflow/tfjs-core';
import { NoiseGenerator } from '../noise/noise-generator';
import { ProblemError } from '../base/problem';
import type { StateEntry, StateValue } from '../base/state-value';
import type { Experiment, JsonValue } from '../authoring/experiment';
import { type NamedVariable, namedWeights } from '../loading/model-roles';
import {
  createSlots,
  optimizerVariables,
  readOptimizerNumbers,
  writeOptimizerNumbers,
} from '../loading/optimizer-slots';
import { noiseStreams, type RandomnessSource } from '../loading/tfjs-randomness';

const dtypes = { float32: 'F32', int32: 'I32', bool: 'BOOL' } as const;

export class TrainingState {
  /** Steps done. */
  step = 0;
  /** What the user's step keeps; plain JSON values. */
  userState: Record<string, JsonValue> = {};
  readonly noise: NoiseGenerator;
  /** The weights of all models. */
  readonly weights: readonly NamedVariable[];
  private readonly variables: readonly NamedVariable[];
  private readonly names: ReadonlyMap<tf.Variable, string>;
  /** The trainable weights that each phase moves. */
  private readonly weightsByPhase: ReadonlyMap<string, readonly tf.Variable[]>;

  constructor(
    private readonly experiment: Experiment,
    private readonly randomness: RandomnessSource,
    seed: number,
    /** Every variable that the experiment made, in the order of their making, those of its models included. */
    made: readonly tf.Variable[],
  ) {
    this.noise = new NoiseGenerator(seed, noiseStreams.steps);
    this.drawFromHere();
    const weights = namedWeights(experiment.models);
    this.weights = weights;
    this.names = new Map(weights.map(({ name, variable }) => [variable, name]));
    this.weightsByPhase = new Map(
      Object.entries(experiment.optimizers).map(([phase, { trains }]) => [
        phase,
        weights
          .filter(({ name, trainable }) => trainable && trains.some((role) => name.startsWith(`${role}/`)))
          .map(({ variable }) => variable),
      ]),
    );
    const free = freeVariables(made, weights, experiment);
    this.variables = [...weights, ...free, ...this.optimizerState(weights, free)];
  }

  /** From now on tfjs draws its random numbers from this state's generator. */
  drawFromHere(): void {
    this.randomness.current = this.noise;
  }

  trainableWeights(phase: string): readonly tf.Variable[] {
    return this.weightsByPhase.get(phase) ?? [];
  }

  /** A weight's name by role. */
  nameOf(weight: tf.Variable): string {
    return this.names.get(weight) ?? weight.name;
  }

  /** A copy of the whole state; later training does not change it. */
  capture(): StateValue {
    const value = new Map<string, StateEntry>();
    for (const { name, variable } of this.variables) {
      const data = variable.dataSync();
      const dtype = dtypes[variable.dtype as keyof typeof dtypes];
      value.set(name, {
        dtype,
        shape: [...variable.shape],
        bytes: new Uint8Array(data.buffer, data.byteOffset, data.byteLength).slice(),
      });
    }
    for (const [phase, { optimizer }] of Object.entries(this.experiment.optimizers)) {
      const { iterations, learningRate } = readOptimizerNumbers(optimizer);
      value.set(`optimizers/${phase}/iterations`, float64(iterations));
      value.set(`optimizers/${phase}/learningRate`, float64(learningRate));
    }
    const { seed, stream, counter } = this.noise.save();
    value.set('noise', entry('U32', Uint32Array.of(seed, stream, ...counter)));
    value.set('step', float64(this.step));
    value.set('user/state', entry('U8', new TextEncoder().encode(JSON.stringify(this.userState))));
    return value;
  }

  /** Puts a captured state back. @throws ProblemError when it belongs to other models, naming what differs; then nothing is changed */
  restore(value: StateValue): void {
    const expected = [
      ...this.variables.map(({ name }) => name),
      ...[...this.capture().keys()].filter((name) => !this.variables.some((v) => v.name === name)),
    ];
    for (const name of expected) if (!value.has(name)) throw mismatch(`it has no ${name}`);
    for (const name of value.keys())
      if (!expected.includes(name)) throw mismatch(`it has ${name}, which this experiment lacks`);
    for (const { name, variable } of this.variables) {
      const found = get(value, name);
      if (found.shape.join() !== variable.shape.join() || found.dtype !== dtypes[variable.dtype as keyof typeof dtypes])
        throw mismatch(
          `${name} expected ${variable.dtype} [${variable.shape.join(', ')}], got ${found.dtype} [${found.shape.join(', ')}]`,
        );
    }
    for (const { name, variable } of this.variables) {
      const { bytes } = get(value, name);
      const own = copied(bytes);
      const values =
        variable.dtype === 'float32'
          ? new Float32Array(own)
          : variable.dtype === 'int32'
            ? new Int32Array(own)
            : new Uint8Array(own);
      const tensor = tf.tensor(values, variable.shape, variable.dtype);
      variable.assign(tensor);
      tensor.dispose();
    }
    for (const [phase, { optimizer }] of Object.entries(this.experiment.optimizers))
      writeOptimizerNumbers(optimizer, {
        iterations: readFloat64(get(value, `optimizers/${phase}/iterations`)),
        learningRate: readFloat64(get(value, `optimizers/${phase}/learningRate`)),
      });
    const [seed = 0, stream = 0, lo = 0, hi = 0] = new Uint32Array(copied(get(value, 'noise').bytes));
    this.noise.restore({ seed, stream, counter: [lo, hi] });
    this.step = readFloat64(get(value, 'step'));
    this.userState = JSON.parse(new TextDecoder().decode(get(value, 'user/state').bytes)) as Record<string, JsonValue>;
  }

  private optimizerState(weights: readonly NamedVariable[], free: readonly NamedVariable[]): NamedVariable[] {
    const named: NamedVariable[] = [];
    const roleNames = new Map([...weights, ...free].map(({ name, variable }) => [variable.name, name]));
    const taken = new Set<string>();
    for (const [phase, { optimizer }] of Object.entries(this.experiment.optimizers)) {
      createSlots(optimizer, this.trainableWeights(phase));
      const { slots, scalars } = optimizerVariables(optimizer);
      for (const { of, slot, variable } of slots) {
        const role = roleNames.get(of) ?? of;
        // Two phases that move the same weights have slots of their own.
        const name = taken.has(`${role}/${slot}`) ? `${role}/${phase}/${slot}` : `${role}/${slot}`;
        taken.add(name);
        named.push({ name, variable, trainable: false });
      }
      for (const { name, variable } of scalars)
        named.push({ name: `optimizers/${phase}/${name}`, variable, trainable: false });
    }
    return named;
  }
}

/** Variables that the experiment made beside its models, named by the order of their making. */
function freeVariables(
  made: readonly tf.Variable[],
  weights: readonly NamedVariable[],
  experiment: Experiment,
): NamedVariable[] {
  const known = new Set(weights.map(({ variable }) => variable));
  for (const { optimizer } of Object.values(experiment.optimizers)) {
    const { slots, scalars } = optimizerVariables(optimizer);
    for (const { variable } of [...slots, ...scalars]) known.add(variable);
  }
  return made
    .filter((variable) => !known.has(variable))
    .map((variable, i) => ({ name: `variables/${i + 1}`, variable, trainable: variable.trainable }));
}

const entry = (dtype: StateEntry['dtype'], values: Uint8Array | Uint32Array | Float64Array): StateEntry => ({
  dtype,
  shape: [values.length],
  bytes: new Uint8Array(values.buffer, values.byteOffset, values.byteLength),
});

const float64 = (value: number): StateEntry => entry('F64', Float64Array.of(value));

/** Bytes in memory of their own, so that typed arrays of any kind may lie over them. */
const copied = (bytes: Uint8Array): ArrayBuffer => new Uint8Array(bytes).buffer;

const readFloat64 = ({ bytes }: StateEntry): number => new Float64Array(copied(bytes))[0] ?? NaN;

function get(value: StateValue, name: string): StateEntry {
  const found = value.get(name);
  if (!found) throw mismatch(`it has no ${name}`);
  return found;
}

const mismatch = (difference: string): ProblemError =>
  new ProblemError({
    message: `The checkpoint does not fit the experiment: ${difference}.`,
    remedy: "Resume with the run's own sources, or start a new run.",
    blame: 'environment',
  });
