/** Starts a trainer process and connects to it. */
import { spawn } from 'node:child_process';
import { closeSync, openSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import path from 'node:path';
import { ProblemError } from '../base/problem';
import type { TrainerJob } from '../protocol/trainer-job';
import { isListening } from '../store/is-listening';
import { childEnvironment } from './child-environment';
import { newSocketPath } from './socket-path';
import { TrainerClient } from './trainer-client';

export interface TrainerProgram {
  /** Node, or VS Code's executable that can act as Node. */
  readonly execPath: string;
  /** Path of the bundled trainer. */
  readonly script: string;
}

const CONNECT_EVERY_MS = 10;
const CONNECT_WITHIN_MS = 30_000;
const STALE_AFTER_MS = 60_000;

/**
 * @param options.detached the trainer outlives this process, as it has to under an extension host
 * @throws ProblemError with the last words of a trainer that ended before it could be reached
 */
export async function startTrainer(
  program: TrainerProgram,
  job: Omit<TrainerJob, 'socket'>,
  options: { readonly detached: boolean },
): Promise<TrainerClient> {
  const { socket, log } = newSocketPath();
  await sweep(path.dirname(log));
  const logFile = openSync(log, 'w', 0o600);
  const child = spawn(program.execPath, [program.script, JSON.stringify({ ...job, socket })], {
    detached: options.detached,
    env: childEnvironment(process.env),
    stdio: ['ignore', logFile, logFile],
    windowsHide: true,
  });
  closeSync(logFile);
  let ended: string | undefined;
  child.once('error', (error) => (ended = error.message));
  child.once('exit', (code, signal) => (ended = signal ? `it was ended by ${signal}` : `exit code ${code}`));
  if (options.detached) child.unref();

  for (let waitedMs = 0; waitedMs < CONNECT_WITHIN_MS; waitedMs += CONNECT_EVERY_MS) {
    const client = child.pid === undefined ? undefined : await TrainerClient.connect(socket, child.pid);
    if (client) {
      // Only a trainer that is gone leaves its socket behind: a connection may close because this client does.
      let words: string | undefined;
      client.readLastWords = () => words ?? lastWords(log);
      child.once('exit', () => {
        words = lastWords(log);
        for (const file of [log, socket]) rmSync(file, { force: true });
      });
      return client;
    }
    if (ended !== undefined) break;
    await new Promise((resolve) => setTimeout(resolve, CONNECT_EVERY_MS));
  }
  const words = lastWords(log);
  if (ended === undefined) child.kill('SIGKILL');
  rmSync(log, { force: true });
  throw new ProblemError({
    message: `The trainer could not be started (${ended ?? 'it did not answer'})${words ? `: ${words}` : ''}.`,
    remedy: `It runs ${program.execPath}; check that this is a Node of version 20 or newer, or set gibbon.nodePath.`,
    blame: 'environment',
  });
}

/** What trainers left behind that were killed together with whoever started them: sockets nobody listens on, and logs. */
async function sweep(folder: string): Promise<void> {
  for (const name of readdirSync(folder)) {
    const file = path.join(folder, name);
    const socket = file.replace(/\.log$/, '.sock');
    const age = Date.now() - (statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? Infinity);
    // A trainer that has just been started has a log and no socket yet.
    if (age > STALE_AFTER_MS && !(await isListening(socket))) rmSync(file, { force: true });
  }
}

/** The line of a log that says why its program ended. */
function lastWords(log: string): string {
  try {
    return (
      readFileSync(log, 'utf8')
        .split('\n')
        .find((line) => /error|fatal/i.test(line))
        ?.trim() ?? ''
    );
  } catch {
    return ''; // There is no log where there was nothing to say.
  }
}
