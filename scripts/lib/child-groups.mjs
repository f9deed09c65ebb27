/**
 * The children of a script. Each is started without a shell and leads a process group of its own, and all of them end
 * with us, however we end: by return, by Ctrl-C or SIGTERM, and, through a guardian process, by kill -9.
 */
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const GUARDIAN = fileURLToPath(new URL('guardian.mjs', import.meta.url));

/** @param {number} ms @returns {Promise<void>} */
export const delay = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** @param {number} group @param {NodeJS.Signals | 0} signal @returns {boolean} whether anything was there to get it */
export function signalGroup(group, signal) {
  if (group <= 0) return false; // A program that could not be started; 0 would mean our own group.
  try {
    // Windows knows no process groups; there a child alone gets the signal.
    return process.kill(process.platform === 'win32' ? group : -group, signal);
  } catch {
    return false; // Nobody is left in the group.
  }
}

/** Ends a whole process group: asks with `signal`, and after `graceMs` insists. @param {number} group */
export async function endGroup(group, { graceMs = 4000, signal = /** @type {NodeJS.Signals} */ ('SIGTERM') } = {}) {
  signalGroup(group, signal);
  for (let waitedMs = 0; waitedMs < graceMs && signalGroup(group, 0); waitedMs += 50) await delay(50);
  signalGroup(group, 'SIGKILL');
}

/**
 * npm hands a SIGTERM to the shell between it and us, and that shell does not hand it on; and npm itself may be killed.
 * So under `npm run` the end of an ancestor is a signal. @param {() => void} listener
 */
export function whenNpmIsGone(listener) {
  if (!process.env.npm_lifecycle_event) return;
  const before = ancestors();
  const watch = setInterval(() => {
    if (ancestors() === before) return;
    clearInterval(watch);
    listener();
  }, 300);
  watch.unref();
}

/** Our parent and, where /proc tells it, our parent's parent. @returns {string} */
function ancestors() {
  const parent = process.ppid;
  try {
    // "pid (name) state ppid …", and a name may hold anything, brackets too.
    const stat = readFileSync(`/proc/${parent}/stat`, 'utf8');
    return `${parent} ${stat.slice(stat.lastIndexOf(')')).split(' ')[2]}`;
  } catch {
    return String(parent);
  }
}

/**
 * @typedef {object} ChildOptions
 * @property {string} [cwd]
 * @property {NodeJS.ProcessEnv} [env] the whole environment; by default ours
 * @property {'inherit' | 'pipe' | 'ignore' | number} [output] where stdout and stderr go; a number is a file descriptor
 *
 * @typedef {object} Ending
 * @property {number} code exit status; 128 + n after signal n, 127 when the program could not be started
 * @property {string} reason in words, for a message
 *
 * @typedef {object} Child
 * @property {import('node:child_process').ChildProcess} process
 * @property {number} group
 * @property {Promise<Ending>} ended
 * @property {(options?: { graceMs?: number, signal?: NodeJS.Signals }) => Promise<void>} end
 */

export class ChildGroups {
  /** @type {Set<number>} */
  #groups = new Set();
  /** @type {import('node:child_process').ChildProcess | undefined} */
  #guardian;
  #interrupted = false;

  /** @param {string} command @param {readonly string[]} args @param {ChildOptions} [options] @returns {Child} */
  start(command, args, { cwd, env, output = 'inherit' } = {}) {
    const child = spawn(command, args, { cwd, env, stdio: ['ignore', output, output], detached: true });
    const group = child.pid ?? 0;
    if (group) {
      this.#groups.add(group);
      this.#tellGuardian({ started: group });
    }
    /** @type {Promise<Ending>} */
    const ended = new Promise((resolve) => {
      child.once('error', (error) => resolve({ code: 127, reason: error.message }));
      child.once('close', (code, signal) => {
        // Grandchildren may outlive their parent; the group ends with its leader.
        signalGroup(group, 'SIGKILL');
        this.#groups.delete(group);
        this.#tellGuardian({ ended: group });
        resolve(
          signal ? { code: 128, reason: `ended by ${signal}` } : { code: code ?? 0, reason: `exit status ${code}` },
        );
      });
    });
    const end = async (/** @type {{ graceMs?: number, signal?: NodeJS.Signals }} */ options = {}) => {
      if (group) await endGroup(group, options);
      await ended;
    };
    return { process: child, group, ended, end };
  }

  /**
   * Runs a program to its end.
   * @param {string} command @param {readonly string[]} args
   * @param {ChildOptions & { timeoutMs?: number }} [options] with output 'pipe' the text comes back in `text`
   * @returns {Promise<Ending & { text: string }>}
   */
  async run(command, args, { timeoutMs, ...options } = {}) {
    const child = this.start(command, args, options);
    let text = '';
    for (const stream of [child.process.stdout, child.process.stderr]) {
      stream?.setEncoding('utf8').on('data', (/** @type {string} */ part) => (text += part));
    }
    let timedOut = false;
    const timer = timeoutMs
      ? setTimeout(() => {
          timedOut = true;
          void endGroup(child.group);
        }, timeoutMs)
      : undefined;
    const ending = await child.ended;
    clearTimeout(timer);
    if (timedOut) return { code: 124, reason: `no end after ${Math.round((timeoutMs ?? 0) / 1000)} s`, text };
    return { ...ending, text };
  }

  /**
   * What else the guardian does if we are killed: end the trainers of our runs, remove our scratch folder.
   * @param {{ runsFolder: string } | { scratchFolder: string }} task
   */
  leaveToGuardian(task) {
    this.#tellGuardian({ ...task, since: new Date().toISOString() });
  }

  async endAll() {
    await Promise.all([...this.#groups].map((group) => endGroup(group)));
  }

  /**
   * From now on Ctrl-C, SIGTERM and a closed terminal end everything, in order, and then us; a second one at once.
   * @param {() => Promise<void>} [inOrder] what has to happen before the rest is ended
   */
  endOnSignals(inOrder = async () => {}) {
    const signals = /** @type {const} */ ({ SIGINT: 130, SIGTERM: 143, SIGHUP: 129 });
    const stop = async (/** @type {number} */ code) => {
      if (!this.#interrupted) {
        this.#interrupted = true;
        await inOrder().catch((error) => console.error(error));
        await this.endAll();
      }
      for (const group of this.#groups) signalGroup(group, 'SIGKILL');
      process.exit(code);
    };
    for (const [signal, code] of Object.entries(signals)) process.on(signal, () => void stop(code));
    whenNpmIsGone(() => void stop(signals.SIGTERM));
  }

  get interrupted() {
    return this.#interrupted;
  }

  /** @param {object} message */
  #tellGuardian(message) {
    if (!this.#guardian) {
      this.#guardian = spawn(process.execPath, [GUARDIAN], { stdio: ['pipe', 'ignore', 'ignore'], detached: true });
      this.#guardian.unref();
      const pipe = /** @type {import('node:net').Socket} */ (this.#guardian.stdin);
      pipe.unref();
      pipe.on('error', () => {}); // Without its guardian a script still ends its children in every orderly end.
    }
    this.#guardian.stdin?.write(`${JSON.stringify(message)}\n`);
  }
}
