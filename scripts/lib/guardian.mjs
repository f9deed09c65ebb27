/**
 * A process that outlives the script that started it by a moment: when the script is gone (its end of our stdin is
 * closed), whatever it had started and not yet ended is ended. This is what holds when the script is killed with -9.
 */
import { rmSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { endGroup } from './child-groups.mjs';
import { endTrainers } from './trainers.mjs';

/** @type {Set<number>} */
const groups = new Set();
/** @type {{ runsFolder: string, since: string }[]} */
const runs = [];
/** @type {string[]} */
const scratchFolders = [];

// The terminal's Ctrl-C is the script's business; we wait for the script.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => {});

for await (const line of createInterface({ input: process.stdin })) {
  const message = JSON.parse(line);
  if (message.started) groups.add(message.started);
  if (message.ended) groups.delete(message.ended);
  if (message.runsFolder) runs.push(message);
  if (message.scratchFolder) scratchFolders.push(message.scratchFolder);
}
await Promise.all([...groups].map((group) => endGroup(group)));
for (const { runsFolder, since } of runs) await endTrainers(runsFolder, since);
for (const folder of scratchFolders) rmSync(folder, { recursive: true, force: true });
