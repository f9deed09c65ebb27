/**
 * The index of a run: what its event files say, gathered once and kept beside them, so that a run of a million steps
 * opens at once. It is a cache: safe to delete, and passed over where it isn't of these very files. Checksums guard every
 * byte of it, those of the pages when they are looked at.
 *
 * The file: pages of numbers, one behind the other; then one MessagePack value; then a footer. Little-endian throughout.
 */
import { openSync, closeSync, readSync, renameSync, rmSync, statSync } from 'node:fs';
import path from 'node:path';
import { ProblemError } from '../base/problem';
import type { RunManifest } from '../protocol/manifest';
import { decodeValue, encodeValue } from '../protocol/framing';
import { type IndexedFile, readStoredIndex, type StoredIndex, type StoredSeries } from '../protocol/run-index';
import { crc32c } from './crc32c';
import type { TailPosition } from './event-file-tail';
import { isSystemError } from './file-problem';
import { type NumberPages, PAGE_BYTES, PageLost } from './number-pages';
import { PageFile } from './page-file';

const INDEX = 'records.index';
const MAGIC = 0x58444947; // "GIDX"
/** Another version is another way to gather or to write: such an index is passed over. */
const VERSION = 1;
/** Magic, version, length and checksum of the value in front of it. */
const FOOTER_BYTES = 16;
/** How much of a file's beginning, and of what is in front of where reading ended, is compared. */
const SAMPLE_BYTES = 4096;
/** A file written so shortly ago could be written again without the clock of its disk showing it. */
const SETTLED_AFTER_MS = 100;
/** Pages written at a time, before others run: a few milliseconds. */
const PAGES_A_SLICE = 128;

/** Absolute. TensorBoard takes whatever has "tfevents" in its name for an event file. */
export const indexPath = (runFolder: string): string => path.join(runFolder, INDEX);

export interface FollowedFile {
  /** Absolute. */
  readonly file: string;
  readonly fromStep: number;
  readonly position: TailPosition;
}

export interface OpenedIndex {
  readonly files: readonly IndexedFile[];
  readonly series: StoredSeries;
  readonly checksums: Uint32Array;
  /** Begins with the pages; the caller's to dispose. */
  readonly pages: PageFile;
}

/**
 * Opens the index of a run, if there is one and it is of the event files as they are.
 * @returns undefined when it is missing, torn, damaged, of another version, or of other files
 */
export function openRunIndex(runFolder: string, manifest: RunManifest): OpenedIndex | undefined {
  let pages: PageFile | undefined;
  try {
    pages = new PageFile(openSync(indexPath(runFolder), 'r'));
    const index = readDirectory(pages);
    if (index && isOfTheseFiles(runFolder, manifest, index.files)) {
      const { files, series, checksums } = index;
      return { files, series, checksums, pages };
    }
  } catch (error) {
    // Whatever is wrong with it, the event files are read instead.
    if (!isSystemError(error) && !(error instanceof ProblemError)) throw error;
  }
  pages?.dispose();
  return undefined;
}

function readDirectory(pages: PageFile): StoredIndex | undefined {
  const { size } = pages;
  const footer = new Uint8Array(FOOTER_BYTES);
  if (size < FOOTER_BYTES || !pages.read(size - FOOTER_BYTES, footer)) return undefined;
  const [magic, version, length = 0, checksum] = new Uint32Array(footer.buffer);
  if (magic !== MAGIC || version !== VERSION || length > size - FOOTER_BYTES) return undefined;
  const directory = new Uint8Array(length);
  const start = size - FOOTER_BYTES - length;
  if (!pages.read(start, directory) || crc32c(directory) !== checksum) return undefined;
  const index = readStoredIndex(decodeValue(directory));
  return index.checksums.length * PAGE_BYTES === start ? index : undefined;
}

function isOfTheseFiles(runFolder: string, { segments }: RunManifest, files: readonly IndexedFile[]): boolean {
  return files.every((indexed, at) => {
    const segment = segments[at];
    if (segment?.eventFile !== indexed.eventFile || segment.fromStep !== indexed.fromStep) return false;
    const now = lookAt(path.join(runFolder, path.basename(segment.eventFile)), indexed.offset);
    if (now?.head !== indexed.head || now.end !== indexed.end) return false;
    // One that has grown was written in order since; one of the same size must not have been written at all.
    return now.size > indexed.size || (now.size === indexed.size && now.mtimeNs === indexed.mtimeNs);
  });
}

