/** One inspector process and the channel to it: started, asked, and ended with everything that belongs to it. */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import type { Socket } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { type Disposable, Emitter } from '../base/disposable';
import { ProblemError } from '../base/problem';
import { Channel } from '../protocol/channel';
import { createStreamPort } from '../protocol/framing';
import {
  type FromInspector,
  type InspectorEvent,
  type InspectorRequest,
  readInspectorEvent,
  type ToInspector,
} from '../protocol/inspector-messages';
import { childEnvironment } from './child-environment';

export interface InspectorProgram {
  /** Node, or VS Code's executable that can act as Node. */
  readonly execPath: string;
  /** Path of the bundled inspector. */
  readonly script: string;
}

/** Enough for the line that says why a process died; what an experiment prints is nobody's. */
const LAST_WORDS_CHARACTERS = 8192;

export class InspectorProcess implements Disposable {
  private readonly child: ChildProcess;
  private readonly channel: Channel<ToInspector, FromInspector>;
  private readonly scratchFolder = mkdtempSync(path.join(os.tmpdir(), 'gibbon-inspector-'));
  private readonly ended = new Emitter<void>();
  private readonly told = new Emitter<InspectorEvent>();
  /** How far it has come with what it was asked. */
  readonly onEvent = this.told.event;
  private words = '';
  private reason: string | undefined;

  constructor(program: InspectorProgram) {
    this.child = spawn(program.execPath, [program.script, this.scratchFolder], {
      env: childEnvironment(process.env),
      // The fourth is the channel: an experiment that writes to its output writes to nobody.
      stdio: ['ignore', 'ignore', 'pipe', 'pipe'],
      windowsHide: true,
    });
    this.child.stderr?.on('data', (chunk: Buffer) => {
      this.words = (this.words + chunk.toString()).slice(-LAST_WORDS_CHARACTERS);
    });
    const port = createStreamPort(this.child.stdio[3] as Socket);
    this.channel = new Channel<ToInspector, FromInspector>(port, {
      parseRequest: () => ({ kind: 'nothing' }),
      parseEvent: readInspectorEvent,
      onRequest: () => Promise.resolve(undefined),
      onEvent: (event) => this.told.fire(event),
    });
    this.child.once('error', (error) => this.end(error.message));
    // 'close' and not 'exit': then all of its last words are here.
    this.child.once('close', (code, signal) => this.end(signal ? `it was ended by ${signal}` : `exit code ${code}`));
  }

  get isGone(): boolean {
    return this.reason !== undefined;
  }

  /** @throws ProblemError when the process ends, or is ended, before it has answered */
  async request(body: InspectorRequest): Promise<unknown> {
    try {
      return await this.channel.request(body);
    } catch (error) {
      await this.untilEnded(error);
      throw new ProblemError({ message: this.lastWords(), blame: 'environment' }, { cause: error });
    }
  }

  dispose(): void {
    this.child.kill('SIGKILL');
    // At once, since whoever ends it may be about to end, too.
    this.removeScratch();
    this.channel.dispose();
  }

  /** A channel closes a moment before its process is known to have ended. @throws what isn't about a closed channel */
  private async untilEnded(error: unknown): Promise<void> {
    if (this.isGone) return;
    if (!(error instanceof ProblemError) || !error.problem.message.includes('channel closed')) throw error;
    await new Promise<void>((resolve) => this.ended.event(resolve));
  }

  private lastWords(): string {
    const line = this.words.split('\n').find((words) => /error|fatal/i.test(words));
    return line ? `${this.reason}: ${line.trim()}` : (this.reason ?? '');
  }

  private end(reason: string): void {
    if (this.isGone) return;
    this.reason = reason;
    this.removeScratch();
    this.channel.dispose();
    this.ended.fire();
  }

  private removeScratch(): void {
    rmSync(this.scratchFolder, { recursive: true, force: true, maxRetries: 3 });
  }
}
