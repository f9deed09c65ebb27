/** Reads the repository as the tidy tests see it: what people wrote, without what programs made. */
import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../../..');

const MADE_BY_PROGRAMS = new Set(['node_modules', 'dist', 'out', '.gibbon', 'fixtures', 'golden']);

export interface SourceFile {
  /** Relative to the repository, with forward slashes. */
  readonly path: string;
  readonly text: string;
}

/** Every file below `folders` whose name has one of `endings`. */
export function readFiles(folders: readonly string[], endings: readonly string[]): SourceFile[] {
  return folders
    .flatMap((folder) => filesBelow(folder))
    .flatMap((file) => {
      if (!endings.some((ending) => file.endsWith(ending))) return [];
      return [{ path: file, text: readFileSync(path.join(ROOT, file), 'utf8') }];
    });
}

/** The folders directly inside `folder`, by name. */
export function foldersIn(folder: string): string[] {
  return readdirSync(path.join(ROOT, folder), { withFileTypes: true }).flatMap((entry) =>
    entry.isDirectory() ? [entry.name] : [],
  );
}

function filesBelow(folder: string): string[] {
  return readdirSync(path.join(ROOT, folder), { withFileTypes: true }).flatMap((entry) => {
    if (MADE_BY_PROGRAMS.has(entry.name)) return [];
    const place = `${folder}/${entry.name}`;
    return entry.isDirectory() ? filesBelow(place) : [place];
  });
}
