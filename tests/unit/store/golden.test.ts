/**
 * What Gibbon writes, against what the programs that own the formats read of it, and the other way round. The files and
 * how they were made: tests/golden/store/README.md.
 */
import { copyFileSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { StateValue } from '../../../src/base/state-value';
import { EventFileWriter, eventFileName } from '../../../src/store/event-file-writer';
import { RunReader } from '../../../src/store/run-reader';
import { encodeSafetensors } from '../../../src/store/safetensors';
import { aManifest, histogramRecord, imageRecord, PNG, scalarRecord, temporaryFolder } from './a-run';

const golden = path.join(import.meta.dirname, '../../golden/store');

const bytesOf = (numbers: { readonly buffer: ArrayBufferLike }): Uint8Array =>
  new Uint8Array(numbers.buffer as ArrayBuffer);
const state: StateValue = new Map([
  [
    'generator/dense/kernel',
    { dtype: 'F32', shape: [2, 3], bytes: bytesOf(Float32Array.of(0, 0.25, 0.5, 0.75, 1, 1.25)) },
  ],
  ['ages', { dtype: 'I32', shape: [1, 1], bytes: bytesOf(Int32Array.of(-5)) }],
  ['bytes', { dtype: 'U8', shape: [3], bytes: Uint8Array.of(1, 2, 3) }],
  ['count', { dtype: 'I64', shape: [1], bytes: bytesOf(BigInt64Array.of(-(2n ** 62n))) }],
  ['mask', { dtype: 'BOOL', shape: [2], bytes: Uint8Array.of(1, 0) }],
  ['noise', { dtype: 'U32', shape: [1], bytes: bytesOf(Uint32Array.of(4294967295)) }],
  ['step', { dtype: 'F64', shape: [], bytes: bytesOf(Float64Array.of(1234.5)) }],
]);

/** A run that crashed at step 30 and was resumed from step 20. */
function writeEventFiles(folder: string): void {
  mkdirSync(folder, { recursive: true });
  const write = (segment: number, resumedFromStep: number | undefined, from: number, to: number): void => {
    const startedMs = 1.7e12 + 60_000 * segment;
    const file = path.join(folder, eventFileName(new Date(startedMs), segment));
    const options = resumedFromStep === undefined ? {} : { resumedFromStep };
    const writer = EventFileWriter.create(file, startedMs / 1000, () => 0, options);
    for (let step = from; step <= to; step++) {
      writer.append(
        scalarRecord(step, { dLoss: step / 8 + 100 * segment, 'gLoss/ä': step === 7 ? Number.NaN : -step }),
      );
      if (step % 10 !== 0) continue;
      writer.append(histogramRecord(step, 'beliefs/real', [0, 1, 2, step]));
      writer.append(imageRecord(step, 'samples'));
    }
    writer.close();
  };
  write(0, undefined, 0, 30);
  write(1, 20, 21, 40);
}

/** Only `GIBBON_WRITE_GOLDEN=1 npx vitest run golden` sets it, before Python reads the files anew. */
if (process.env['GIBBON_WRITE_GOLDEN'] === '1') {
  const folder = temporaryFolder();
  writeEventFiles(folder);
  mkdirSync(path.join(golden, 'by-gibbon'), { recursive: true });
  for (const name of readdirSync(folder)) copyFileSync(path.join(folder, name), path.join(golden, 'by-gibbon', name));
  writeFileSync(path.join(golden, 'by-gibbon.safetensors'), encodeSafetensors(state, { run: 'ä', step: '3' }));
}

interface Reading {
  readonly scalars: Record<string, [step: number, value: number | 'NaN'][]>;
  readonly histograms: Record<
    string,
    { step: number; min: number; max: number; num: number; limits: number[]; counts: number[] }[]
  >;
  readonly images: Record<string, { step: number; width: number; height: number; png: string }[]>;
  readonly metadata: Record<string, string>;
  readonly tensors: Record<string, { dtype: string; shape: number[]; values: unknown }>;
}
const reading = (): Reading => JSON.parse(readFileSync(path.join(golden, 'read-by-python.json'), 'utf8')) as Reading;

const steps = (from: number, to: number): number[] => Array.from({ length: to - from + 1 }, (_, i) => from + i);

describe('event files that Gibbon writes', () => {
  it('are those that TensorBoard has read', () => {
    const folder = temporaryFolder();
    writeEventFiles(folder);
    const names = readdirSync(folder);
    expect(names).toEqual(readdirSync(path.join(golden, 'by-gibbon')));
    for (const name of names) {
      const [written, read] = [
        readFileSync(path.join(folder, name)),
        readFileSync(path.join(golden, 'by-gibbon', name)),
      ];
      expect(written.equals(read), name).toBe(true);
    }
  });

  it('gave TensorBoard every number, 0 and NaN too, and none that was superseded', () => {
    const { scalars } = reading();
    expect(scalars['dLoss']).toEqual(steps(0, 40).map((step) => [step, step / 8 + (step > 20 ? 100 : 0)]));
    expect(scalars['gLoss/ä']).toEqual(steps(0, 40).map((step) => [step, step === 7 ? 'NaN' : -step]));
  });

  it('gave TensorBoard the histograms and images', () => {
    const { histograms, images } = reading();
    expect(histograms['beliefs/real']).toEqual(
      [0, 10, 20, 30, 40].map((step) => ({
        step,
        min: 0.1,
        max: 0.9,
        num: 3 + step,
        limits: [0.25, 0.5, 0.75, 1],
        counts: [0, 1, 2, step],
      })),
    );
    const png = PNG.toString('hex');
    expect(images['samples']).toEqual([0, 10, 20, 30, 40].map((step) => ({ step, width: 1, height: 1, png })));
  });
});

describe('a checkpoint that Gibbon writes', () => {
  it('is the one that Python has read, entry for entry', () => {
    const file = readFileSync(path.join(golden, 'by-gibbon.safetensors'));
    expect(Buffer.compare(encodeSafetensors(state, { run: 'ä', step: '3' }), file)).toBe(0);
    const { tensors, metadata } = reading();
    expect(metadata).toEqual({ run: 'ä', step: '3' });
    expect(tensors).toEqual({
      'generator/dense/kernel': {
        dtype: 'float32',
        shape: [2, 3],
        values: [
          [0, 0.25, 0.5],
          [0.75, 1, 1.25],
        ],
      },
      ages: { dtype: 'int32', shape: [1, 1], values: [[-5]] },
      bytes: { dtype: 'uint8', shape: [3], values: [1, 2, 3] },
      count: { dtype: 'int64', shape: [1], values: [-(2 ** 62)] },
      mask: { dtype: 'bool', shape: [2], values: [true, false] },
      noise: { dtype: 'uint32', shape: [1], values: [4294967295] },
      step: { dtype: 'float64', shape: [], values: 1234.5 },
    });
  });
});

describe('an event file that TensorBoard writes', () => {
  it('is read as it was written', () => {
    const folder = temporaryFolder();
    const eventFile = 'events.out.tfevents.1700000000.by-python';
    copyFileSync(path.join(golden, eventFile), path.join(folder, eventFile));
    const segments = [{ eventFile, fromStep: 0, startedAt: '' }];
    writeFileSync(path.join(folder, 'manifest.json'), JSON.stringify(aManifest({ segments })));
    const opened = RunReader.open(folder);
    if (!opened.ok) throw new Error(opened.problem.message);
    const reader = opened.value;
    reader.refresh();
    const rows = steps(0, 49);
    expect(reader.numbers('dLoss')).toEqual({
      steps: Float64Array.from(rows, (row) => 200 * row),
      values: Float32Array.from(rows, (row) => row / 8),
    });
    expect([...reader.numbers('gLoss/ä').values]).toEqual(rows.map((row) => (row === 7 ? Number.NaN : 0 - row)));
    expect([...reader.steps('beliefs/real')]).toEqual([0, 2000, 4000, 6000, 8000]);
    expect([...reader.histograms('beliefs/real', 4001, 4001, 1).counts]).toEqual([1, 0, 2, 20]);
    expect(Buffer.from(reader.imageAt('samples', 9999)!.png).equals(PNG)).toBe(true);
    expect(reader.imageAt('samples', 0)!.step).toBe(4000);
    expect(reader.damage).toEqual([]);
  });
});
