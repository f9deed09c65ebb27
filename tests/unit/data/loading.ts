/** Loading in tests: the data set or its problem, and all of a split at once. */
import { expect } from 'vitest';
import type { DatasetSpec } from '../../../src/base/dataset-spec';
import { formatProblem, type Problem } from '../../../src/base/problem';
import type { Dataset, DatasetSplit, LoadOptions } from '../../../src/data/dataset';
import { loadDataset } from '../../../src/data/load-dataset';
import { optionsIn } from './idx-files';

export async function loaded(spec: DatasetSpec, folder: string, more: Partial<LoadOptions> = {}): Promise<Dataset> {
  const result = await loadDataset(spec, optionsIn(folder, more));
  if (!result.ok) expect.fail(formatProblem(result.problem));
  return result.value;
}

/** Each has an expectation, what was got, and what to do. */
export async function problemOf(spec: DatasetSpec, folder: string, more: Partial<LoadOptions> = {}): Promise<Problem> {
  const result = await loadDataset(spec, optionsIn(folder, more));
  if (result.ok) expect.fail(`loaded ${result.value.description}`);
  expect(result.problem.message).toMatch(/^([A-Z]|datasets\.).*\.$/s);
  expect(result.problem.remedy).toMatch(/^[A-Z].*\.$/s);
  return result.problem;
}

export const indicesOf = ({ count }: DatasetSplit): number[] => Array.from({ length: count }, (_, index) => index);

/** Every number of a split. */
export const allOf = (split: DatasetSplit): number[] => [...split.gather(indicesOf(split))];

/** Samples as lists, sorted, since a data set mixes them. */
export function samplesOf(split: DatasetSplit): string[] {
  return indicesOf(split)
    .map((index) => [...split.gather([index])].map((value) => Number(value.toFixed(4))).join(' '))
    .sort();
}

/** How many samples each class has. */
export function countsOf(split: DatasetSplit, classes: number): number[] {
  const counts = new Array<number>(classes).fill(0);
  for (const label of split.labels(indicesOf(split))) counts[label]!++;
  return counts;
}
