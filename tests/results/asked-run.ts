/** What is measured of a run after its training, by the commands that anybody has: `gibbon samples` and `gibbon attack`. */
import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { DIST } from '../../scripts/lib/places.mjs';

const MOST_OUTPUT_BYTES = 2 ** 22;

/** Of images that the run's generator draws. */
export interface DrawnImages {
  readonly count: number;
  /** Classes with at least 1 % of the images. */
  readonly covered: number;
  readonly classes: readonly { readonly name: string; readonly images: number }[];
  /** In [0, 1]; of a generator that takes a class. */
  readonly asAskedShare?: number;
  readonly distance: { readonly value: number; readonly ofReal: number };
}

/** Asks each question once, however many measures want the answer. */
export class AskedRun {
  private readonly answers = new Map<string, Promise<unknown>>();

  constructor(private readonly runFolder: string) {}

  /** @param step by default the last one */
  samples(step?: number): Promise<DrawnImages> {
    const at = step === undefined ? [] : ['--step', String(step)];
    return this.ask<DrawnImages>(['samples', ...at]);
  }

  /** @returns the share of the 10,000 test images that the run's classifier tells right, before the attack and after it */
  attacked(attack: string, epsilon: number): Promise<{ cleanAccuracy: number; attackedAccuracy: number }> {
    return this.ask(['attack', '--attack', attack, '--epsilon', String(epsilon), '--count', '10000']);
  }

  private ask<Answer>([command = '', ...args]: readonly string[]): Promise<Answer> {
    const { runFolder } = this;
    const all = [command, path.basename(runFolder), '--runs', path.dirname(runFolder), '--json', ...args];
    const key = all.join(' ');
    const known = this.answers.get(key) ?? run(all);
    this.answers.set(key, known);
    return known as Promise<Answer>;
  }
}

async function run(args: readonly string[]): Promise<unknown> {
  const { stdout } = await promisify(execFile)(process.execPath, [path.join(DIST, 'cli.cjs'), ...args], {
    maxBuffer: MOST_OUTPUT_BYTES,
  });
  return JSON.parse(stdout.trim().split('\n').at(-1) ?? '');
}
