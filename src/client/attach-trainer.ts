/** Runs by the names that people give them, with what each is doing now. */
import type { RunManifest } from '../protocol/manifest';
import { isListening } from '../store/is-listening';
import { TrainerClient } from './trainer-client';

export const isWriterAlive = async ({ process: writer }: Pick<RunManifest, 'process'>): Promise<boolean> =>
  writer !== null && (await isListening(writer.socket));

/** The living trainer of a run, or undefined. @throws ProblemError when it is of another version */
export const attachTrainer = async ({
  process: writer,
}: Pick<RunManifest, 'process'>): Promise<TrainerClient | undefined> =>
  writer === null ? undefined : TrainerClient.connect(writer.socket, writer.pid);
