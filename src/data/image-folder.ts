/**
 * What lies in a folder of images: which files, of which class, of which split. Reads names only, and gives them in the same
 * order on every machine. Subfolders are classes; `train`, `test` and `validation` as only subfolders are splits.
 */
import { readdir, realpath, stat } from 'node:fs/promises';
import path from 'node:path';

import { failure, ok, type Result } from '../base/result';

import { codeOf, counted, listed, unreadable, wrongData } from './own-data';

export type SplitName = 'train' | 'validation' | 'test';

export interface ImageFile {
  readonly file: string;
  /** Index into `classNames`; 0 where there are no classes. */
  readonly classIndex: number;
}

export interface ImageFolder {
  readonly classNames: readonly string[];
  /** `test` is undefined where the folder has no such split. */
  readonly splits: { readonly [Name in SplitName]: readonly ImageFile[] | undefined };
  /** Files that are no PNG or JPEG by their names. */
  readonly others: number;
}

const SPLIT_NAMES: Readonly<Record<string, SplitName>> = {
  train: 'train',
  training: 'train',
  val: 'validation',
  valid: 'validation',
  validation: 'validation',
  test: 'test',
  testing: 'test',
};
const IMAGE = /\.(png|jpe?g|jfif)$/i;
/** What file managers and archives leave behind. */
const LITTER = /^(\.|__MACOSX$|thumbs\.db$|desktop\.ini$)/i;

interface Listing {
  readonly files: readonly string[];
  readonly folders: readonly string[];
}

/** @param root absolute @returns a problem for a folder that is empty, unreadable, or runs in a circle */
export async function listImages(root: string): Promise<Result<ImageFolder>> {
  const others: string[] = [];
  const top = await list(root);
  if (!top.ok) return top;
  const splitOf = (folder: string) => SPLIT_NAMES[folder.toLowerCase()];
  const isSplit = top.value.folders.some((name) => splitOf(name) === 'train') && top.value.folders.every(splitOf);
  const parts: [SplitName, string][] = isSplit
    ? top.value.folders.map((name) => [splitOf(name) ?? 'train', path.join(root, name)])
    : [['train', root]];
  const found: [SplitName, ReadonlyMap<string | undefined, readonly string[]>][] = [];
  for (const [name, folder] of parts) {
    if (found.some(([known]) => known === name))
      return wrongData({ file: folder }, `Expected one folder for ${name}, and got two.`, 'Put them into one.');
    const classes = await listClasses(folder, others);
    if (!classes.ok) return classes;
    found.push([name, classes.value]);
  }
  const images = found.flatMap(([, classes]) => [...classes.values()].flat());
  if (images.length === 0)
    return wrongData(
      { file: root },
      `Expected PNG or JPEG images here, and got ${noneOf(others)}.`,
      'Name the folder that they are in.',
    );
  const training = found.find(([name]) => name === 'train')?.[1];
  if (!training || training.size === 0)
    return wrongData({ file: root }, 'Expected images to train on, and the folder train has none.', 'Put some there.');
  const classNames = [...training.keys()].flatMap((name) => name ?? []).sort(byCodeUnits);
  const splits: { [Name in SplitName]: readonly ImageFile[] | undefined } = {
    train: undefined,
    validation: undefined,
    test: undefined,
  };
  for (const [name, classes] of found) {
    const files: ImageFile[] = [];
    for (const [className, members] of [...classes].sort(([one], [other]) => byCodeUnits(one ?? '', other ?? ''))) {
      const classIndex = className === undefined ? 0 : classNames.indexOf(className);
      const fits = className === undefined ? classNames.length === 0 : classIndex >= 0;
      if (!fits)
        return wrongData(
          { file: path.dirname(members[0] ?? root) },
          `Expected the classes of the training images (${listed(classNames)}), and the folder ${name} has ${className ?? 'images without one'}.`,
          'Give all splits the same subfolders.',
        );
      files.push(...members.map((file) => ({ file, classIndex })));
    }
    splits[name] = files;
  }
  return ok({ classNames, splits, others: others.length });
}

/** Files by class; under undefined where there are no classes. */
async function listClasses(
  folder: string,
  others: string[],
): Promise<Result<ReadonlyMap<string | undefined, readonly string[]>>> {
  const listing = await list(folder);
  if (!listing.ok) return listing;
  const classes = new Map<string | undefined, readonly string[]>();
  const loose = sorted(folder, listing.value.files, others);
  if (loose.length > 0) classes.set(undefined, loose);
  for (const name of listing.value.folders) {
    const members = await listBelow(path.join(folder, name), [await realpath(folder)], others);
    if (!members.ok) return members;
    if (members.value.length > 0) classes.set(name, members.value);
  }
  if (loose.length > 0 && classes.size > 1)
    return wrongData(
      { file: loose[0] },
      `Expected images in subfolders, one a class, or in ${path.basename(folder)} itself, and got both: ${path.basename(loose[0] ?? '')} lies beside ${listing.value.folders[0]}.`,
      'Move it into a subfolder, or take the subfolders away.',
    );
  return ok(classes);
}

/** @param above the real paths of the folders that this one lies in */
async function listBelow(folder: string, above: readonly string[], others: string[]): Promise<Result<string[]>> {
  const listing = await list(folder);
  if (!listing.ok) return listing;
  const real = await realpath(folder);
  if (above.includes(real))
    return wrongData(
      { file: folder },
      `Expected a folder with an end, and this link leads back to ${real}, which it lies in.`,
      'Take the link away.',
    );
  const files = sorted(folder, listing.value.files, others);
  for (const name of listing.value.folders) {
    const deeper = await listBelow(path.join(folder, name), [...above, real], others);
    if (!deeper.ok) return deeper;
    files.push(...deeper.value);
  }
  return ok(files);
}

async function list(folder: string): Promise<Result<Listing>> {
  try {
    const entries = await readdir(folder, { withFileTypes: true });
    const files: string[] = [];
    const folders: string[] = [];
    for (const entry of entries) {
      if (LITTER.test(entry.name)) continue;
      // What a link leads to counts.
      const kind = entry.isSymbolicLink() ? await stat(path.join(folder, entry.name)) : entry;
      if (kind.isDirectory()) folders.push(entry.name);
      else if (kind.isFile()) files.push(entry.name);
    }
    return ok({ files: files.sort(byCodeUnits), folders: folders.sort(byCodeUnits) });
  } catch (error) {
    const place = error instanceof Error && 'path' in error ? String(error.path) : folder;
    if (codeOf(error) === 'ELOOP')
      return wrongData(
        { file: place },
        'Expected a file or a folder, and got a link that leads in a circle.',
        'Take the link away.',
      );
    if (codeOf(error) === 'ENOENT' && place !== folder)
      return wrongData(
        { file: place },
        'Expected a file or a folder, and got a link that leads nowhere.',
        'Take the link away.',
      );
    return failure(unreadable(place, error));
  }
}

function sorted(folder: string, names: readonly string[], others: string[]): string[] {
  const files = names.map((name) => path.join(folder, name));
  others.push(...files.filter((file) => !IMAGE.test(file)));
  return files.filter((file) => IMAGE.test(file));
}

/** "3 files of other kinds (.gif, .txt)" */
function noneOf(others: readonly string[]): string {
  if (others.length === 0) return 'an empty folder';
  const endings = [...new Set(others.map((file) => path.extname(file).toLowerCase() || 'none'))].sort(byCodeUnits);
  return `${counted(others.length, 'file')} of other kinds (${listed(endings)})`;
}

/** The same on every machine, which an order of a language is not. */
const byCodeUnits = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0);