/** What tells a file from others: undefined when it can't be read. */
function lookAt(
  file: string,
  offset: number,
): (Pick<IndexedFile, 'size' | 'mtimeNs' | 'head' | 'end'> & { readonly ageMs: number }) | undefined {
  try {
    const { size, mtimeNs } = statSync(file, { bigint: true });
    const descriptor = openSync(file, 'r');
    try {
      const sample = (from: number, to: number): number => {
        const bytes = Buffer.alloc(Math.max(0, to - from));
        return crc32c(bytes, 0, readSync(descriptor, bytes, 0, bytes.length, from));
      };
      return {
        size: Number(size),
        mtimeNs: String(mtimeNs),
        ageMs: Date.now() - Number(mtimeNs / 1_000_000n),
        head: sample(0, Math.min(offset, SAMPLE_BYTES)),
        end: sample(Math.max(0, offset - SAMPLE_BYTES), offset),
      };
    } finally {
      closeSync(descriptor);
    }
  } catch (error) {
    if (!isSystemError(error)) throw error;
    return undefined;
  }
}

/**
 * Writes the index of a run whose event files were read to their ends, in slices, so that others can run meanwhile.
 * @param isWanted asked between slices; when it says no, nothing is left behind
 * @returns whether it was written: not where an event file is still being written, or the folder can't be
 */
export async function writeRunIndex(
  runFolder: string,
  followed: readonly FollowedFile[],
  series: StoredSeries,
  pages: NumberPages,
  isWanted: () => boolean,
): Promise<boolean> {
  // What it holds is as of now, whatever is read meanwhile: pages never change, and these are copies.
  const checksums = pages.allChecksums();
  const files = indexedFiles(followed);
  if (!files) return false;
  const file = indexPath(runFolder);
  const temporary = `${file}.${process.pid}.tmp`;
  let out: PageFile | undefined;
  try {
    out = new PageFile(openSync(temporary, 'w'));
    for (let page = 0; page < checksums.length; page++) {
      if (page % PAGES_A_SLICE === 0) await new Promise(setImmediate);
      if (!isWanted()) return false;
      out.write(page * PAGE_BYTES, pages.peek(page));
    }
    const directory = encodeValue({ files, checksums, series } satisfies StoredIndex);
    out.write(checksums.length * PAGE_BYTES, directory);
    const footer = Uint32Array.of(MAGIC, VERSION, directory.length, crc32c(directory));
    out.write(checksums.length * PAGE_BYTES + directory.length, new Uint8Array(footer.buffer));
    // Not flushed to the disk: what a power cut leaves of it is told by its checksums.
    out.dispose();
    renameSync(temporary, file);
    return true;
  } catch (error) {
    // A full or read-only disk, or a page that can't be had: the run is read from its event files, as before.
    if (!isSystemError(error) && !(error instanceof PageLost)) throw error;
    return false;
  } finally {
    out?.dispose();
    removeQuietly(temporary);
  }
}

/** @returns undefined when one of them is being written, or can't be read */
function indexedFiles(followed: readonly FollowedFile[]): IndexedFile[] | undefined {
  const files: IndexedFile[] = [];
  for (const { file, fromStep, position } of followed) {
    const now = lookAt(file, position.offset);
    if (!now || now.ageMs < SETTLED_AFTER_MS || now.size < position.offset) return undefined;
    const { size, mtimeNs, head, end } = now;
    files.push({ eventFile: path.basename(file), fromStep, ...position, size, mtimeNs, head, end });
  }
  return files;
}

/** An index that turned out to be damaged. */
export const removeRunIndex = (runFolder: string): void => removeQuietly(indexPath(runFolder));

function removeQuietly(file: string): void {
  try {
    rmSync(file, { force: true });
  } catch (error) {
    if (!isSystemError(error)) throw error;
  }
}
