/** Runs work in order, as much of it at once as there are cores. The one place where that is decided. */
import os from 'node:os';

/** More at once would need less memory in each suite. */
const MOST_CORES = 2;

/**
 * @template {{ cores?: number }} T how many cores a job keeps busy, one by default
 * @template R
 * @param {readonly T[]} jobs begun in this order, each as soon as it has its cores
 * @param {(job: T, cores: number) => Promise<R>} run
 * @returns {Promise<R[]>} in the order of the jobs
 */
export async function runOnCores(jobs, run, cores = Math.min(MOST_CORES, os.availableParallelism())) {
  /** @type {Promise<R>[]} */
  const results = [];
  let free = cores;
  /** @type {() => void} */
  let wake = () => {};
  for (const job of jobs) {
    const taken = Math.min(job.cores ?? 1, cores);
    while (free < taken) await new Promise((resolve) => (wake = () => resolve(undefined)));
    free -= taken;
    const result = run(job, taken).finally(() => {
      free += taken;
      wake();
    });
    // It is thrown to our caller when all have ended, and not to the process meanwhile.
    result.catch(() => {});
    results.push(result);
  }
  return Promise.all(results);
}
