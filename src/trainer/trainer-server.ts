/**
 * The trainer's end of its private socket: any number of clients, requests handed to one handler, status to all of them.
 * A client that is behind misses status events; records are on disk and never pass through here.
 */
import { chmodSync, mkdirSync, rmSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import path from 'node:path';
import { Emitter } from '../base/disposable';
import { ProblemError } from '../base/problem';
import { Channel } from '../protocol/channel';
import { createStreamPort, type StreamPort } from '../protocol/framing';
import {
  type FromTrainer,
  readTrainerRequest,
  type ToTrainer,
  type TrainerEvent,
  type TrainerRequest,
  type TrainerStatus,
} from '../protocol/trainer-messages';

interface Client {
  readonly channel: Channel<FromTrainer, ToTrainer>;
  readonly port: StreamPort;
}

export class TrainerServer {
  private readonly clients = new Set<Client>();
  private readonly emptied = new Emitter<void>();
  private wasJoined = false;
  private greet: () => void = () => undefined;
  private readonly greeted = new Promise<void>((resolve) => (this.greet = resolve));

  private constructor(
    private readonly server: Server,
    private readonly socketPath: string,
  ) {}

  /** @throws ProblemError when the socket can't be made: another trainer has it, or its folder can't be written */
  static async listen(
    socketPath: string,
    onRequest: (request: TrainerRequest) => Promise<TrainerStatus>,
  ): Promise<TrainerServer> {
    if (process.platform !== 'win32') mkdirSync(path.dirname(socketPath), { recursive: true, mode: 0o700 });
    const server = createServer();
    const listening = new TrainerServer(server, socketPath);
    server.on('connection', (socket) => listening.accept(socket, onRequest));
    await new Promise<void>((resolve, reject) => {
      server.once('error', (error) =>
        reject(
          new ProblemError(
            {
              message: `The trainer can't listen on its socket: ${error.message}.`,
              file: socketPath,
              remedy: 'Start it again.',
              blame: 'environment',
            },
            { cause: error },
          ),
        ),
      );
      server.listen(socketPath, resolve);
    });
    if (process.platform !== 'win32') chmodSync(socketPath, 0o600);
    return listening;
  }

  get hasClients(): boolean {
    return this.clients.size > 0;
  }

  /** Waits for the first client to come and to have its first answer, `graceMs` at most. */
  async untilGreeted(graceMs: number): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    await Promise.race([this.greeted, new Promise((resolve) => (timer = setTimeout(resolve, graceMs)))]);
    clearTimeout(timer);
  }

  /** @param droppable a newer event of this kind will follow, so a client that is behind may miss this one */
  broadcast(event: TrainerEvent, droppable = false): void {
    for (const { channel, port } of this.clients) if (!droppable || !port.congested) channel.send(event);
  }

  /** Waits for the clients to take their leave, and for one to come at all, `graceMs` at most; then stops listening. */
  async close(graceMs: number): Promise<void> {
    if (this.hasClients || !this.wasJoined)
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, graceMs);
        this.emptied.event(() => {
          clearTimeout(timer);
          resolve();
        });
      });
    this.server.close();
    for (const { port } of this.clients) port.dispose();
    if (process.platform !== 'win32') rmSync(this.socketPath, { force: true });
  }

  private accept(socket: Socket, onRequest: (request: TrainerRequest) => Promise<TrainerStatus>): void {
    const port = createStreamPort(socket);
    const channel = new Channel<FromTrainer, ToTrainer>(port, {
      parseRequest: readTrainerRequest,
      parseEvent: () => ({ kind: 'nothing' }),
      onRequest: async (request) => {
        // By then the answer is on its way.
        setImmediate(this.greet);
        return onRequest(request);
      },
      onEvent: () => undefined,
    });
    const client = { channel, port };
    this.clients.add(client);
    this.wasJoined = true;
    port.onClose(() => {
      this.clients.delete(client);
      if (!this.hasClients) this.emptied.fire();
    });
  }
}
