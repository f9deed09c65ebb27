/** Finds programs on this machine: on the PATH, npm beside our Node, a Chromium that really starts. */
import { accessSync, constants, existsSync } from 'node:fs';
import path from 'node:path';

/** @param {string} name @returns {string | undefined} the program's path */
export function findOnPath(name) {
  for (const folder of (process.env.PATH ?? '').split(path.delimiter)) {
    const candidate = path.join(folder, name);
    try {
      if (folder) {
        accessSync(candidate, constants.X_OK);
        return candidate;
      }
    } catch {
      // Not in this folder.
    }
  }
  return undefined;
}

/** The command line that runs npm without a shell. @returns {[command: string, ...args: string[]]} */
export function npmCommand() {
  const besideNode = path.join(path.dirname(process.execPath), 'node_modules', 'npm', 'bin', 'npm-cli.js');
  const script = [process.env.npm_execpath, besideNode].find((file) => file?.endsWith('.js') && existsSync(file));
  return script ? [process.execPath, script] : [findOnPath('npm') ?? 'npm'];
}

/**
 * Our environment without what `npm run` has put into it, for npm in another folder. What says how to reach the
 * registry stays.
 * @returns {NodeJS.ProcessEnv}
 */
export function environmentOutsidePackage() {
  const reach =
    /^npm_config_(registry|proxy|https_proxy|noproxy|cafile|ca|strict_ssl|cache|userconfig|globalconfig|fetch_.*)$/i;
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^npm_/i.test(name) || reach.test(name)));
}

const CHROMIUM_NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome'];
const CHROMIUM_PLACES = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
];

/**
 * @param {import('./child-groups.mjs').ChildGroups} children
 * @returns {Promise<string | undefined>} a Chromium that starts; CHROMIUM in the environment goes first
 */
export async function findChromium(children) {
  const candidates = [process.env.CHROMIUM, ...CHROMIUM_NAMES.map(findOnPath), ...CHROMIUM_PLACES];
  for (const candidate of candidates) {
    if (!candidate || !existsSync(candidate)) continue;
    // Ubuntu's `chromium-browser` may be a stand-in that only says that a snap is needed.
    const { code } = await children.run(candidate, ['--version'], { output: 'pipe', timeoutMs: 30_000 });
    if (code === 0) return candidate;
  }
  return undefined;
}
