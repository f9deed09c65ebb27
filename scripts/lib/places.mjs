/** Where things are: the folders that several scripts share. It creates none of them. */
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** The repository. */
export const ROOT = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');

/** Bundles; what the extension's package.json points at. */
export const DIST = path.join(ROOT, 'dist');

/** Whatever may be deleted: reports, screenshots, compiled tests. */
export const OUT = path.join(ROOT, 'out');

/** Gibbon's own cache, shared by all checkouts of one user. */
export const CACHE = path.join(process.env.XDG_CACHE_HOME || path.join(os.homedir(), '.cache'), 'gibbon');
