/**
 * gibbon attack: how many test images a run's classifier tells right before and after, as one object and in words, and what it
 * says of what makes no sense. What attacks do, and what of their options does not, tests/unit/inspector/attack-space shows.
 */
import { rmSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { gibbon } from '../../programs/gibbon-cli';
import { trainedFixture } from '../../programs/inspected-fixture';

const STEPS = 150;

interface Result {
  readonly count: number;
  readonly cleanAccuracy: number;
  readonly attackedAccuracy: number;
  readonly onTarget?: { readonly reached: number; readonly of: number };
  readonly options: Readonly<Record<string, unknown>>;
  readonly target?: string;
  readonly blind: number;
  readonly error?: { readonly message: string };
}

let runs: string;
beforeAll(async () => {
  runs = path.dirname(await trainedFixture('tiny-classifier', STEPS));
});
afterAll(() => rmSync(runs, { recursive: true, force: true }));

async function attacked(...args: string[]): Promise<Result & { code: number | null }> {
  const { stdout, code } = await gibbon(['attack', 'latest', '--runs', runs, '--json', ...args]);
  return { ...(JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as Result), code };
}

describe('a classifier', () => {
  test('is led to a class of one’s choice, by its name, with the confidence that was asked for', async () => {
    const led = await attacked(
      '--attack',
      'targeted-descent',
      '--epsilon',
      '8',
      '--target',
      'star',
      '--confidence',
      '0.9',
    );
    expect(led).toMatchObject({ code: 0, target: 'star' });
    expect(led.onTarget!.reached).toBeGreaterThan(0.9 * led.onTarget!.of);
    expect(led.onTarget!.of).toBeLessThan(led.count);
  });

  test('in words it has intervals', async () => {
    const { stdout } = await gibbon([
      'attack',
      'latest',
      '--runs',
      runs,
      '--attack',
      'fgsm',
      '--epsilon',
      '0.05',
      '--count',
      '20',
    ]);
    expect(stdout).toMatch(/fgsm, epsilon 0\.05 by linf, 1 step, 20 of [\d,]+ test images/);
    expect(stdout).toMatch(/told right before {2}[\d.]+ % \(95 % interval [\d.]+–[\d.]+\)/);
  });
});

describe('what makes no sense is a sentence', () => {
  test.each<[string[], RegExp]>([
    [['--attack', 'fgsm', '--epsilon', 'much'], /--epsilon expected a number, and got much/],
    [['--attack', 'fgsm'], /expected --epsilon E/],
    [['--epsilon', '0.1'], /expected --attack NAME/],
    [
      ['--attack', 'magic', '--epsilon', '0.1'],
      /attack expected fgsm, targeted-fgsm, pgd, targeted-descent, and got magic/,
    ],
    [
      ['--attack', 'pgd', '--epsilon', '0.1', '--target', 'gibbon'],
      /--target expected one of the classes circle, .*, and got gibbon/,
    ],
  ])('%j', async (args, message) => {
    const { error, code } = await attacked(...args);
    expect(error?.message).toMatch(message);
    expect(code).not.toBe(0);
  });

  test('a run without a classifier has nothing to attack', async () => {
    const other = path.dirname(await trainedFixture('tiny-autoencoder', STEPS));
    onTestFinished(() => rmSync(other, { recursive: true, force: true }));
    const args = ['attack', 'latest', '--runs', other, '--attack', 'fgsm', '--epsilon', '0.1'];
    const { stderr, code } = await gibbon(args);
    expect(stderr).toMatch(
      /A run of autoencoder\(\) has nothing to attack: none of its models \(encoder, decoder\) .* ends in a softmax/,
    );
    expect(code).toBe(1);
  });
});
