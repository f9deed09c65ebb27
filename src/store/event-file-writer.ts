/**
 * Writes one TensorBoard event file. When `append` returns, its records are with the operating system and outlive this
 * process; each second, and at `sync`, they are on the disk too.
 */
import { closeSync, fdatasyncSync, fstatSync, ftruncateSync, openSync, writeSync } from 'node:fs';
import path from 'node:path';
import type { Disposable } from '../base/disposable';
import { ProblemError } from '../base/problem';
import { syncFolder } from './durable-file';
import { encodeFileVersion, encodeRecord, encodeSessionStart, type EventRecord } from './event-messages';
import { fileProblem } from './file-problem';
import { FRAME_BYTES, writeFrame } from './tfrecord';

const SYNC_INTERVAL_MS = 1000;

/** The system calls that a writer makes, so that a test can fill the disk at any byte. */
export interface AppendFile {
  /** @returns the bytes written, which may be fewer than `length` */
  write(bytes: Uint8Array, offset: number, length: number, position: number): number;
  truncate(length: number): void;
  sync(): void;
  /** 0 once the file has been deleted. */
  linkCount(): number;
  close(): void;
}

export interface EventFileOptions {
  /** For a resumed run: the step that it resumes from. TensorBoard is told to forget later ones of earlier files. */
  readonly resumedFromStep?: number;
  /** @throws what node:fs throws */
  readonly openFile?: (file: string) => AppendFile;
}

/** Refuses to open a file that exists: appending after a torn record would bury what follows it. */
export function openAppendFile(file: string): AppendFile {
  const descriptor = openSync(file, 'wx');
  return {
    write: (bytes, offset, length, position) => writeSync(descriptor, bytes, offset, length, position),
    truncate: (length) => ftruncateSync(descriptor, length),
    sync: () => fdatasyncSync(descriptor),
    linkCount: () => fstatSync(descriptor).nlink,
    close: () => closeSync(descriptor),
  };
}

export class EventFileWriter implements Disposable {
  private frames = Buffer.allocUnsafe(4096);
  /** Bytes of whole records. */
  private length = 0;
  private torn = false;
  private closed = false;
  private syncedAtMs: number;

  private constructor(
    /** Absolute. */
    readonly file: string,
    private readonly handle: AppendFile,
    private readonly clockMs: () => number,
  ) {
    this.syncedAtMs = clockMs();
  }

  /**
   * @param file absolute; its name by `eventFileName`, its folder exists
   * @param wallTime seconds since 1970
   * @param clockMs milliseconds, only ever growing; for the second between two flushes
   * @throws ProblemError when the file can't be created, or exists
   */
  static create(
    file: string,
    wallTime: number,
    clockMs: () => number,
    { resumedFromStep, openFile = openAppendFile }: EventFileOptions = {},
  ): EventFileWriter {
    let handle: AppendFile;
    try {
      handle = openFile(file);
    } catch (error) {
      throw new ProblemError(fileProblem(error, file, 'created'), { cause: error });
    }
    const writer = new EventFileWriter(file, handle, clockMs);
    try {
      writer.write([encodeFileVersion(wallTime)]);
      if (resumedFromStep !== undefined) writer.write([encodeSessionStart(wallTime, resumedFromStep + 1)]);
      writer.sync();
      writer.guard('created', () => syncFolder(path.dirname(file)));
    } catch (error) {
      writer.closed = true;
      handle.close();
      throw error;
    }
    return writer;
  }

  /** As it stands in the manifest's segments. */
  get fileName(): string {
    return path.basename(this.file);
  }

  /** Bytes of whole records written so far. */
  get bytesWritten(): number {
    return this.length;
  }

  /**
   * Writes records, in order, all in one go: a call of the system costs more than a record.
   * @throws ProblemError when they could not be written: then nothing of them is in the file, and a later call may succeed
   */
  append(...records: readonly EventRecord[]): void {
    this.write(records.map(encodeRecord));
    if (this.clockMs() - this.syncedAtMs >= SYNC_INTERVAL_MS) this.sync();
  }

  /** Waits until all records are on the disk. @throws ProblemError when they are not, or the file was deleted */
  sync(): void {
    this.syncedAtMs = this.clockMs();
    this.guard('flushed to the disk', () => this.handle.sync());
    if (this.handle.linkCount() > 0) return;
    throw new ProblemError({
      message: `${this.fileName} was deleted while it was being written.`,
      remedy: 'What is trained from here on is not recorded: bring the run folder back and resume, or start a new run.',
      file: this.file,
      blame: 'environment',
    });
  }

  /** Flushes and closes. @throws ProblemError as `sync` does; the file is closed all the same */
  close(): void {
    if (this.closed) return;
    try {
      this.sync();
    } finally {
      this.closed = true;
      this.handle.close();
    }
  }

  /** Closes without waiting for the disk, for a writer that is given up. */
  dispose(): void {
    if (this.closed) return;
    this.closed = true;
    this.handle.close();
  }

  private write(payloads: readonly Uint8Array[]): void {
    if (this.closed) throw new Error(`${this.fileName} is closed.`);
    if (this.torn) this.cutTornRecord();
    const needed = payloads.reduce((bytes, payload) => bytes + payload.length + FRAME_BYTES, 0);
    if (this.frames.length < needed) this.frames = Buffer.allocUnsafe(2 * needed);
    let end = 0;
    for (const payload of payloads) end += writeFrame(this.frames.subarray(end), payload);
    try {
      this.guard('written', () => {
        for (let done = 0; done < needed;) {
          done += this.handle.write(this.frames, done, needed - done, this.length + done);
        }
      });
    } catch (error) {
      this.torn = true;
      try {
        this.cutTornRecord();
      } catch {
        // The disk refuses even to shorten the file; the next write tries again before it writes anything.
      }
      throw error;
    }
    this.length += needed;
  }

  private cutTornRecord(): void {
    this.guard('written', () => this.handle.truncate(this.length));
    this.torn = false;
  }

  private guard(doing: string, action: () => void): void {
    try {
      action();
    } catch (error) {
      throw new ProblemError(fileProblem(error, this.file, doing), { cause: error });
    }
  }
}

/**
 * A name that TensorBoard takes for an event file; later segments sort behind earlier ones, which is how it reads them.
 * @param segment 0 for a run's first event file; each resume begins the next
 */
export function eventFileName(startedAt: Date, segment: number): string {
  const seconds = Math.floor(startedAt.getTime() / 1000);
  return `events.out.tfevents.${String(seconds).padStart(10, '0')}.gibbon.${String(segment).padStart(3, '0')}`;
}
