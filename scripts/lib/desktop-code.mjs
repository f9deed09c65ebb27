/** The desktop VS Code, where there is one and a display to show it on: opens folders in a scratch profile. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { QUIET_SETTINGS } from './code-server.mjs';
import { delay } from './child-groups.mjs';
import { findOnPath } from './programs.mjs';

const MAIN_PROCESS_ENDS_WITHIN_MS = 5000;

/** @returns {string | undefined} the program, if a window could be shown */
export function findDesktopCode() {
  const { platform, env } = process;
  if (platform === 'win32') {
    // `code` is a batch file there, which needs a shell; the program itself lies one folder up and takes the same words.
    const batchFile = findOnPath('code.cmd');
    return batchFile && path.join(path.dirname(batchFile), '..', 'Code.exe');
  }
  // In the terminal of a remote window `code` opens things in that window, and knows no profile.
  if (env.VSCODE_IPC_HOOK_CLI) return undefined;
  return platform === 'darwin' || env.DISPLAY || env.WAYLAND_DISPLAY ? findOnPath('code') : undefined;
}

/**
 * @param {object} options
 * @param {import('./child-groups.mjs').ChildGroups} options.children
 * @param {string} options.code the program
 * @param {string} options.profile an empty folder
 * @param {Record<string, unknown>} options.settings
 * @param {string} options.extension folder of the extension under development
 * @param {string[]} options.open folders and files
 * @returns {{ ended: Promise<import('./child-groups.mjs').Ending>, stop: () => Promise<void> }} ends with the window
 */
export function openDesktopCode({ children, code, profile, settings, extension, open }) {
  const userData = path.join(profile, 'user');
  mkdirSync(path.join(userData, 'User'), { recursive: true });
  writeFileSync(
    path.join(userData, 'User', 'settings.json'),
    JSON.stringify({ ...QUIET_SETTINGS, ...settings }, null, 2),
  );
  const child = children.start(code, [
    ...['--wait', '--new-window', '--disable-workspace-trust'],
    ...['--user-data-dir', userData, '--extensions-dir', path.join(profile, 'extensions')],
    `--extensionDevelopmentPath=${extension}`,
    // It refuses to start as root with its sandbox.
    ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
    ...open,
  ]);
  const stop = async () => {
    await endMainProcess(userData);
    await child.end();
  };
  return { ended: child.ended, stop };
}

/** `code` only asks the main process, which is not its child and says in a file of the profile who it is. @param {string} userData */
async function endMainProcess(userData) {
  try {
    const pid = Number(readFileSync(path.join(userData, 'code.lock'), 'utf8'));
    if (!pid) return;
    process.kill(pid, 'SIGTERM');
    for (let waitedMs = 0; waitedMs < MAIN_PROCESS_ENDS_WITHIN_MS; waitedMs += 100) {
      process.kill(pid, 0);
      await delay(100);
    }
    process.kill(pid, 'SIGKILL');
  } catch {
    // No lock file or no such process: it has ended.
  }
}
