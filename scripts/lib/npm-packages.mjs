/** Brings node_modules to what package-lock.json says, when it isn't there yet. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { ROOT } from './places.mjs';
import { npmCommand } from './programs.mjs';
import { SetupError } from './progress.mjs';

/**
 * Whether npm's own record of what it has installed agrees with the lock file. npm writes that record when it is done,
 * so a broken installation has none.
 */
export function packagesAreInstalled() {
  const wanted = readLock(path.join(ROOT, 'package-lock.json'));
  const installed = readLock(path.join(ROOT, 'node_modules', '.package-lock.json'));
  if (!wanted || !installed) return false;
  return Object.entries(wanted).every(([place, entry]) => {
    // The root itself is not in the record; what is optional may be for another platform, or may not have been reached.
    if (place === '' || entry.optional || entry.devOptional) return true;
    return installed[place]?.version === entry.version;
  });
}

/** @param {string} file @returns {Record<string, { version?: string, optional?: boolean, devOptional?: boolean }> | undefined} */
function readLock(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8')).packages;
  } catch {
    return undefined; // Missing, or half written: not installed.
  }
}

/**
 * @param {{ children: import('./child-groups.mjs').ChildGroups, progress: import('./progress.mjs').Progress }} tools
 */
export async function ensurePackages({ children, progress }) {
  if (packagesAreInstalled()) return;
  const [npm, ...npmArgs] = npmCommand();
  await progress.during('installing the npm packages (npm ci)', async () => {
    const { code, reason, text } = await children.run(npm, [...npmArgs, 'ci', '--no-audit', '--no-fund'], {
      cwd: ROOT,
      output: 'pipe',
    });
    if (code !== 0) throw new SetupError(`npm ci failed (${reason}):\n${text.trim()}`);
  });
}
