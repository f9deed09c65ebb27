/** What a suite found, as it is printed while it runs and as it is written for whoever adds the suites up. */
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';

export interface TestOutcome {
  readonly name: string;
  readonly elapsedMs: number;
  /** Absent when the test passed. */
  readonly failure?: string;
  /** How it failed before it passed in a fresh window: a flaw of the test or a rare one of Gibbon, which is said. */
  readonly firstFailure?: string;
}

export class SuiteReport {
  private readonly outcomes: TestOutcome[] = [];

  add(outcome: TestOutcome): void {
    this.outcomes.push(outcome);
    const elapsed = `${(outcome.elapsedMs / 1000).toFixed(1)} s`;
    const mark = outcome.failure ? '✗' : outcome.firstFailure ? '✓ at the second try:' : '✓';
    console.log(`${mark} ${outcome.name} (${elapsed})${outcome.failure ? `\n${indent(outcome.failure)}` : ''}`);
  }

  get failed(): number {
    return this.outcomes.filter((outcome) => outcome.failure).length;
  }

  get passed(): number {
    return this.outcomes.length - this.failed;
  }

  /** @param file JSON with `passed`, `failed` and the outcomes */
  write(file: string): void {
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, JSON.stringify({ passed: this.passed, failed: this.failed, outcomes: this.outcomes }, null, 2));
  }
}

export const indent = (text: string) =>
  text
    .split('\n')
    .map((line) => `    ${line}`)
    .join('\n');
