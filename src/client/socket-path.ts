/** Where trainers listen: a short private folder, since Node cuts a socket's path at about 100 bytes without a word. */
import { randomBytes } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

/** A new socket path, and the folder (0700) for what belongs to it; on Windows the socket is a named pipe. */
export function newSocketPath(): { readonly socket: string; readonly log: string } {
  const name = randomBytes(8).toString('hex');
  const user = process.getuid?.() ?? os.userInfo().username;
  const folder = path.join(os.tmpdir(), `gibbon-${user}`);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const log = path.join(folder, `${name}.log`);
  return {
    socket: process.platform === 'win32' ? `\\\\.\\pipe\\gibbon-${name}` : path.join(folder, `${name}.sock`),
    log,
  };
}
