/** A run whose files were cut or changed at any byte: what is intact in front of the damage is read, and the damage named. */
import { appendFileSync, mkdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { encodeRecord, type EventRecord } from '../../../src/store/event-messages';
import { RunReader } from '../../../src/store/run-reader';
import { writeFrame } from '../../../src/store/tfrecord';
import { aManifest, histogramRecord, imageRecord, RunFixture, scalarRecord, seededFractions } from './a-run';

const RECORDS: readonly EventRecord[] = [
  scalarRecord(1, { dLoss: 1, gLoss: 10 }),
  scalarRecord(2, { dLoss: 2, gLoss: 20 }),
  histogramRecord(3, 'beliefs', [1, 0, 2, 3]),
  imageRecord(4, 'samples'),
  scalarRecord(5, { dLoss: 5, gLoss: 50 }),
  scalarRecord(6, { dLoss: 6 }),
];

/** A run of RECORDS, and where each of them ends in its event file. */
function aRun(): { run: RunFixture; file: string; ends: number[]; whole: Buffer } {
  const run = new RunFixture();
  const writer = run.beginSegment();
  const ends = [writer.bytesWritten];
  for (const record of RECORDS) {
    writer.append(record);
    ends.push(writer.bytesWritten);
  }
  writer.close();
  return { run, file: writer.file, ends, whole: readFileSync(writer.file) };
}

/** The steps that a reader has of RECORDS, checking that it has nothing else and everything right. */
function stepsRead(reader: RunReader): number[] {
  const { steps, values } = reader.numbers('dLoss');
  expect([...values]).toEqual([...steps]);
  expect([...reader.numbers('gLoss').values]).toEqual([...reader.numbers('gLoss').steps].map((step) => 10 * step));
  const histogramSteps = [...reader.steps('beliefs')];
  for (const step of histogramSteps)
    expect([...reader.histograms('beliefs', step, step, 1).counts]).toEqual([1, 0, 2, 3]);
  const imageSteps = [...reader.steps('samples')];
  for (const step of imageSteps) expect(reader.imageAt('samples', step)).not.toBeNull();
  expect(reader.tags().filter((tag) => !['dLoss', 'gLoss', 'beliefs', 'samples'].includes(tag))).toEqual([]);
  reader.curves(reader.tags(), 0, 10, 100);
  return [...steps, ...histogramSteps, ...imageSteps].sort();
}

const allSteps = RECORDS.map(({ step }) => step);

function read(run: RunFixture): RunReader {
  const reader = run.open();
  reader.refresh({ isWriterGone: true });
  return reader;
}

describe('an event file', { timeout: 60_000 }, () => {
  it('that is cut at any byte gives every record in front of the cut', () => {
    const { run, file, ends, whole } = aRun();
    for (let length = whole.length; length >= 0; length--) {
      truncateSync(file, length);
      const reader = read(run);
      const intact = ends.filter((end) => end <= length).length;
      expect(stepsRead(reader)).toEqual(allSteps.slice(0, Math.max(0, intact - 1)));
      const isCutBetweenRecords = length === 0 || ends.includes(length);
      expect(reader.damage).toHaveLength(isCutBetweenRecords ? 0 : 1);
      if (!isCutBetweenRecords) expect(reader.damage[0]).toContain(path.basename(file));
    }
  });

  it('with any byte changed gives every record in front of it, and says where the damage is', () => {
    const { run, file, ends, whole } = aRun();
    const next = seededFractions(3);
    for (let at = 0; at < whole.length; at++) {
      const changed = Buffer.from(whole);
      changed[at] = whole[at]! ^ (1 << (next() * 8));
      writeFileSync(file, changed);
      const reader = read(run);
      const hit = ends.findIndex((end) => at < end);
      const steps = stepsRead(reader);
      expect(steps.slice(0, Math.max(0, hit - 1))).toEqual(allSteps.slice(0, Math.max(0, hit - 1)));
      if (hit > 0) expect(steps).not.toContain(allSteps[hit - 1]);
      expect(reader.damage).toHaveLength(1);
      expect(reader.damage[0]).toContain(path.basename(file));
      expect(reader.damage[0]).toContain(`byte ${hit === 0 ? 0 : ends[hit - 1]}`);
    }
  });

  it('with a damaged payload in the middle also gives the records behind it', () => {
    const { run, file, ends, whole } = aRun();
    whole[ends[1]! + 20] = whole[ends[1]! + 20]! ^ 1;
    writeFileSync(file, whole);
    expect(stepsRead(read(run))).toEqual([1, 3, 4, 5, 6]);
  });

  it('with a damaged payload gives no image or histogram twice, and counts the damaged ones', () => {
    const { run, file, ends, whole } = aRun();
    for (const record of [0, 2]) whole[ends[record]! + 20] = whole[ends[record]! + 20]! ^ 1;
    writeFileSync(file, whole);
    const { damage } = read(run);
    expect(damage).toEqual([
      `${path.basename(file)}: 2 records are damaged, the first at byte ${ends[0]}, and were left out.`,
    ]);
  });

  it('of which a block was lost to zeros, as after a power cut, gives what is in front of it', () => {
    const { run, file, ends, whole } = aRun();
    writeFileSync(file, whole.fill(0, ends[3]));
    const reader = read(run);
    expect(stepsRead(reader)).toEqual([1, 2, 3]);
    expect(reader.damage[0]).toContain(`byte ${ends[3]}`);
  });

  it('with a right checksum over nonsense is left out record by record', () => {
    const random = seededFractions(4);
    for (let trial = 0; trial < 100; trial++) {
      const run = new RunFixture();
      const { file } = run.beginSegment();
      const frame = Buffer.alloc(100);
      for (let record = 0; record < 20; record++) {
        const payload = Buffer.from(Array.from({ length: random() * 60 }, () => random() * 256));
        appendFileSync(file, frame.subarray(0, writeFrame(frame, payload)));
      }
      appendFileSync(file, frame.subarray(0, writeFrame(frame, encodeRecord(scalarRecord(7, { dLoss: 7 })))));
      const reader = read(run);
      expect([...reader.numbers('dLoss').values]).toEqual([7]);
      expect(reader.damage[0]).toMatch(/records are damaged/);
    }
  });

  it('in place of which there is a folder, or nothing, is named', () => {
    const { run, file } = aRun();
    rmSync(file);
    expect(read(run).damage).toEqual([
      expect.stringContaining(`${path.basename(file)} could not be read: it does not exist`),
    ]);
    mkdirSync(file);
    expect(read(run).damage).toEqual([expect.stringContaining(path.basename(file))]);
  });

  it('that vanishes while it is followed leaves what was read', () => {
    const { run, file } = aRun();
    const reader = read(run);
    rmSync(file);
    reader.refresh();
    expect(reader.lastStep).toBe(6);
    expect(reader.damage).toEqual([expect.stringContaining(path.basename(file))]);
  });

  it('that became shorter than what was read of it is read again from its beginning', () => {
    const { run, file, ends } = aRun();
    const reader = read(run);
    truncateSync(file, ends[2]);
    expect(reader.refresh()).toEqual({ grew: true });
    expect(stepsRead(reader)).toEqual([1, 2]);
  });
});

describe('a manifest', { timeout: 60_000 }, () => {
  it('that is cut or changed at any byte is read as it stands or refused with its name, and nothing is thrown', () => {
    const { run } = aRun();
    const file = path.join(run.folder, 'manifest.json');
    const whole = readFileSync(file);
    const next = seededFractions(5);
    for (let at = 0; at < whole.length; at++) {
      const changed = Buffer.from(whole);
      changed[at] = whole[at]! ^ (1 << (next() * 8));
      for (const content of [whole.subarray(0, at), changed]) {
        writeFileSync(file, content);
        const reader = RunReader.open(run.folder);
        if (reader.ok) reader.value.refresh();
        else expect(reader.problem.file).toBe(file);
      }
    }
  });

  it('that breaks while the run is followed is damage, and the last readable one stays in force', () => {
    const { run } = aRun();
    const reader = run.read();
    writeFileSync(path.join(run.folder, 'manifest.json'), '{}');
    reader.refresh();
    expect(reader.lastStep).toBe(6);
    expect(reader.damage).toEqual([expect.stringContaining('manifest.json')]);
    writeFileSync(
      path.join(run.folder, 'manifest.json'),
      JSON.stringify(aManifest({ segments: [...reader.manifest.segments] })),
    );
    reader.refresh();
    expect(reader.damage).toEqual([]);
  });

  it('can not point a reader at files outside of the run', () => {
    const { run } = aRun();
    const segments = [{ eventFile: '../../secret', fromStep: 0, startedAt: '' }];
    writeFileSync(path.join(run.folder, 'manifest.json'), JSON.stringify(aManifest({ segments })));
    expect(run.read().damage).toEqual([expect.stringMatching(/^secret could not be read: it does not exist/)]);
  });
});
