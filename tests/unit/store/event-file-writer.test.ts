import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { ProblemError } from '../../../src/base/problem';
import { type AppendFile, EventFileWriter, eventFileName, openAppendFile } from '../../../src/store/event-file-writer';
import { RunFixture, scalarRecord, temporaryFolder } from './a-run';

/** A disk error as node:fs throws it. */
const diskError = (code: string): Error => Object.assign(new Error(`${code}: refused`), { code, syscall: 'write' });

/** A disk that is full once `limit` bytes are on it, and writes what fits of a record, as Linux does. */
function smallDisk(limit: { bytes: number }): (file: string) => AppendFile {
  return (file) => {
    const real = openAppendFile(file);
    return {
      ...real,
      write: (bytes, offset, length, position) => {
        const room = Math.min(length, limit.bytes - position);
        if (room <= 0) throw diskError('ENOSPC');
        return real.write(bytes, offset, room, position);
      },
    };
  };
}

const problemOf = (action: () => unknown): ProblemError['problem'] => {
  try {
    action();
  } catch (error) {
    if (error instanceof ProblemError) return error.problem;
    throw error;
  }
  throw new Error('Nothing was thrown.');
};

describe('an event file', () => {
  it('has a name that sorts by time, then by segment', () => {
    const at = new Date(1_700_000_000_999);
    expect(eventFileName(at, 0)).toBe('events.out.tfevents.1700000000.gibbon.000');
    expect([eventFileName(at, 10), eventFileName(at, 9)].sort()[0]).toBe(eventFileName(at, 9));
  });

  it('is never appended to: an existing one is a problem', () => {
    const file = path.join(temporaryFolder(), 'events');
    writeFileSync(file, 'mine');
    expect(problemOf(() => EventFileWriter.create(file, 0, () => 0)).message).toContain('exists already');
    expect(readFileSync(file, 'utf8')).toBe('mine');
  });

  it('can not be created where a file stands in place of the folder, and says so', () => {
    const folder = path.join(temporaryFolder(), 'run');
    writeFileSync(folder, '');
    const problem = problemOf(() => EventFileWriter.create(path.join(folder, 'events'), 0, () => 0));
    expect(problem).toMatchObject({ file: path.join(folder, 'events'), blame: 'environment' });
    expect(problem.message).toContain('a part of its path is a file');
  });

  it.each(['EROFS', 'EACCES', 'EIO'])('that can not be created (%s) names itself and a remedy', (code) => {
    const openFile = (): AppendFile => {
      throw diskError(code);
    };
    const problem = problemOf(() => EventFileWriter.create('/runs/a/events', 0, () => 0, { openFile }));
    expect(problem).toMatchObject({ file: '/runs/a/events' });
    expect(problem.message).toContain(code);
    expect(problem.remedy).toBeTruthy();
  });

  it('holds no part of a record for which the disk had no room, at whichever byte it was full', () => {
    let recordBytes = 1;
    for (let room = 0; room < recordBytes; room++) {
      const run = new RunFixture();
      const limit = { bytes: 1e6 };
      const writer = run.beginSegment(0, { openFile: smallDisk(limit) });
      const headBytes = writer.bytesWritten;
      writer.append(scalarRecord(1, { dLoss: 1 }));
      recordBytes = writer.bytesWritten - headBytes;
      const before = readFileSync(writer.file);
      limit.bytes = before.length + room;
      const problem = problemOf(() => writer.append(scalarRecord(2, { dLoss: 2 })));
      expect(problem).toMatchObject({ file: writer.file });
      expect(problem.message).toContain('the disk is full');
      expect(readFileSync(writer.file).equals(before)).toBe(true);

      limit.bytes = 1e6;
      writer.append(scalarRecord(3, { dLoss: 3 }));
      writer.close();
      const reader = run.read();
      expect(reader.damage).toEqual([]);
      expect([...reader.steps('dLoss')]).toEqual([1, 3]);
    }
    expect(recordBytes).toBeGreaterThan(16);
  });

  it('is cut back before the next record when the disk would not even shorten it', () => {
    const run = new RunFixture();
    const limit = { bytes: 1e6 };
    let mayTruncate = false;
    const openFile = (file: string): AppendFile => {
      const disk = smallDisk(limit)(file);
      const truncate = (length: number): void => {
        if (!mayTruncate) throw diskError('EIO');
        disk.truncate(length);
      };
      return { ...disk, truncate };
    };
    const writer = run.beginSegment(0, { openFile });
    limit.bytes = writer.bytesWritten + 40;
    expect(problemOf(() => writer.append(scalarRecord(1, { aRatherLongTag: 1 }))).message).toContain('full');
    expect(problemOf(() => writer.append(scalarRecord(2, { a: 2 }))).message).toContain('EIO');
    mayTruncate = true;
    writer.append(scalarRecord(3, { a: 3 })); // Shorter than what was torn.
    expect(readFileSync(writer.file)).toHaveLength(writer.bytesWritten);
    expect(run.read().damage).toEqual([]);
  });

  it('is flushed on the first record after a second, and at sync', () => {
    let nowMs = 0;
    let flushes = 0;
    const file = path.join(temporaryFolder(), 'events');
    const openFile = (name: string): AppendFile => ({ ...openAppendFile(name), sync: () => void flushes++ });
    const writer = EventFileWriter.create(file, 0, () => nowMs, { openFile });
    flushes = 0;
    for (nowMs = 0; nowMs <= 3000; nowMs += 100) writer.append(scalarRecord(nowMs, { a: 1 }));
    expect(flushes).toBe(3);
    writer.sync();
    expect(flushes).toBe(4);
    writer.close();
    writer.close();
    expect(flushes).toBe(5);
  });

  it('that is deleted is missed within a second', () => {
    let nowMs = 0;
    const file = path.join(temporaryFolder(), 'events');
    const writer = EventFileWriter.create(file, 0, () => nowMs);
    rmSync(file);
    writer.append(scalarRecord(1, { a: 1 }));
    nowMs = 1000;
    expect(problemOf(() => writer.append(scalarRecord(2, { a: 1 })))).toMatchObject({ file });
    expect(problemOf(() => writer.close()).message).toContain('was deleted');
  });

  it('that could not be flushed is a problem that names it', () => {
    const file = path.join(temporaryFolder(), 'events');
    let isBroken = false;
    const openFile = (name: string): AppendFile => ({
      ...openAppendFile(name),
      sync: () => {
        if (isBroken) throw diskError('EIO');
      },
    });
    const writer = EventFileWriter.create(file, 0, () => 0, { openFile });
    isBroken = true;
    expect(problemOf(() => writer.sync())).toMatchObject({ file });
  });

  it('takes nothing once it is closed: that is a bug of the caller', () => {
    const writer = EventFileWriter.create(path.join(temporaryFolder(), 'events'), 0, () => 0);
    writer.dispose();
    expect(() => writer.append(scalarRecord(1, {}))).toThrow('is closed');
  });
});
