/** A file that arrays of numbers are written to and read from at any place, as this machine has them in memory. */
import { closeSync, fstatSync, openSync, readdirSync, readSync, rmSync, unlinkSync, writeSync } from 'node:fs';
import path from 'node:path';
import type { Disposable } from '../base/disposable';
import { isSystemError } from './file-problem';

type Numbers = Float32Array | Uint8Array;

const SCRATCH = /^records\.\d+-\d+\.scratch$/;

export class PageFile implements Disposable {
  private closed = false;

  constructor(private readonly descriptor: number) {}

  /** In bytes. */
  get size(): number {
    return fstatSync(this.descriptor).size;
  }

  /** Fills `into` from `position` on. @returns false when the file ends before, or the system refuses */
  read(position: number, into: Numbers): boolean {
    if (this.closed) return false;
    const bytes = new Uint8Array(into.buffer, into.byteOffset, into.byteLength);
    try {
      for (let filled = 0; filled < bytes.length;) {
        const read = readSync(this.descriptor, bytes, filled, bytes.length - filled, position + filled);
        if (read === 0) return false;
        filled += read;
      }
      return true;
    } catch (error) {
      if (!isSystemError(error)) throw error;
      return false;
    }
  }

  /** @throws what node:fs throws */
  write(position: number, from: Numbers): void {
    const bytes = new Uint8Array(from.buffer, from.byteOffset, from.byteLength);
    for (let done = 0; done < bytes.length;)
      done += writeSync(this.descriptor, bytes, done, bytes.length - done, position + done);
  }

  dispose(): void {
    if (this.closed) return;
    this.closed = true;
    closeSync(this.descriptor);
  }
}

/**
 * A file for what memory has no room for. It has no name any more once it is open, so that nothing is left of it however
 * this process ends; Windows allows that only when it is closed, so what was left there is removed by the next.
 * @param folder absolute @returns undefined where none can be made, as in a folder that can't be written
 */
export function openScratchFile(folder: string): PageFile | undefined {
  try {
    removeLeftovers(folder);
    const file = path.join(folder, `records.${process.pid}-${Math.floor(performance.now() * 1000)}.scratch`);
    const descriptor = openSync(file, 'wx+');
    const isGone = attemptQuietly(() => unlinkSync(file));
    const opened = new PageFile(descriptor);
    return isGone ? opened : new NamedScratchFile(descriptor, file);
  } catch (error) {
    if (!isSystemError(error)) throw error;
    return undefined;
  }
}

class NamedScratchFile extends PageFile {
  constructor(
    descriptor: number,
    private readonly file: string,
  ) {
    super(descriptor);
  }

  override dispose(): void {
    super.dispose();
    attemptQuietly(() => rmSync(this.file, { force: true }));
  }
}

/** Those that are in use can't be removed on Windows, and have no name anywhere else. */
function removeLeftovers(folder: string): void {
  for (const name of readdirSync(folder))
    if (SCRATCH.test(name)) attemptQuietly(() => rmSync(path.join(folder, name), { force: true }));
}

/** @returns whether the system did it */
function attemptQuietly(action: () => void): boolean {
  try {
    action();
    return true;
  } catch (error) {
    if (!isSystemError(error)) throw error;
    return false;
  }
}
