/** What other libraries make of the same codings: tests/golden/projection/README.md. */
import { readFileSync } from 'node:fs';
import path from 'node:path';

interface Trusted {
  readonly trustworthiness: number;
  readonly continuity: number;
}

export interface ExpectedGraph {
  readonly edges: number;
  readonly sum: number;
  readonly ofFirst: Readonly<Record<string, number>>;
}

interface ExpectedComponents {
  readonly explained: readonly number[];
  readonly absolutePlaces: readonly number[];
}

/** How far from their middle places lie, and how far from each the 14th nearest other lies, in the middle of all. */
export interface MapSize {
  readonly spread: number;
  readonly near: number;
}

interface Golden {
  readonly fuzzyGraph: ExpectedGraph;
  readonly affinities: ExpectedGraph;
  readonly pcaOfCodings: ExpectedComponents;
  readonly pcaOfImages: ExpectedComponents;
  readonly trustOfTwoNumbers: Readonly<Record<5 | 15 | 'few', Trusted>>;
  readonly umap: Readonly<Record<2000 | 10000, Trusted & MapSize>>;
  readonly tsne: Readonly<Record<2000 | 5000, Trusted & { readonly divergence: number }>>;
}

const file = path.resolve(import.meta.dirname, '../../golden/projection/expected.json');
export const golden = JSON.parse(readFileSync(file, 'utf8')) as Golden;
