import { appendFileSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { RunReader } from '../../../src/store/run-reader';
import { histogramRecord, imageRecord, PNG, RunFixture, scalarRecord, temporaryFolder } from './a-run';

describe('a reader of a run', { timeout: 60_000 }, () => {
  it('has what was recorded, by tag', () => {
    const run = new RunFixture();
    const writer = run.beginSegment();
    writer.append(scalarRecord(0, { dLoss: 0, gLoss: -1 }));
    writer.append(scalarRecord(1, { dLoss: 0.1 }));
    writer.append(histogramRecord(1, 'beliefs', [1, 0, 2, 0]));
    writer.append(imageRecord(2, 'samples'));
    const reader = run.read();
    expect(reader.tags()).toEqual(['dLoss', 'gLoss', 'beliefs', 'samples']);
    expect([reader.scalarTags(), reader.histogramTags(), reader.imageTags()]).toEqual([
      ['dLoss', 'gLoss'],
      ['beliefs'],
      ['samples'],
    ]);
    expect(reader.lastStep).toBe(2);
    expect(['dLoss', 'gLoss', 'beliefs', 'samples', 'none'].map((tag) => [...reader.steps(tag)])).toEqual([
      [0, 1],
      [0],
      [1],
      [2],
      [],
    ]);
    expect(reader.numbers('dLoss')).toEqual({ steps: Float64Array.of(0, 1), values: Float32Array.of(0, 0.1) });
    expect(reader.damage).toEqual([]);
  });

  it('gives the values at the newest recorded step that is not later, tag by tag', () => {
    const run = new RunFixture();
    const writer = run.beginSegment();
    for (const step of [1, 2, 3, 10]) writer.append(scalarRecord(step, step % 2 ? { a: step, b: -step } : { a: step }));
    const reader = run.read();
    expect(reader.values(['b', 'none', 'a'], 9.5)).toEqual([
      { tag: 'b', step: 3, value: -3 },
      { tag: 'a', step: 3, value: 3 },
    ]);
    expect(reader.values(['a', 'b'], 2)).toEqual([
      { tag: 'a', step: 2, value: 2 },
      { tag: 'b', step: 1, value: -1 },
    ]);
    expect(reader.values(['a'], 0)).toEqual([]);
  });

  it('gives means over the last steps, of the finite numbers', () => {
    const run = new RunFixture();
    const writer = run.beginSegment();
    for (let step = 1; step <= 10; step++)
      writer.append(scalarRecord(step, { a: step, b: step === 9 ? Number.NaN : 2, c: Number.NaN }));
    expect(run.read().windowMeans(['a', 'b', 'c', 'none'], 10, 4)).toEqual({ a: 8.5, b: 2, c: null, none: null });
    expect(run.read().windowMeans(['a'], 3, 100)).toEqual({ a: 2 });
  });

  it('gives a curve for each tag asked for, an empty one for an unknown tag', () => {
    const run = new RunFixture();
    const writer = run.beginSegment();
    for (let step = 0; step < 100; step++) writer.append(scalarRecord(step, { a: step }));
    const [none, a] = run.read().curves(['none', 'a'], 10, 29, 5);
    expect(none).toMatchObject({ tag: 'none', min: new Float32Array(0) });
    expect(a!.firstStep[0]).toBe(10);
    expect(a!.lastStep.at(-1)).toBe(29);
    expect(a!.min.length).toBeLessThanOrEqual(5);
  });

  it('gives the image recorded nearest before a step, the first one when there is none before', () => {
    const run = new RunFixture();
    const writer = run.beginSegment();
    const pngAt = (step: number): Uint8Array => Buffer.concat([PNG, Buffer.alloc(100_000, step)]);
    for (const step of [10, 20, 30]) writer.append(imageRecord(step, 'samples', pngAt(step)));
    const reader = run.read();
    const at = (step: number): number | undefined => {
      const image = reader.imageAt('samples', step);
      expect(Buffer.compare(image!.png, pngAt(image!.step))).toBe(0);
      return image?.step;
    };
    expect([0, 10, 19, 20, 25, 99].map(at)).toEqual([10, 10, 10, 20, 20, 30]);
    expect(reader.imageAt('none', 10)).toBeNull();
    const bytes = readFileSync(writer.file);
    bytes[bytes.length - 50] = 1;
    writeFileSync(writer.file, bytes);
    expect(reader.imageAt('samples', 30)).toBeNull();
    expect(reader.damage).toEqual([expect.stringMatching(/gibbon\.000: the record at byte \d+ has changed/)]);
  });

  it('gives the histogram at a moment exactly, and over a range in columns', () => {
    const run = new RunFixture();
    const writer = run.beginSegment();
    for (const step of [10, 20, 30]) writer.append(histogramRecord(step, 'beliefs', [step, 1, 0, 0]));
    const reader = run.read();
    expect([...reader.histograms('beliefs', 29, 29, 7).counts]).toEqual([20, 1, 0, 0]);
    expect(reader.histograms('beliefs', 29, 29, 7)).toMatchObject({ columns: 1, bins: 4 });
    expect([...reader.histograms('beliefs', 5, 5, 1).counts]).toEqual([0, 0, 0, 0]);
    expect([...reader.histograms('beliefs', 10, 30, 2).counts]).toEqual([10, 1, 0, 0, 50, 2, 0, 0]);
    expect(reader.histograms('none', 0, 30, 3)).toMatchObject({ bins: 0, columns: 3 });
  });

  it('follows a run while it is written, reading only what is new', () => {
    const run = new RunFixture();
    const writer = run.beginSegment();
    const reader = run.read();
    expect(reader.refresh()).toEqual({ grew: false });
    for (let step = 0; step < 50; step++) {
      writer.append(scalarRecord(step, { a: step }));
      expect(reader.refresh()).toEqual({ grew: true });
      expect(reader.lastStep).toBe(step);
      expect(reader.refresh()).toEqual({ grew: false });
    }
    expect([...reader.steps('a')]).toEqual(Array.from({ length: 50 }, (_, i) => i));
  });

  it('reads the same in slices, and lets others run in between', async () => {
    const run = new RunFixture();
    const writer = run.beginSegment();
    for (let step = 0; step < 60_000; step++) writer.append(scalarRecord(step, { a: step }));
    const reader = run.open();
    let turns = 0;
    const count = (): unknown => turns++ < 1e6 && setImmediate(count);
    count();
    const [first, second] = await Promise.all([reader.refreshAsync(), reader.refreshAsync()]);
    expect([first.grew, second.grew]).toEqual([true, false]);
    expect(turns).toBeGreaterThan(2);
    turns = 1e6;
    expect(reader.steps('a')).toEqual(run.read().steps('a'));
  });

  it('loses and doubles nothing when it is read at once while it is read in slices', async () => {
    const run = new RunFixture();
    const writer = run.beginSegment();
    for (let step = 0; step < 60_000; step++) writer.append(scalarRecord(step, { a: step }));
    const reader = run.open();
    const refreshed = reader.refreshAsync();
    await new Promise(setImmediate);
    writer.append(scalarRecord(60_000, { a: 1 }));
    reader.refresh();
    expect(reader.lastStep).toBe(60_000);
    await refreshed;
    expect(reader.steps('a')).toHaveLength(60_001);
  });

  it('stops in the middle when it is disposed of', async () => {
    const run = new RunFixture();
    const writer = run.beginSegment();
    for (let step = 0; step < 60_000; step++) writer.append(scalarRecord(step, { a: step }));
    const reader = run.open();
    const refreshed = reader.refreshAsync();
    await new Promise(setImmediate);
    reader.dispose();
    await refreshed;
    expect(reader.steps('a').length).toBeLessThan(60_001);
  });

  it('reads a record larger than what it reads at a time', () => {
    const run = new RunFixture();
    const writer = run.beginSegment();
    writer.append(scalarRecord(1, { a: 1 }));
    writer.append(imageRecord(2, 'large', Buffer.alloc(3_000_000, 7)));
    writer.append(scalarRecord(3, { a: 3 }));
    const reader = run.read();
    expect([...reader.steps('a')]).toEqual([1, 3]);
    expect(reader.imageAt('large', 2)!.png).toHaveLength(3_000_000);
  });

  it('can not be opened without a readable manifest, which the problem names', () => {
    const folder = temporaryFolder();
    expect(RunReader.open(folder)).toMatchObject({ ok: false, problem: { file: path.join(folder, 'manifest.json') } });
  });

  it('leaves out what goes back in time, and histograms of other bins, and says so', () => {
    const run = new RunFixture();
    const writer = run.beginSegment();
    for (const step of [5, 3, -1, 4, 5, 6]) writer.append(scalarRecord(step, { a: step }));
    writer.append(histogramRecord(1, 'h', [1, 2]));
    writer.append(histogramRecord(2, 'h', [1, 2, 3]));
    const reader = run.read();
    expect([...reader.steps('a')]).toEqual([5, 6]);
    expect(reader.damage).toEqual([
      'A record of "a" goes back to an earlier step. 2 such records were left out.',
      'A record has a step that is negative or beyond 2^53. It was left out.',
      'A histogram "h" has 3 bins, not 2 as before. It was left out.',
    ]);
  });
});

describe('a resumed run', () => {
  function crashedAt20ResumedFrom10(): RunFixture {
    const run = new RunFixture();
    const first = run.beginSegment();
    for (let step = 1; step <= 20; step++) first.append(scalarRecord(step, { a: step }));
    first.append(imageRecord(10, 'samples'));
    first.append(imageRecord(20, 'samples'));
    first.dispose();
    const second = run.beginSegment(10);
    for (let step = 11; step <= 30; step++) second.append(scalarRecord(step, { a: 100 + step }));
    return run;
  }

  it('has the records of the later segment in place of those it superseded', () => {
    const reader = crashedAt20ResumedFrom10().read();
    const { steps, values } = reader.numbers('a');
    expect([...steps]).toEqual(Array.from({ length: 30 }, (_, i) => i + 1));
    expect([...values]).toEqual([...steps].map((step) => (step <= 10 ? step : 100 + step)));
    expect([...reader.steps('samples')]).toEqual([10]);
    expect(reader.damage).toEqual([]);
  });

  it('is the same to a reader that had read the superseded records before', () => {
    const run = new RunFixture();
    const first = run.beginSegment();
    for (let step = 1; step <= 20; step++) first.append(scalarRecord(step, { a: step }));
    const reader = run.read();
    expect(reader.lastStep).toBe(20);
    const second = run.beginSegment(10);
    expect(reader.refresh()).toEqual({ grew: true });
    expect(reader.lastStep).toBe(10);
    second.append(scalarRecord(11, { a: 111 }));
    reader.refresh();
    expect([...reader.numbers('a').values].slice(-2)).toEqual([10, 111]);
  });

  it('counts as superseded what an even later resume took back from several segments', () => {
    const run = crashedAt20ResumedFrom10();
    const third = run.beginSegment(5);
    third.append(scalarRecord(6, { a: 206 }));
    expect([...run.read().numbers('a').values]).toEqual([1, 2, 3, 4, 5, 206]);
  });

  it('reads on in the next segment behind a torn end, which is then damage', () => {
    const run = new RunFixture();
    const first = run.beginSegment();
    for (let step = 1; step <= 3; step++) first.append(scalarRecord(step, { a: step }));
    first.dispose();
    truncateSync(first.file, first.bytesWritten - 5);
    const reader = run.read();
    expect([...reader.steps('a')]).toEqual([1, 2]);
    expect(reader.damage).toEqual([]); // It may yet be completed.

    const second = run.beginSegment(2);
    second.append(scalarRecord(3, { a: 3 }));
    expect(reader.refresh()).toEqual({ grew: true });
    expect([...reader.steps('a')]).toEqual([1, 2, 3]);
    expect(reader.damage).toEqual([
      expect.stringMatching(/gibbon\.000: the last \d+ bytes, from byte \d+ on, are an incomplete record/),
    ]);
  });

  it('names segments that are missing and reads the others', () => {
    const run = crashedAt20ResumedFrom10();
    rmSync(path.join(run.folder, run.open().manifest.segments[0]!.eventFile));
    const reader = run.read();
    expect(reader.steps('a')[0]).toBe(11);
    expect(reader.damage).toEqual([expect.stringMatching(/gibbon\.000 could not be read: it does not exist/)]);
  });
});

describe('a torn end', () => {
  it('is waited for while the writer may live, whatever part of the record is there', () => {
    const run = new RunFixture();
    const writer = run.beginSegment();
    writer.append(scalarRecord(1, { a: 1 }));
    const head = readFileSync(writer.file);
    writer.append(scalarRecord(2, { a: 2 }));
    const record = readFileSync(writer.file).subarray(head.length);
    for (let cut = 1; cut < record.length; cut++) {
      writeFileSync(writer.file, Buffer.concat([head, record.subarray(0, cut)]));
      const reader = run.read();
      expect(reader.damage).toEqual([]);
      expect(reader.lastStep).toBe(1);
      appendFileSync(writer.file, record.subarray(cut));
      expect(reader.refresh()).toEqual({ grew: true });
      expect(reader.lastStep).toBe(2);
    }
  });

  it('is damage once the writer is known to be gone, by the caller or by the manifest', () => {
    const run = new RunFixture();
    const writer = run.beginSegment();
    writer.append(scalarRecord(1, { a: 1 }));
    truncateSync(writer.file, writer.bytesWritten - 1);
    const reader = run.read();
    expect(reader.damage).toEqual([]);
    reader.refresh({ isWriterGone: true });
    expect(reader.damage).toHaveLength(1);
    reader.refresh();
    run.writeManifest({ process: null });
    reader.refresh();
    expect(reader.damage).toHaveLength(1);
  });

  it('that its writer cuts off again is forgotten', () => {
    const run = new RunFixture();
    const writer = run.beginSegment();
    writer.append(scalarRecord(1, { a: 1 }));
    appendFileSync(writer.file, 'half a rec');
    const reader = run.read();
    truncateSync(writer.file, writer.bytesWritten);
    reader.refresh({ isWriterGone: true });
    expect(reader.damage).toEqual([]);
  });
});
