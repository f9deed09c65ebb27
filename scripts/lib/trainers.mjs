/**
 * Ends the trainers of a runs folder. A trainer is made to outlive its client, so ending the client's process group
 * does not end it; its run's manifest says where it lives.
 */
import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { endGroup } from './child-groups.mjs';

/**
 * Process ids of living trainers whose last segment began at or after `since`.
 * @param {string} runsFolder @param {string} since ISO time @returns {number[]}
 */
export function livingTrainers(runsFolder, since) {
  /** @type {string[]} */
  let runs;
  try {
    runs = readdirSync(runsFolder);
  } catch {
    return []; // No runs folder: nothing has been trained here.
  }
  return runs.flatMap((run) => {
    try {
      const manifest = JSON.parse(readFileSync(path.join(runsFolder, run, 'manifest.json'), 'utf8'));
      const began = manifest.segments?.at(-1)?.startedAt ?? manifest.createdAt;
      const pid = manifest.process?.pid;
      return Number.isInteger(pid) && Date.parse(began) >= Date.parse(since) && isTrainer(pid) ? [pid] : [];
    } catch {
      return []; // A folder without a readable manifest has no trainer that we could know of.
    }
  });
}

/** Process ids are used again; only a process that runs our program is ours to end. @param {number} pid */
function isTrainer(pid) {
  try {
    process.kill(pid, 0);
    if (process.platform !== 'linux') return true;
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('trainer.cjs');
  } catch {
    return false; // Gone.
  }
}

/** Lets each trainer write its last checkpoint, then insists. @param {string} runsFolder @param {string} since */
export async function endTrainers(runsFolder, since) {
  await Promise.all(livingTrainers(runsFolder, since).map((pid) => endGroup(pid, { graceMs: 10_000 })));
}
