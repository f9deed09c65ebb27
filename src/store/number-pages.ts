/**
 * The numbers of a run, page by page, in bounded memory: the pages used last stay, the others lie in files and are read
 * again when somebody looks at them. It knows neither tags nor steps.
 */
import type { Disposable } from '../base/disposable';
import { crc32c } from './crc32c';
import { isSystemError } from './file-problem';
import { grown } from './growable';
import type { PageFile } from './page-file';

/** Numbers of one tag in a page. */
export const PAGE_NUMBERS = 4096;
export const PAGE_BYTES = 4 * PAGE_NUMBERS;
/** 5 MB: as much as a track of 5 curves shows of a quarter of a million steps. */
const MOST_RESIDENT = 320;

/** A page that lay in a file can't be read any more, or is not what was written. */
export class PageLost extends Error {}

/** Pages that lie in a file from before, one behind the other from its beginning. */
export interface StoredPages {
  readonly file: PageFile;
  /** One a page, over its bytes. */
  readonly checksums: Uint32Array;
}

export interface NumberPagesOptions {
  /** Where pages go that memory has no room for; undefined when there is no such place, and they have to stay. */
  readonly openScratch: () => PageFile | undefined;
  readonly stored?: StoredPages;
  /** Pages kept in memory, ≥ 1. */
  readonly mostResident?: number;
}

export class NumberPages implements Disposable {
  /** In order of use, the newest last. */
  private readonly resident = new Map<number, Float32Array>();
  private readonly storedCount: number;
  private readonly mostResident: number;
  private checksums: Uint32Array;
  /** By page behind the stored ones: 1 when it lies in the scratch file. */
  private inScratch = new Uint8Array(16);
  private count: number;
  /** Undefined until it is needed, null when there can be none. */
  private scratch: PageFile | undefined | null;
  private disposed = false;

  constructor(private readonly options: NumberPagesOptions) {
    const { stored, mostResident = MOST_RESIDENT } = options;
    this.mostResident = mostResident;
    this.count = this.storedCount = stored?.checksums.length ?? 0;
    this.checksums = stored?.checksums.slice() ?? new Uint32Array(16);
  }

  get length(): number {
    return this.count;
  }

  /** Pages in memory now. */
  get residentCount(): number {
    return this.resident.size;
  }

  /** @param page PAGE_NUMBERS numbers, which nobody changes any more @returns its number, from 0 on */
  add(page: Float32Array): number {
    const id = this.count++;
    this.checksums = grown(this.checksums, this.count);
    this.checksums[id] = checksumOf(page);
    this.inScratch = grown(this.inScratch, this.count - this.storedCount);
    this.keep(id, page);
    return id;
  }

  /** @param id in [0, length) @throws PageLost */
  at(id: number): Float32Array {
    const page = this.resident.get(id);
    if (page) this.resident.delete(id);
    const found = page ?? this.readAgain(id);
    this.keep(id, found);
    return found;
  }

  /** As `at`, for a reader of all pages: what it reads pushes nothing out of memory. @throws PageLost */
  peek(id: number): Float32Array {
    return this.resident.get(id) ?? this.readAgain(id);
  }

  /** A copy, one a page. */
  allChecksums(): Uint32Array<ArrayBuffer> {
    return Uint32Array.from(this.checksums.subarray(0, this.count));
  }

  dispose(): void {
    this.disposed = true;
    this.resident.clear();
    this.options.stored?.file.dispose();
    this.scratch?.dispose();
  }

  private keep(id: number, page: Float32Array): void {
    this.resident.set(id, page);
    if (this.resident.size <= this.mostResident) return;
    const [[oldest, itsPage] = [id, page]] = this.resident;
    if (this.canBeReadAgain(oldest) || this.moveOut(oldest, itsPage)) this.resident.delete(oldest);
  }

  private canBeReadAgain(id: number): boolean {
    return id < this.storedCount || this.inScratch[id - this.storedCount] === 1;
  }

  /** @returns whether the page lies in the scratch file now */
  private moveOut(id: number, page: Float32Array): boolean {
    if (this.scratch === undefined) this.scratch = this.options.openScratch() ?? null;
    if (this.scratch === null) return false;
    try {
      this.scratch.write((id - this.storedCount) * PAGE_BYTES, page);
    } catch (error) {
      if (!isSystemError(error)) throw error;
      // A full disk: the numbers stay in memory, where they have to be now, and the next page tries again.
      return false;
    }
    this.inScratch[id - this.storedCount] = 1;
    return true;
  }

  private readAgain(id: number): Float32Array {
    const { stored } = this.options;
    const [file, at] = id < this.storedCount ? [stored?.file, id] : [this.scratch, id - this.storedCount];
    if (this.disposed || !file) throw new PageLost('These pages were given up.');
    const page = new Float32Array(PAGE_NUMBERS);
    if (!file.read(at * PAGE_BYTES, page)) throw new PageLost(`Page ${id} can't be read again.`);
    if (checksumOf(page) !== this.checksums[id]) throw new PageLost(`Page ${id} is not what was written.`);
    return page;
  }
}

const checksumOf = (page: Float32Array): number =>
  crc32c(new Uint8Array(page.buffer, page.byteOffset, page.byteLength));
