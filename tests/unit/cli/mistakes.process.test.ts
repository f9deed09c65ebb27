/**
 * Bad input gets one sentence with the file, the line and the cure, the right exit code, and nothing is left behind. Which
 * sentence each mistake gets, tests/unit/training/assemble-run.tfjs.test.ts shows.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { fixture, gibbon, manifestIn, resultOf, runsIn, temporaryFolder } from '../../programs/gibbon-cli';

const EXPERIMENT = 1;
const USAGE = 2;

describe('an experiment that', () => {
  test.each<[what: string, file: string, message: RegExp, line: number | undefined]>([
    ['throws while it is read', 'throws', /the number of units is missing/, 4],
    [
      'tells apart fewer classes than the data has',
      'wrong-classes',
      /last layer expected 10 units, one for each class of the data, and got 7\. Write units: 10/,
      8,
    ],
  ])('%s is told so at its line, and no run is begun', async (_what, file, message, line) => {
    const runs = path.join(temporaryFolder(), 'runs');
    const finished = await gibbon(['train', fixture(file), '--runs', runs, '--json']);
    const { error } = resultOf(finished);
    expect(error?.message).toMatch(message);
    expect(error?.file).toBe(fixture(file));
    expect(error?.line).toBe(line);
    expect(finished.stderr.trim().split('\n').at(-1)).toMatch(/^gibbon: .*\.gibbon\.ts/);
    expect(finished.code).toBe(EXPERIMENT);
    expect(runsIn(runs)).toEqual([]);
  });

  test.each<[what: string, file: string, message: RegExp, line: number]>([
    ['throws in the middle of training', 'throws-in-step', /TypeError: the seventh step is broken/, 11],
    ['calls process.exit', 'exits', /called process\.exit\(3\)/, 11],
    [
      'becomes NaN',
      'becomes-nan',
      /loss expected a finite number and became NaN in step 8\. Lower the learning rate.*checkpoint is of step 0/,
      5,
    ],
  ])('%s ends its run as failed, and what was recorded is kept', async (_what, file, message, line) => {
    const runs = path.join(temporaryFolder(), 'runs');
    const finished = await gibbon(['train', fixture(file), '--runs', runs, '--json']);
    const { error } = resultOf(finished);
    expect(error).toMatchObject({ message: expect.stringMatching(message) as string, file: fixture(file), line });
    expect(finished.code).toBe(EXPERIMENT);
    const manifest = manifestIn(runs);
    expect(manifest?.process).toBeNull();
    expect(manifest?.end).toMatchObject({ state: 'failed', problem: { line } });
    const exported = await gibbon(['export', 'latest', '--runs', runs, '--format', 'csv']);
    expect(exported.stdout.trim().split('\n').length).toBeGreaterThanOrEqual(8);
  });
});

describe('the command line', () => {
  test.each<[args: string[], message: RegExp]>([
    [['train'], /expected FILE, and got nothing/],
    [['train', 'not-there.gibbon.ts'], /There is no such experiment file\. Name a \*\.gibbon\.ts/],
    [['train', fixture('tiny-gan'), '--steps', '0'], /--steps expected a whole number of at least 1, and got 0/],
    [['train', fixture('tiny-gan'), '--steps', 'many'], /--steps expected a whole number/],
    [['train', fixture('tiny-gan'), '--steps', '3', '--epochs', '1'], /expected --epochs or --steps, and got both/],
    [
      ['train', fixture('tiny-gan'), '--engine', 'cuda'],
      /--engine expected one of auto, onnx, tensorflow, and got cuda/,
    ],
    [['train', fixture('tiny-gan'), '--stepz', '3'], /Unknown option '--stepz'/],
    [['resume', 'latest', '--runs', 'not-there'], /not-there/],
    [['export', 'latest', '--format', 'xml'], /--format expected csv or jsonl, and got xml/],
    [['tarin', 'x'], /expected one of the commands train, resume, .*, and got tarin/],
  ])('%j is told what was expected', async (args, message) => {
    const finished = await gibbon(args);
    expect(finished.stderr).toMatch(message);
    expect(finished.stderr.trim().split('\n')).toHaveLength(1);
    expect(finished.code).toBe(USAGE);
  });

  test("a runs folder that can't be written is named", async () => {
    const folder = temporaryFolder();
    const runs = path.join(folder, 'a-file');
    writeFileSync(runs, '');
    const finished = await gibbon(['train', fixture('tiny-gan'), '--runs', runs, '--json']);
    expect(resultOf(finished).error?.message).toMatch(/.+/);
    expect(finished.stderr).toContain(runs);
    expect(finished.code).toBe(USAGE);
    expect(readFileSync(runs, 'utf8')).toBe('');
  });
});
