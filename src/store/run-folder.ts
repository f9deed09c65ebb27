/** Makes the folder of a run and keeps the user's sources in it. */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { ProblemError } from '../base/problem';
import { failure, ok, type Result } from '../base/result';
import type { RunManifest } from '../protocol/manifest';
import { syncFolder } from './durable-file';
import { fileProblem, hasCode } from './file-problem';

export { findRun, listRuns, readRunState, type RunListing } from './run-list';

/** Where a run's own copy of the user's sources lies. */
const SOURCES = 'sources';
const MAX_SLUG_LENGTH = 60;

/**
 * Makes `<local time>-<name>` in `runsFolder`, and that folder too where it doesn't exist; when the name is taken, a
 * number is added. What lies in `.gibbon` is hidden from git.
 * @param runsFolder absolute
 * @param name any text; made fit for a file name
 * @returns absolute path; its last part is the run's id
 */
export function createRunFolder(runsFolder: string, name: string, now: Date): Result<string> {
  try {
    mkdirSync(runsFolder, { recursive: true });
    hideFromGit(runsFolder);
    const id = `${localTimestamp(now)}-${slug(name)}`;
    for (let attempts = 1; ; attempts++) {
      const folder = path.join(runsFolder, attempts === 1 ? id : `${id}-${attempts}`);
      if (!makeNewFolder(folder)) continue;
      mkdirSync(path.join(folder, 'checkpoints'));
      syncFolder(folder);
      syncFolder(runsFolder);
      return ok(folder);
    }
  } catch (error) {
    return failure(fileProblem(error, runsFolder, 'used for runs'));
  }
}

/** @returns false when there is such a folder already */
function makeNewFolder(folder: string): boolean {
  try {
    mkdirSync(folder);
    return true;
  } catch (error) {
    if (hasCode(error, 'EEXIST')) return false;
    throw error;
  }
}

function hideFromGit(runsFolder: string): void {
  const gibbonFolder = path.dirname(runsFolder);
  if (path.basename(runsFolder) !== 'runs' || path.basename(gibbonFolder) !== '.gibbon') return;
  const file = path.join(gibbonFolder, '.gitignore');
  if (!existsSync(file)) writeFileSync(file, '*\n');
}

/** As people at this machine read a clock, in the order in which names sort. */
function localTimestamp(now: Date): string {
  const two = (number: number): string => String(number).padStart(2, '0');
  const day = `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
  return `${day}T${two(now.getHours())}-${two(now.getMinutes())}-${two(now.getSeconds())}`;
}

/** Letters and digits of any script, joined by hyphens. */
function slug(name: string): string {
  const words =
    name
      .normalize('NFC')
      .toLowerCase()
      .match(/[\p{L}\p{M}\p{N}]+/gu) ?? [];
  return [...words.join('-')].slice(0, MAX_SLUG_LENGTH).join('').replace(/-$/, '') || 'run';
}

export interface SourceFile {
  /** Absolute. */
  readonly file: string;
  readonly text: string;
}

/**
 * Copies sources into the run, laid out as they lie beside each other.
 * @returns what the manifest says of them
 * @throws ProblemError when the disk refuses
 */
export function storeSources(runFolder: string, files: readonly SourceFile[]): RunManifest['sources'] {
  const base = commonFolder(files.map(({ file }) => path.dirname(file)));
  return files.map(({ file, text }) => {
    const storedAs = [SOURCES, ...path.relative(base, file).split(path.sep)].join('/');
    const target = path.join(runFolder, storedAs);
    try {
      mkdirSync(path.dirname(target), { recursive: true });
      writeFileSync(target, text);
    } catch (error) {
      throw new ProblemError(fileProblem(error, target, 'stored with the run'), { cause: error });
    }
    return { file, storedAs, sha256: createHash('sha256').update(text).digest('hex') };
  });
}

/** The deepest folder that all of these are in. */
function commonFolder(folders: readonly string[]): string {
  const [first = path.sep, ...others] = folders;
  let common = first;
  const isInside = (folder: string): boolean => folder === common || folder.startsWith(withSeparator(common));
  while (!others.every(isInside) && path.dirname(common) !== common) common = path.dirname(common);
  return common;
}

const withSeparator = (folder: string): string => (folder.endsWith(path.sep) ? folder : folder + path.sep);
