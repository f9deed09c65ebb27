/** What the loaders of a user's own data have in common: their problems, the memory they may take, their splits. */
import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';

import type { SampleKind, SplitSpec } from '../base/dataset-spec';
import { failure, ok, type Result } from '../base/result';

import { ChosenSplit } from './chosen-split';
import type { Dataset, DatasetSplit, LoadOptions } from './dataset';
import { NumberSplit } from './number-split';
import { PixelSplit } from './pixel-split';
import type { Classes } from './samples';
import { mixed, sharedOut } from './shared-out';

const DEFAULT_TEST_SHARE = 0.1;
const MOST_BYTES = 2 ** 32 - 2 ** 20;

/** A place in a file of the user's. */
export interface FilePlace {
  /** Absent: the experiment itself is meant. */
  readonly file?: string | undefined;
  readonly line?: number;
}

/** What is wrong with the data that an experiment names, for its author. */
export const wrongData = ({ file, line }: FilePlace, message: string, remedy: string): Result<never> =>
  failure({
    message,
    remedy,
    ...(file !== undefined && { file }),
    ...(line !== undefined && { line }),
    blame: 'experiment',
  });

/**
 * Looks at a file or folder that the experiment names.
 * @param what it is, as a sentence says it: 'a folder of images'
 * @returns its size in bytes
 */
export async function lookAt(
  place: string,
  what: string,
  kind: 'file' | 'folder',
  options: Pick<LoadOptions, 'baseFolder'>,
): Promise<Result<number>> {
  try {
    const found = await stat(place);
    if (kind === 'file' ? found.isFile() : found.isDirectory()) return ok(found.size);
    return wrongData(
      { file: place },
      `Expected ${what} here, and got ${found.isDirectory() ? 'a folder' : 'a file'}.`,
      `Name the ${kind} itself.`,
    );
  } catch (error) {
    const code = codeOf(error);
    if (code === 'ENOENT' || code === 'ENOTDIR')
      return wrongData(
        { file: place },
        `Expected ${what} here, and there is nothing.`,
        `Check its name; relative paths start at the experiment's folder, ${options.baseFolder}.`,
      );
    return failure(unreadable(place, error));
  }
}

/** @throws the signal's reason when aborted */
export async function readOwnFile(file: string, signal: AbortSignal | undefined): Promise<Result<Uint8Array>> {
  try {
    return ok(await readFile(file, { signal }));
  } catch (error) {
    signal?.throwIfAborted();
    return failure(unreadable(file, error));
  }
}

/** A file or folder that the system refuses to read. */
export const unreadable = (file: string, error: unknown) => ({
  message: `Could not read it: ${error instanceof Error ? error.message : String(error)}.`,
  remedy: 'Make it readable, or take it away.',
  file,
  blame: 'environment' as const,
});

export const codeOf = (error: unknown): unknown => (error instanceof Error && 'code' in error ? error.code : undefined);

/**
 * @param bytes that the samples take in memory
 * @param remedy what makes them smaller
 */
export function fitsMemory(
  bytes: number,
  place: FilePlace,
  remedy: string,
  { mostBytes = Math.min(MOST_BYTES, os.totalmem() / 2) }: Pick<LoadOptions, 'mostBytes'>,
): Result<null> {
  if (bytes <= mostBytes) return ok(null);
  return wrongData(
    place,
    `Expected samples that fit into ${inUnits(mostBytes)} of memory, and got ${inUnits(bytes)}.`,
    remedy,
  );
}

const inUnits = (bytes: number): string =>
  bytes >= 1e8
    ? `${(bytes / 1e9).toFixed(1)} GB`
    : bytes >= 1e6
      ? `${(bytes / 1e6).toFixed(1)} MB`
      : `${(bytes / 1e3).toFixed(1)} kB`;

/** All samples together, and what is known of them. */
export interface OwnData {
  readonly name: string;
  readonly origin: string;
  readonly samples: SampleKind;
  readonly range: readonly [number, number];
  readonly classNames: readonly string[];
  /** Of one sample. */
  readonly shape: readonly number[];
  /** Row-major [count, ...shape]: bytes are pixels, 255 for 1. */
  readonly values: Uint8Array | Float32Array;
  readonly classes: Classes;
  /** How many of them, from the first on, are for training, after them for validation, after them for test. Without it they are shared out. */
  readonly given?: { readonly train: number; readonly validation: number };
  /** Whether the samples behind those for training and validation are a test split; else one is made of the training split. */
  readonly hasTest: boolean;
  /** What else people should know, at the end of the description. */
  readonly note?: string;
}

/** The data set: shared out where it did not come in splits, mixed in any case. */
export function asDataset(data: OwnData, { testShare = DEFAULT_TEST_SHARE, seed = 0 }: SplitSpec): Dataset {
  const { name, origin, samples, range, classNames, shape, values, classes, given, hasTest, note } = data;
  const all: DatasetSplit =
    values instanceof Uint8Array ? new PixelSplit(shape, values, classes) : new NumberSplit(shape, values, classes);
  const classOf = (index: number) => classes[index]!;
  const { train = classes.length, validation = 0 } = given ?? {};
  const shared = sharedOut(span(0, train), classOf, hasTest ? 0 : testShare, seed);
  const held = mixed(span(train, train + validation), classOf, seed);
  const test = hasTest ? mixed(span(train + validation, classes.length), classOf, seed) : shared.test;
  const trained = new Uint32Array(shared.train.length + held.length);
  trained.set(shared.train);
  trained.set(held, shared.train.length);
  const ofClasses = classNames.length > 0 ? ` in ${counted(classNames.length, 'class', 'classes')}` : '';
  const what =
    samples === 'images' ? counted(trained.length, 'training image') : counted(trained.length, 'training sample');
  return {
    name,
    description: `${name}, ${what} ${shape.join('×')}${ofClasses}, from ${origin}${note ? ` (${note})` : ''}`,
    origin,
    samples,
    range,
    classNames,
    train: new ChosenSplit(all, trained),
    test: new ChosenSplit(all, test),
    ...(validation > 0 && { validationCount: validation }),
    fingerprint: fingerprintOf(data, trained, test),
  };
}

function fingerprintOf({ shape, classNames, values, classes }: OwnData, ...orders: readonly Uint32Array[]): string {
  const hash = createHash('sha256').update(JSON.stringify([shape, classNames]));
  for (const part of [values, classes, ...orders])
    hash.update(new Uint8Array(part.buffer, part.byteOffset, part.byteLength));
  return hash.digest('hex');
}

const span = (from: number, to: number): Uint32Array => Uint32Array.from({ length: to - from }, (_, i) => from + i);

/** "1 image", "2,000 images" */
export const counted = (count: number, one: string, more = `${one}s`): string =>
  `${count.toLocaleString('en-US')} ${count === 1 ? one : more}`;

/** No more names than a sentence can bear. */
export const listed = (names: readonly string[]): string =>
  names.length <= 12 ? names.join(', ') : `${names.slice(0, 10).join(', ')} and ${names.length - 10} more`;

/** A file's name as people say it, without its ending. */
export const nameOf = (place: string): string =>
  path
    .basename(place)
    .replace(/\.gz$/i, '')
    .replace(/(?<=.)\.[^.]+$/, '');
