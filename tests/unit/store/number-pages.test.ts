import { closeSync, openSync, readdirSync, writeFileSync, writeSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { NumberPages, PAGE_BYTES, PAGE_NUMBERS, PageLost } from '../../../src/store/number-pages';
import { openScratchFile, PageFile } from '../../../src/store/page-file';
import { seededFractions, temporaryFolder } from './a-run';

const pageOf = (seed: number): Float32Array => {
  const next = seededFractions(seed);
  return Float32Array.from({ length: PAGE_NUMBERS }, next);
};

describe('pages of numbers', () => {
  it('beyond what memory has room for are read again as they were, in any order, and leave nothing behind', () => {
    const folder = temporaryFolder();
    const pages = new NumberPages({ openScratch: () => openScratchFile(folder), mostResident: 3 });
    for (let seed = 0; seed < 20; seed++) expect(pages.add(pageOf(seed))).toBe(seed);
    const next = seededFractions(1);
    for (let trial = 0; trial < 100; trial++) {
      const id = Math.floor(next() * 20);
      expect(trial % 2 ? pages.at(id) : pages.peek(id)).toEqual(pageOf(id));
      expect(pages.residentCount).toBeLessThanOrEqual(3);
    }
    pages.dispose();
    expect(readdirSync(folder)).toEqual([]);
    expect(() => pages.at(0)).toThrow(PageLost);
  });

  it('follow those of a file from before', () => {
    const folder = temporaryFolder();
    const file = path.join(folder, 'stored');
    const before = new NumberPages({ openScratch: () => undefined });
    for (const seed of [0, 1]) before.add(pageOf(seed));
    writeFileSync(file, Buffer.concat([0, 1].map((id) => Buffer.from(before.at(id).buffer))));
    const stored = { file: new PageFile(openSync(file, 'r')), checksums: before.allChecksums() };
    const pages = new NumberPages({ openScratch: () => openScratchFile(folder), stored, mostResident: 1 });
    for (const seed of [2, 3, 4]) pages.add(pageOf(seed));
    for (const id of [4, 0, 2, 1, 3]) expect(pages.at(id)).toEqual(pageOf(id));
    pages.dispose();
  });

  it('stay in memory where no file can be made, or none can be written', () => {
    for (const openScratch of [
      () => openScratchFile('/nowhere at all'),
      () => new PageFile(openSync(path.join(temporaryFolder(), 'full'), 'w')),
    ]) {
      const readOnly = openScratch();
      readOnly?.dispose();
      const pages = new NumberPages({ openScratch: () => readOnly, mostResident: 1 });
      for (let seed = 0; seed < 4; seed++) pages.add(pageOf(seed));
      for (let seed = 0; seed < 4; seed++) expect(pages.at(seed)).toEqual(pageOf(seed));
    }
  });

  it('that were damaged or cut off are lost, not wrong', () => {
    const file = path.join(temporaryFolder(), 'scratch');
    const pages = new NumberPages({ openScratch: () => new PageFile(openSync(file, 'w+')), mostResident: 1 });
    for (let seed = 0; seed < 3; seed++) pages.add(pageOf(seed));
    const descriptor = openSync(file, 'r+');
    writeSync(descriptor, Buffer.from([1]), 0, 1, PAGE_BYTES - 2);
    closeSync(descriptor);
    expect(() => pages.at(0)).toThrow(PageLost);
    expect(pages.at(1)).toEqual(pageOf(1));
    writeFileSync(file, '');
    expect(pages.at(1)).toEqual(pageOf(1));
    expect(() => pages.peek(0)).toThrow(PageLost);
    pages.dispose();
  });

  it('of a process that was killed on Windows are removed by the next', () => {
    const folder = temporaryFolder();
    writeFileSync(path.join(folder, 'records.123-456.scratch'), 'left');
    writeFileSync(path.join(folder, 'manifest.json'), '{}');
    openScratchFile(folder)?.dispose();
    expect(readdirSync(folder)).toEqual(['manifest.json']);
  });
});
