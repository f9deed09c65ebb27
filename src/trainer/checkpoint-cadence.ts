/** When a run is kept so that it can go on, or be gone back to: at ends of epochs, but not at the cost of the training. */

const AT_LEAST_EVERY_MS = 30_000;
/** An end of an epoch that comes so long after the last checkpoint is worth one, whatever else was looked at. */
const EPOCH_WORTH_MS = 10_000;

interface Moment {
  readonly isEndOfEpoch: boolean;
  readonly sinceLastMs: number;
  /** In the budget of looking. */
  readonly hasRoom: boolean;
}

/** Epochs of a small data set are over in no time: a checkpoint at each would take longer than the training. */
export const isCheckpointDue = ({ isEndOfEpoch, sinceLastMs, hasRoom }: Moment): boolean =>
  sinceLastMs > AT_LEAST_EVERY_MS || (isEndOfEpoch && (hasRoom || sinceLastMs > EPOCH_WORTH_MS));
