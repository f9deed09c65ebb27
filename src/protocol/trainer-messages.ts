/** What a client (the extension, the CLI) and a trainer say to each other over the trainer's private socket. */
import * as v from 'valibot';
import { problemSchema } from './manifest';
import { validator } from './validate';

/** Grows whenever these messages change so that an old client and a new trainer could misunderstand each other. */
export const TRAINER_PROTOCOL_VERSION = 1;

const finite = v.number();

/** A snapshot of a trainer, small enough to be sent often; the run folder holds everything else. */
export const trainerStatusSchema = v.object({
  state: v.picklist(['starting', 'training', 'paused', 'finished', 'stopped', 'failed']),
  /** What is going on, for people: "reading Fashion-MNIST", "training". */
  activity: v.string(),
  /** The run's folder name; empty until it has one. */
  runFolder: v.string(),
  step: finite,
  totalSteps: finite,
  /** Epochs done, with the fraction of the one under way. */
  epoch: finite,
  epochs: finite,
  stepsPerSecond: finite,
  stepMsMedian: finite,
  /** Share of time spent on looking (recording, probes) since the start, 0.018 = 1.8 %. */
  lookingShare: finite,
  /** Means over the last window of steps, by name: dLoss, gLoss, … */
  metrics: v.record(v.string(), v.nullable(finite)),
  problem: v.optional(problemSchema),
});
export type TrainerStatus = v.InferOutput<typeof trainerStatusSchema>;

/** Before a trainer has said anything else. */
export const startingStatus: TrainerStatus = {
  state: 'starting',
  activity: 'reading the experiment',
  runFolder: '',
  step: 0,
  totalSteps: 0,
  epoch: 0,
  epochs: 0,
  stepsPerSecond: 0,
  stepMsMedian: 0,
  lookingShare: 0,
  metrics: {},
};

/** Client → trainer. */
const trainerRequestSchema = v.variant('kind', [
  v.object({ kind: v.literal('readStatus'), protocolVersion: v.number() }),
  v.object({ kind: v.literal('pause') }),
  v.object({ kind: v.literal('resume') }),
  /** Ends after a checkpoint; the answer comes when the checkpoint is on disk. */
  v.object({ kind: v.literal('stop') }),
  /** Keeps the state as it is now in a checkpoint, and trains on; the answer comes when it is on disk. */
  v.object({ kind: v.literal('checkpoint') }),
]);
export type TrainerRequest = v.InferOutput<typeof trainerRequestSchema>;
export const readTrainerRequest = validator('A request to a trainer', trainerRequestSchema);

export interface ToTrainer {
  readonly request: TrainerRequest;
  readonly answers: {
    readonly readStatus: TrainerStatus;
    readonly pause: TrainerStatus;
    readonly resume: TrainerStatus;
    readonly stop: TrainerStatus;
    readonly checkpoint: TrainerStatus;
  };
  readonly event: { readonly kind: 'nothing' };
}

/** Trainer → clients. Latest wins: a client that is slow misses status events, never records, which are on disk. */
const trainerEventSchema = v.variant('kind', [
  v.object({ kind: v.literal('statusChanged'), status: trainerStatusSchema }),
  /** A line for people: a fall back, a warning. */
  v.object({ kind: v.literal('noted'), message: v.string() }),
  /** What the experiment printed to its console. */
  v.object({ kind: v.literal('printed'), text: v.string() }),
]);
export type TrainerEvent = v.InferOutput<typeof trainerEventSchema>;
export const readTrainerEvent = validator('A message of a trainer', trainerEventSchema);

export interface FromTrainer {
  readonly request: { readonly kind: 'nothing' };
  readonly answers: { readonly nothing: undefined };
  readonly event: TrainerEvent;
}
