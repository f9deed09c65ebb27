/** A process that holds a run open, or writes one, as seen from the bench that asks it. */
import { type ChildProcess, fork } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { OUT } from '../../scripts/lib/places.mjs';
import type { PanelRequest, RunProgress } from '../../src/protocol/training-panel-messages';
import type { RunProcessRequest } from './run-process';

const PAGE_BYTES = 4096;

interface Told {
  readonly id?: number;
  readonly value?: unknown;
  readonly error?: string;
  readonly advanced?: RunProgress;
}

export class RunHost {
  private readonly child: ChildProcess;
  private readonly waiting = new Map<number, { resolve: (value: unknown) => void; reject: (error: Error) => void }>();
  private nextId = 1;
  onAdvanced: (progress: RunProgress) => void = () => undefined;

  constructor() {
    this.child = fork(path.join(OUT, 'e2e', 'run-process.cjs'), {
      serialization: 'advanced',
      execArgv: ['--expose-gc', '--enable-source-maps'],
    });
    this.child.on('message', (told: Told) => {
      if (told.advanced) this.onAdvanced(told.advanced);
      if (told.id === undefined) return;
      const { resolve, reject } = this.waiting.get(told.id) ?? {};
      this.waiting.delete(told.id);
      if (told.error === undefined) resolve?.(told.value);
      else reject?.(new Error(told.error));
    });
    this.child.on('exit', (code) => {
      for (const { reject } of this.waiting.values()) reject(new Error(`The process of the run ended with ${code}.`));
    });
  }

  ask<Answer>(request: RunProcessRequest): Promise<Answer> {
    const id = this.nextId++;
    return new Promise<Answer>((resolve, reject) => {
      this.waiting.set(id, { resolve: (value) => resolve(value as Answer), reject });
      this.child.send({ id, request });
    });
  }

  /** For the page of a panel. */
  readonly answer = (request: PanelRequest): Promise<unknown> => this.ask({ kind: 'ask', request });

  /** Memory that it holds now, in bytes, whatever of it could be collected. */
  get rss(): number {
    return rssOf(this.child.pid ?? 0);
  }

  end(): void {
    this.child.kill();
  }
}

/** Memory of a process, in bytes; 0 when it is gone. */
export function rssOf(pid: number): number {
  try {
    return Number(readFileSync(`/proc/${pid}/statm`, 'utf8').split(' ')[1]) * PAGE_BYTES;
  } catch {
    return 0;
  }
}
