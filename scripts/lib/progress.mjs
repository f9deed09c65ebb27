/** What a script says while it works: a line when something begins, a sign of life while it lasts, a line at its end. */

const HEARTBEAT_MS = 15_000;

/** @param {number} startedAt as performance.now() tells it */
export const secondsSince = (startedAt) => `${((performance.now() - startedAt) / 1000).toFixed(1)} s`;

export class Progress {
  #stream;

  /** @param {NodeJS.WritableStream} [stream] */
  constructor(stream = process.stdout) {
    this.#stream = stream;
  }

  /** @param {string} line */
  say(line) {
    this.#stream.write(`${line}\n`);
  }

  /**
   * Does something that takes a while.
   * @template T
   * @param {string} what as in "installing the npm packages"
   * @param {() => Promise<T>} work
   * @returns {Promise<T>}
   */
  async during(what, work) {
    const startedAt = performance.now();
    this.say(`· ${what} …`);
    const heartbeat = setInterval(() => this.say(`  still ${what} (${secondsSince(startedAt)})`), HEARTBEAT_MS);
    try {
      const result = await work();
      this.say(`  done in ${secondsSince(startedAt)}`);
      return result;
    } finally {
      clearInterval(heartbeat);
    }
  }
}

/** Something is missing that the person at the keyboard can mend; its message says how, and needs no stack. */
export class SetupError extends Error {}
