import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { ProblemError } from '../../../src/base/problem';
import type { StateValue } from '../../../src/base/state-value';
import {
  discardCheckpointsAfter,
  listCheckpoints,
  loadNewestCheckpoint,
  thinCheckpoints,
  writeCheckpoint,
} from '../../../src/store/checkpoints';
import { choose } from '../../../src/store/thin-checkpoints';
import { temporaryFolder } from './a-run';

const stateOf = (step: number, bytes = 8): StateValue =>
  new Map([['step', { dtype: 'U8', shape: [bytes], bytes: new Uint8Array(bytes).fill(step) }]]);

function runWith(...steps: number[]): string {
  const run = temporaryFolder();
  for (const step of steps) writeCheckpoint(run, step, stateOf(step), { step: String(step) });
  return run;
}

const fileOf = (run: string, step: number, name: string): string =>
  path.join(run, 'checkpoints', String(step).padStart(9, '0'), name);

function flipByte(file: string, at: number): void {
  const bytes = readFileSync(file);
  bytes[at] = bytes[at]! ^ 1;
  writeFileSync(file, bytes);
}

function newest(run: string, maxStep?: number): { step: number; damage: readonly string[] } {
  const loaded = loadNewestCheckpoint(run, maxStep === undefined ? {} : { maxStep });
  if (!loaded.ok) throw new ProblemError(loaded.problem);
  expect(loaded.value.state).toEqual(stateOf(loaded.value.step));
  expect(loaded.value.metadata).toEqual({ step: String(loaded.value.step) });
  return loaded.value;
}

describe('a checkpoint', () => {
  it('is a folder with the state and, as sha256sum writes it, its hash', () => {
    const run = runWith(1200);
    expect(readdirSync(path.join(run, 'checkpoints'))).toEqual(['000001200']);
    expect(readdirSync(path.join(run, 'checkpoints/000001200')).sort()).toEqual(['COMMIT', 'state.safetensors']);
    const hash = createHash('sha256')
      .update(readFileSync(fileOf(run, 1200, 'state.safetensors')))
      .digest('hex');
    expect(readFileSync(fileOf(run, 1200, 'COMMIT'), 'utf8')).toBe(`${hash}  state.safetensors\n`);
  });

  it('that stands there already with the same bytes is left as it is, with others replaced', () => {
    const run = runWith(5);
    writeFileSync(fileOf(run, 5, 'left-by-a-test'), '');
    writeCheckpoint(run, 5, stateOf(5), { step: '5' });
    expect(newest(run).step).toBe(5);
    writeCheckpoint(run, 5, stateOf(6), { step: '5' });
    expect(loadNewestCheckpoint(run)).toMatchObject({ ok: true, value: { step: 5, state: stateOf(6) } });
  });

  it('that can not be written is a problem that names it, and older ones stay', () => {
    const run = runWith(1);
    writeFileSync(path.join(run, 'checkpoints/000000002'), 'in the way');
    expect(() => writeCheckpoint(run, 2, stateOf(2))).toThrow(ProblemError);
    expect(newest(run).step).toBe(1);
  });
});

describe('the newest checkpoint', () => {
  it('is that of the highest step, or of the highest one allowed', () => {
    const run = runWith(0, 900, 1000, 12_345_678);
    expect(newest(run)).toMatchObject({ step: 12_345_678, damage: [] });
    expect(newest(run, 999).step).toBe(900);
    expect(newest(run, 1000).step).toBe(1000);
  });

  it('is an older one, and says why, when any byte of the newer one is flipped', () => {
    const run = runWith(1, 2);
    for (const name of ['state.safetensors', 'COMMIT']) {
      const file = fileOf(run, 2, name);
      for (let at = 0; at < readFileSync(file).length; at++) {
        flipByte(file, at);
        const { step, damage } = newest(run);
        expect(step).toBe(1);
        expect(damage).toHaveLength(1);
        expect(damage[0]).toContain('step 2');
        flipByte(file, at);
      }
    }
    expect(newest(run).step).toBe(2);
  });

  it.each(['state.safetensors', 'COMMIT'])('is an older one when %s is cut short, empty or missing', (name) => {
    const run = runWith(1, 2);
    const file = fileOf(run, 2, name);
    for (let length = readFileSync(file).length - 1; length >= 0; length--) {
      truncateSync(file, length);
      expect(newest(run).step).toBe(1);
    }
    rmSync(file);
    expect(newest(run)).toMatchObject({ step: 1, damage: [expect.stringContaining(name)] });
  });

  it('passes over a hash that is right for a file that is no state', () => {
    const run = runWith(1, 2);
    writeFileSync(fileOf(run, 2, 'state.safetensors'), 'nonsense');
    const hash = createHash('sha256').update('nonsense').digest('hex');
    writeFileSync(fileOf(run, 2, 'COMMIT'), `${hash}  state.safetensors\n`);
    expect(newest(run)).toMatchObject({ step: 1, damage: [expect.stringContaining('safetensors')] });
  });

  it('does not exist in a run without a valid one: a problem that names all that is wrong', () => {
    const run = runWith(1, 2);
    for (const step of [1, 2]) rmSync(fileOf(run, step, 'COMMIT'));
    const loaded = loadNewestCheckpoint(run);
    expect(loaded).toMatchObject({ ok: false, problem: { file: path.join(run, 'checkpoints') } });
    if (!loaded.ok) expect(loaded.problem.message).toMatch(/no valid checkpoint.*step 2.*step 1/);
    expect(loadNewestCheckpoint(temporaryFolder())).toMatchObject({ ok: false });
  });

  it('is not looked for among other files', () => {
    const run = runWith(3);
    mkdirSync(path.join(run, 'checkpoints/000000009.tmp'));
    writeFileSync(path.join(run, 'checkpoints/.DS_Store'), '');
    expect(listCheckpoints(run).map(({ step, committed }) => [step, committed])).toEqual([[3, true]]);
    expect(newest(run)).toMatchObject({ step: 3, damage: [] });
  });
});

