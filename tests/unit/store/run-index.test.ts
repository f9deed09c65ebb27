/** The index of a run: what it answers must be what the event files say, whatever happened to it or to them. */
import {
  appendFileSync,
  cpSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { crc32c } from '../../../src/store/crc32c';
import { indexRun } from '../../../src/store/index-run';
import { indexPath } from '../../../src/store/run-index';
import type { RunReader } from '../../../src/store/run-reader';
import { histogramRecord, imageRecord, RunFixture, scalarRecord, seededFractions } from './a-run';

/** More than two pages of 4,096 numbers. */
const STEPS = 10_000;
const LONG_AGO = new Date('2026-11-23T12:00:00Z');

/** A run of two segments, the first cut by a crash, of which the second took back some steps; and its event files. */
function aLongRun(seed = 1): { run: RunFixture; files: string[] } {
  const run = new RunFixture();
  const next = seededFractions(seed);
  const record = (step: number) =>
    scalarRecord(step, { dLoss: step % 1000 === 0 ? NaN : next(), ...(step % 3 === 0 && { gLoss: 5 * next() }) });
  const first = run.beginSegment();
  for (let step = 1; step <= STEPS / 2; step++) {
    first.append(record(step));
    if (step % 100 === 0) first.append(histogramRecord(step, 'beliefs', [step, 0, 2, 3]), imageRecord(step, 'samples'));
  }
  first.close();
  appendFileSync(first.file, 'torn');
  const second = run.beginSegment(STEPS / 2 - 150);
  for (let step = STEPS / 2 - 149; step <= STEPS; step++) second.append(record(step));
  second.append(scalarRecord(3, { dLoss: 1 }));
  second.close();
  const files = [first.file, second.file];
  for (const file of files) utimesSync(file, LONG_AGO, LONG_AGO);
  return { run, files };
}

/** Everything that can be asked of a reader. */
function everythingOf(reader: RunReader) {
  const tags = reader.tags();
  const spans = [
    [0, STEPS],
    [4000, 5000],
    [9990, 10_000],
  ] as const;
  return {
    tags,
    lastStep: reader.lastStep,
    damage: reader.damage,
    steps: tags.map((tag) => reader.steps(tag)),
    numbers: tags.map((tag) => reader.numbers(tag)),
    values: [1, 4096, 4097, 5000, STEPS].map((step) => reader.values(tags, step)),
    means: reader.windowMeans(tags, 4200, 200),
    curves: spans.map(([from, to]) => reader.curves(tags, from, to, 300)),
    histograms: spans.map(([from, to]) => reader.histograms('beliefs', from, to, 10)),
    images: [0, 150, STEPS].map((step) => reader.imageAt('samples', step)),
  };
}

/** What a reader says that has no index to begin with. */
function fromEventFiles(run: RunFixture) {
  rmSync(indexPath(run.folder), { recursive: true, force: true });
  return everythingOf(run.read());
}

async function writeIndex(run: RunFixture): Promise<void> {
  const reader = run.read();
  expect(await reader.keepIndex(1)).toBe(true);
  reader.dispose();
}

/** Changes a byte of the middle of an event file so that nothing but reading it would tell. */
function damageUnseen(file: string): void {
  const bytes = readFileSync(file);
  const middle = Math.floor(bytes.length / 2);
  bytes[middle] = bytes[middle]! ^ 255;
  writeFileSync(file, bytes);
  utimesSync(file, LONG_AGO, LONG_AGO);
}

describe('the index of a run', { timeout: 60_000 }, () => {
  it('answers all that the event files do, without reading them', async () => {
    const { run, files } = aLongRun();
    const expected = fromEventFiles(run);
    await writeIndex(run);
    for (const file of files) damageUnseen(file);
    const reader = run.read();
    const { images, histograms, ...answers } = everythingOf(reader);
    // These two are read from the event files one by one, where somebody looks at them.
    const { images: expectedImages, histograms: expectedHistograms, ...expectedAnswers } = expected;
    expect(answers).toEqual(expectedAnswers);
    expect(images).toHaveLength(expectedImages.length);
    expect(histograms).toHaveLength(expectedHistograms.length);
    expect(expected.damage).toEqual([expect.stringContaining('incomplete'), expect.stringContaining('goes back')]);
  });

  it('gives its place to what was recorded since, in its last file and in later ones', async () => {
    const run = new RunFixture();
    const writer = run.beginSegment();
    for (let step = 1; step <= 9000; step++) writer.append(scalarRecord(step, { dLoss: step }));
    utimesSync(writer.file, LONG_AGO, LONG_AGO);
    await writeIndex(run);
    writer.append(scalarRecord(9001, { dLoss: 9001, gLoss: 1 }));
    const reader = run.read();
    expect(reader.numbers('dLoss').values).toEqual(Float32Array.from({ length: 9001 }, (_, i) => i + 1));
    expect(reader.scalarTags()).toEqual(['dLoss', 'gLoss']);
    const later = run.beginSegment(9001);
    for (let step = 9002; step <= 13_000; step++) later.append(scalarRecord(step, { dLoss: step }));
    for (const each of [reader, run.read()]) {
      each.refresh();
      expect(each.numbers('dLoss').values).toEqual(Float32Array.from({ length: 13_000 }, (_, i) => i + 1));
      expect(each.curves(['dLoss'], 8000, 13_000, 100)[0]?.max.at(-1)).toBe(13_000);
    }
  });

  it('is not used when a later resume took back steps of it', async () => {
    const { run } = aLongRun();
    await writeIndex(run);
    const third = run.beginSegment(4500);
    third.append(scalarRecord(4501, { dLoss: 7 }));
    const reader = run.read();
    expect(reader.numbers('dLoss').steps.at(-1)).toBe(4501);
    expect(reader.values(['dLoss'], STEPS)).toEqual([{ tag: 'dLoss', step: 4501, value: 7 }]);
    expect(everythingOf(reader)).toEqual(fromEventFiles(run));
  });

  it.each<[string, (run: RunFixture, files: readonly string[]) => unknown]>([
    ['is missing', ({ folder }) => rmSync(indexPath(folder))],
    ['is empty', ({ folder }) => truncateSync(indexPath(folder), 0)],
    ['is a folder', ({ folder }) => (rmSync(indexPath(folder)), mkdirSync(indexPath(folder)))],
    ['lost its end', ({ folder }) => truncateSync(indexPath(folder), readFileSync(indexPath(folder)).length - 5)],
    ['has something behind its end', ({ folder }) => appendFileSync(indexPath(folder), 'more')],
    ['was cut in front of its pages', ({ folder }) => dropStart(indexPath(folder), 16_384)],
    ['is of another version', ({ folder }) => changeFooter(indexPath(folder), 1, () => 2)],
    ['is nonsense with a right checksum', ({ folder }) => writeFileSync(indexPath(folder), nonsense())],
    [
      'is that of a run with other numbers, of the same files by name, size and time',
      async ({ folder }) => {
        const { run: other } = aLongRun(2);
        await writeIndex(other);
        cpSync(indexPath(other.folder), indexPath(folder));
      },
    ],
    ['is of a file that was written again', (_, [, file]) => writeFileSync(file!, readFileSync(file!))],
    ['is of a file that is shorter now', (_, [, file]) => truncateSync(file!, 200_000)],
    ['is of a file that is gone', (_, [file]) => rmSync(file!)],
    [
      'is of a file that became another, longer one',
      (run, [file]) => writeFileSync(file!, Buffer.concat([readFileSync(anotherFile(run)), readFileSync(file!)])),
    ],
  ])('that %s is passed over', async (_, harm) => {
    const { run, files } = aLongRun();
    await writeIndex(run);
    await harm(run, files);
    const answers = everythingOf(run.read());
    expect(answers).toEqual(fromEventFiles(run));
  });

  it('of which any byte was changed is passed over, or gathered anew where that shows only in an answer', async () => {
    const { run } = aLongRun();
    const expected = fromEventFiles(run);
    await writeIndex(run);
    const whole = readFileSync(indexPath(run.folder));
    const next = seededFractions(8);
    const places = Array.from({ length: 12 }, () => Math.floor(next() * whole.length));
    for (const at of [0, 16_384, whole.length - 16, whole.length - 12, whole.length - 8, whole.length - 1, ...places]) {
      const changed = Buffer.from(whole);
      changed[at] = whole[at]! ^ (1 << (next() * 8));
      writeFileSync(indexPath(run.folder), changed);
      expect(everythingOf(run.read())).toEqual(expected);
    }
  });

  it('that was cut while it is in use is replaced by what the event files say', async () => {
    const { run } = aLongRun();
    const expected = fromEventFiles(run);
    await writeIndex(run);
    const reader = run.read();
    truncateSync(indexPath(run.folder), 100);
    expect(everythingOf(reader)).toEqual(expected);
    expect(readdirSync(run.folder)).not.toContain('records.index');
  });

  it('is not written of a file that is being written, nor of a short run, nor twice', async () => {
    const { run, files } = aLongRun();
    const reader = run.read();
    const now = new Date();
    utimesSync(files[1]!, now, now);
    expect(await reader.keepIndex(1)).toBe(false);
    utimesSync(files[1]!, LONG_AGO, LONG_AGO);
    expect(await reader.keepIndex()).toBe(false);
    expect(await indexRun(run.folder)).toBe(false);
    expect(await reader.keepIndex(1)).toBe(true);
    expect(await reader.keepIndex(1)).toBe(false);
    expect(await run.read().keepIndex(1)).toBe(false);
  });

  it('is left by whoever trained a run that is long enough', async () => {
    const run = new RunFixture();
    const writer = run.beginSegment();
    const large = new Uint8Array(1024 * 1024);
    for (let step = 1; step <= 33; step++) writer.append(imageRecord(step, 'samples', large));
    writer.close();
    utimesSync(writer.file, LONG_AGO, LONG_AGO);
    expect(await indexRun(run.folder)).toBe(true);
    expect(await indexRun(run.folder)).toBe(false);
    damageUnseen(writer.file);
    const reader = run.read();
    expect([reader.steps('samples').length, reader.damage]).toEqual([33, []]);
    expect(reader.imageAt('samples', 33)?.png).toHaveLength(large.length);
    expect(reader.imageAt('samples', 17)).toBeNull();
    expect(reader.damage).toEqual([expect.stringContaining('has changed since it was read')]);
  });

  it('leaves nothing behind when its reader is given up, or the folder can not be written', async () => {
    const { run } = aLongRun();
    const before = readdirSync(run.folder);
    const reader = run.read();
    const writing = reader.keepIndex(1);
    reader.dispose();
    expect(await writing).toBe(false);
    expect(readdirSync(run.folder)).toEqual(before);
    mkdirSync(`${indexPath(run.folder)}.${process.pid}.tmp`);
    expect(await run.read().keepIndex(1)).toBe(false);
  });
});

function dropStart(file: string, bytes: number): void {
  writeFileSync(file, readFileSync(file).subarray(bytes));
}

function changeFooter(file: string, word: number, change: (before: number) => number): void {
  const bytes = readFileSync(file);
  const at = bytes.length - 16 + 4 * word;
  bytes.writeUInt32LE(change(bytes.readUInt32LE(at)), at);
  writeFileSync(file, bytes);
}

/** A footer as it should be behind bytes that mean nothing. */
function nonsense(): Buffer {
  const next = seededFractions(9);
  const body = Buffer.from(Array.from({ length: 500 }, () => next() * 256));
  const footer = Buffer.alloc(16);
  [0x58444947, 1, body.length, crc32c(body)].forEach((word, at) => footer.writeUInt32LE(word, 4 * at));
  return Buffer.concat([body, footer]);
}

function anotherFile(run: RunFixture): string {
  return path.join(run.folder, readdirSync(run.folder).filter((name) => name.includes('tfevents'))[1]!);
}
