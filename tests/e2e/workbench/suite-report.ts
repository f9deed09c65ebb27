/** What a suite found, as it is printed while it runs and as it is written for the runner, which adds the suites up. */
import { type Outcome, writeResults } from '../../../scripts/lib/test-results.mjs';

export class SuiteReport {
  private readonly outcomes: Outcome[] = [];

  add(outcome: Outcome): void {
    this.outcomes.push(outcome);
    const { file, name, ms, failure, firstFailure } = outcome;
    const mark = failure ? '✗' : firstFailure ? '✓ at the second try:' : '✓';
    console.log(`${mark} ${file}: ${name} (${(ms / 1000).toFixed(1)} s)${failure ? `\n${indent(failure)}` : ''}`);
  }

  get failed(): number {
    return this.outcomes.filter((outcome) => outcome.failure).length;
  }

  get passed(): number {
    return this.outcomes.length - this.failed;
  }

  write(file: string): void {
    writeResults(file, { outcomes: this.outcomes });
  }
}

export const indent = (text: string) =>
  text
    .split('\n')
    .map((line) => `    ${line}`)
    .join('\n');
