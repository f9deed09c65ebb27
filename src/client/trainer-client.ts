/** One client's end of a trainer's socket: the newest status, requests, and the moment the trainer is gone. */
import { connect } from 'node:net';
import { type Disposable, Emitter } from '../base/disposable';
import { ProblemError } from '../base/problem';
import { Channel } from '../protocol/channel';
import { createStreamPort, type StreamPort } from '../protocol/framing';
import {
  type FromTrainer,
  TRAINER_PROTOCOL_VERSION,
  readTrainerEvent,
  startingStatus,
  type TrainerStatus,
  type ToTrainer,
} from '../protocol/trainer-messages';

/** How long a trainer may take to obey before it is ended by force: user code can loop for ever. */
export const PATIENCE_MS = 10_000;

/** How long a trainer that listens may take to say how it is: a step may take long, or never end. */
const FIRST_ANSWER_MS = 3000;
/** What is known of one that says nothing: it lives, and is busy with the experiment's code. */
const busyStatus: TrainerStatus = { ...startingStatus, state: 'training', activity: 'busy' };

export class TrainerClient implements Disposable {
  private readonly statusChanged = new Emitter<TrainerStatus>();
  private readonly noted = new Emitter<string>();
  private readonly printed = new Emitter<string>();
  private readonly left = new Emitter<void>();
  private readonly channel: Channel<ToTrainer, FromTrainer>;
  private newest: TrainerStatus;
  private gone = false;
  private disposed = false;
  /** Why a trainer that died without a word did so, from its log; empty where that is not known. */
  readLastWords: () => string = () => '';

  readonly onStatus = this.statusChanged.event;
  readonly onNote = this.noted.event;
  readonly onPrint = this.printed.event;
  /** The trainer has ended or the connection broke; comes once. */
  readonly onClosed = this.left.event;

  private constructor(
    private readonly port: StreamPort,
    private readonly pid: number,
    firstStatus: TrainerStatus,
  ) {
    this.newest = firstStatus;
    this.channel = new Channel<ToTrainer, FromTrainer>(port, {
      parseRequest: () => ({ kind: 'nothing' }),
      parseEvent: readTrainerEvent,
      onRequest: () => Promise.resolve(undefined),
      onEvent: (event) => {
        switch (event.kind) {
          case 'statusChanged':
            this.newest = event.status;
            return this.statusChanged.fire(event.status);
          case 'noted':
            return this.noted.fire(event.message);
          case 'printed':
            return this.printed.fire(event.text);
        }
      },
    });
    port.onClose(() => {
      this.gone = true;
      this.left.fire();
    });
  }

  /**
   * A trainer that is in the middle of a long step is believed to train until it says more; it can be stopped all the same.
   * @returns undefined when nobody listens there @throws ProblemError when what listens is no trainer of this version
   */
  static async connect(
    socketPath: string,
    pid: number,
    patienceMs = FIRST_ANSWER_MS,
  ): Promise<TrainerClient | undefined> {
    const port = await openPort(socketPath);
    if (!port) return undefined;
    const client = new TrainerClient(port, pid, startingStatus);
    try {
      const asked = client.channel.request({ kind: 'readStatus', protocolVersion: TRAINER_PROTOCOL_VERSION });
      const answer = await within(asked, patienceMs);
      // The answer may lie behind an event that came with it, in one piece: what was told later counts.
      if (client.newest === startingStatus) client.newest = answer ?? busyStatus;
      if (!answer) client.hearLate(asked);
      return client;
    } catch (error) {
      client.dispose();
      if (error instanceof ProblemError && error.problem.message.includes('channel closed')) return undefined;
      throw error;
    }
  }

  /** An answer that comes after nobody waited for it any more; a refusal, of another version say, leaves nobody to talk to. */
  private hearLate(asked: Promise<TrainerStatus>): void {
    asked.then(
      (status) => {
        if (this.newest !== busyStatus) return;
        this.newest = status;
        this.statusChanged.fire(status);
      },
      () => this.port.dispose(),
    );
  }

  get status(): TrainerStatus {
    return this.newest;
  }

  get isGone(): boolean {
    return this.gone;
  }

  pause = (): Promise<TrainerStatus> => this.channel.request({ kind: 'pause' });
  resume = (): Promise<TrainerStatus> => this.channel.request({ kind: 'resume' });
  /** Has the state kept as it is now. */
  checkpoint = (): Promise<TrainerStatus> => this.channel.request({ kind: 'checkpoint' });

  /** Stops after a checkpoint. A trainer that does not obey in time is ended by force; its run is then crashed. */
  async stop(patienceMs = PATIENCE_MS): Promise<TrainerStatus | undefined> {
    const stopped = this.channel.request({ kind: 'stop' }).catch(() => undefined);
    const status = await within(stopped, patienceMs);
    // A client that was given up meanwhile has heard nothing, which says nothing of the trainer.
    if (!status && !this.gone && !this.disposed) this.kill();
    return status;
  }

  kill(): void {
    try {
      process.kill(this.pid, 'SIGKILL');
    } catch {
      // It is gone already, which is what was wanted.
    }
  }

  dispose(): void {
    this.disposed = true;
    this.channel.dispose();
    this.port.dispose();
  }
}

/** @returns undefined when it takes longer than `patienceMs` */
async function within<T>(promise: Promise<T>, patienceMs: number): Promise<T | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const impatience = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), patienceMs);
  });
  try {
    return await Promise.race([promise, impatience]);
  } finally {
    clearTimeout(timer);
  }
}

function openPort(socketPath: string): Promise<StreamPort | undefined> {
  return new Promise((resolve) => {
    const socket = connect(socketPath);
    socket.once('connect', () => resolve(createStreamPort(socket)));
    socket.once('error', () => resolve(undefined));
  });
}
