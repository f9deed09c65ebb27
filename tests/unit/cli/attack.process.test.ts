/** gibbon attack: how many test images a run's classifier tells right before and after, and what it says of what makes no sense. */
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import { fixture, gibbon, temporaryFolder } from '../../programs/gibbon-cli';

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
  runs = mkdtempSync(path.join(os.tmpdir(), 'gibbon-attack-'));
  const trained = await gibbon(['train', fixture('tiny-classifier'), '--runs', runs]);
  expect(trained.code, trained.stderr).toBe(0);
});
afterAll(() => rmSync(runs, { recursive: true, force: true }));

async function attacked(...args: string[]): Promise<Result & { code: number | null }> {
  const { stdout, code } = await gibbon(['attack', 'latest', '--runs', runs, '--json', ...args]);
  return { ...(JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as Result), code };
}

describe('a classifier', () => {
  test('is as it was where epsilon is 0, falls to FGSM, and further to PGD', async () => {
    const none = await attacked('--attack', 'fgsm', '--epsilon', '0');
    expect(none.attackedAccuracy).toBe(none.cleanAccuracy);
    expect(none.cleanAccuracy).toBeGreaterThan(0.5);
    const fgsm = await attacked('--attack', 'fgsm', '--epsilon', '0.1');
    expect(fgsm.attackedAccuracy).toBeLessThan(none.cleanAccuracy);
    const pgd = await attacked('--attack', 'pgd', '--epsilon', '0.1');
    expect(pgd.attackedAccuracy).toBeLessThanOrEqual(fgsm.attackedAccuracy);
    expect([pgd.options['steps'], pgd.blind]).toEqual([20, 0]);
    // The same twice, with its random start.
    expect(await attacked('--attack', 'pgd', '--epsilon', '0.1')).toEqual(pgd);
  });

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
    expect(led.target).toBe('star');
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
    [['--attack', 'fgsm', '--epsilon', '-0.1'], /epsilon expected a number of at least 0, and got -0\.1/],
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
    [['--attack', 'pgd', '--epsilon', '0.1', '--target', '10'], /--target expected one of the classes/],
    [
      ['--attack', 'targeted-fgsm', '--epsilon', '0.1'],
      /target expected a class, since the attack goes towards one, and got none/,
    ],
    [
      ['--attack', 'fgsm', '--epsilon', '0.1', '--target', '1'],
      /target expected none, since the attack only leads away/,
    ],
    [['--attack', 'fgsm', '--epsilon', '0.1', '--norm', 'l2'], /norm expected linf, and got l2/],
    [
      ['--attack', 'targeted-descent', '--epsilon', '1', '--target', '1', '--confidence', '2'],
      /confidence expected a probability/,
    ],
  ])('%j', async (args, message) => {
    const { error, code } = await attacked(...args);
    expect(error?.message).toMatch(message);
    expect(code).not.toBe(0);
  });

  test('a run without a classifier has nothing to attack', async () => {
    const other = path.join(temporaryFolder(), 'runs');
    await gibbon(['train', fixture('tiny-autoencoder'), '--runs', other, '--steps', '2']);
    const args = ['attack', 'latest', '--runs', other, '--attack', 'fgsm', '--epsilon', '0.1'];
    const { stderr, code } = await gibbon(args);
    expect(stderr).toMatch(
      /A run of autoencoder\(\) has nothing to attack: none of its models \(encoder, decoder\) .* ends in a softmax/,
    );
    expect(code).toBe(1);
  });
});