describe('checkpoints of later steps', () => {
  it('are discarded when a run goes on from an earlier one', () => {
    const run = runWith(0, 10, 20, 30);
    discardCheckpointsAfter(run, 10);
    expect(listCheckpoints(run).map(({ step }) => step)).toEqual([0, 10]);
  });
});

describe('thinning checkpoints out', () => {
  const every100 = (count: number): number[] => Array.from({ length: count }, (_, i) => i * 100);
  const stepsOf = (run: string): number[] => listCheckpoints(run).map(({ step }) => step);

  it('keeps the last ten and the first, and of the others ever fewer with age', () => {
    const all = every100(101);
    const kept = [...choose(all, 10_000, () => true)].sort((a, b) => a - b);
    expect(kept.slice(-10)).toEqual(all.slice(-10));
    expect(kept[0]).toBe(0);
    expect(kept.length).toBeLessThan(50);
    const gapAt = (step: number): number => {
      const next = kept.findIndex((other) => other > step);
      return kept[next]! - kept[next - 1]!;
    };
    expect([500, 5500, 8900].map(gapAt)).toEqual([1100, 500, 100]);
  });

  it('leaves no age without a checkpoint when it is done again and again while a run grows', () => {
    let kept: number[] = [];
    for (let step = 0; step <= 1_000_000; step += 100) {
      kept = [...choose([...kept, step], step, () => true)].sort((a, b) => a - b);
      if (step % 10_000 !== 0) continue;
      expect(kept.length).toBeLessThan(120);
      for (let i = 1; i < kept.length; i++) {
        expect(kept[i]! - kept[i - 1]!).toBeLessThanOrEqual(Math.max(100, (step - kept[i - 1]!) / 2));
      }
    }
  });

  it('removes the folders of those that do not stay', () => {
    const run = runWith(...every100(20));
    const { removedSteps, withinQuota } = thinCheckpoints(run, 1e9);
    expect(withinQuota).toBe(true);
    expect(removedSteps.length).toBeGreaterThan(0);
    expect(stepsOf(run)).toEqual(every100(20).filter((step) => !removedSteps.includes(step)));
  });

  it('stays within the quota, in which events count too, by giving up the oldest of the last ten as well', () => {
    const run = runWith(...every100(20));
    writeFileSync(path.join(run, 'events'), Buffer.alloc(10_000));
    const one = listCheckpoints(run)[0]!.bytes;
    const { bytes, withinQuota } = thinCheckpoints(run, 10_000 + Math.ceil(5.5 * one));
    expect(withinQuota).toBe(true);
    expect(bytes).toBeLessThanOrEqual(10_000 + 5.5 * one);
    expect(stepsOf(run)).toEqual([0, 1600, 1700, 1800, 1900]);
  });

  it('never removes the newest valid one nor step 0, whatever the quota', () => {
    const run = runWith(0, 100, 200, 300);
    flipByte(fileOf(run, 300, 'state.safetensors'), 20);
    const { withinQuota } = thinCheckpoints(run, 1);
    expect(withinQuota).toBe(false);
    expect(stepsOf(run)).toEqual([0, 200, 300]); // The damaged one is left for people to look at.
    expect(newest(run).step).toBe(200);
  });

  it('removes what a crash left unfinished before the newest valid one, and nothing newer', () => {
    const run = runWith(0, 100, 200, 300);
    for (const step of [100, 300]) rmSync(fileOf(run, step, 'COMMIT'));
    thinCheckpoints(run, 1e9);
    expect(stepsOf(run)).toEqual([0, 200, 300]);
  });

  it('removes nothing while no checkpoint is valid', () => {
    const run = runWith(0, 100);
    for (const step of [0, 100]) flipByte(fileOf(run, step, 'state.safetensors'), 20);
    expect(thinCheckpoints(run, 1)).toMatchObject({ removedSteps: [], withinQuota: false });
  });

  it('is a problem that names the folder when the run is gone', () => {
    const run = path.join(temporaryFolder(), 'gone');
    expect(() => thinCheckpoints(run, 1e9)).toThrow(ProblemError);
    expect(existsSync(run)).toBe(false);
  });
});
