/** Runs work in order, as much of it at once as there are cores. The one place where that is decided. */
import os from 'node:os';

/** More at once would need less memory in each suite, and other limits. */
const MOST_CORES = 2;

/**
 * @template T, R
 * @param {readonly T[]} jobs begun in this order, each as soon as a core is free
 * @param {(job: T) => Promise<R>} run
 * @returns {Promise<R[]>} in the order of the jobs
 */
export async function runOnCores(jobs, run, cores = Math.min(MOST_CORES, os.availableParallelism())) {
  /** @type {R[]} */
  const results = [];
  let next = 0;
  const lane = async () => {
    for (let at = next++; at < jobs.length; at = next++) results[at] = await run(/** @type {T} */ (jobs[at]));
  };
  await Promise.all(Array.from({ length: cores }, lane));
  return results;
}
