/**
 * A process that resumes the run of which it gets the folder from its newest checkpoint, and records steps until it is
 * killed. Prints `r<step>` for each record and `c<step>` for each checkpoint that it was told is kept; the first `r` is
 * the step that it went on from.
 */
import { existsSync, mkdirSync, writeSync } from 'node:fs';
import path from 'node:path';
import { loadNewestCheckpoint, writeCheckpoint } from '../../../src/store/checkpoints';
import { EventFileWriter, eventFileName } from '../../../src/store/event-file-writer';
import { readManifest, writeManifest } from '../../../src/store/manifest-file';
import { aPlainManifest } from './plain-manifest';

const CHECKPOINT_STEPS = 500;
const run = process.argv[2]!;
const say = (line: string): unknown => writeSync(1, `${line}\n`);

if (!existsSync(path.join(run, 'manifest.json'))) {
  mkdirSync(run, { recursive: true });
  writeCheckpoint(run, 0, new Map());
  writeManifest(run, aPlainManifest());
}
const manifest = readManifest(run);
const checkpoint = loadNewestCheckpoint(run);
if (!manifest.ok || !checkpoint.ok) throw new Error('The run can not be resumed.');
const { segments } = manifest.value;
const fromStep = checkpoint.value.step;
const now = new Date();
const eventFile = eventFileName(now, segments.length);
const writer = EventFileWriter.create(path.join(run, eventFile), now.getTime() / 1000, () => performance.now());
writeManifest(run, {
  ...manifest.value,
  segments: [...segments, { eventFile, fromStep, startedAt: now.toISOString() }],
});

say(`r${fromStep}`);
for (let step = fromStep + 1; ; step++) {
  writer.append({ step, wallTime: 0, scalars: [{ tag: 'a', value: segments.length }] });
  say(`r${step}`);
  if (step % CHECKPOINT_STEPS === 0) {
    writer.sync();
    writeCheckpoint(run, step, new Map([['step', { dtype: 'U8', shape: [1], bytes: Uint8Array.of(step % 256) }]]));
    say(`c${step}`);
  }
}
