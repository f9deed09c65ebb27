/** Maps of as many codings as a panel shows: as good as umap-learn's and scikit-learn's. */
import { describe, test } from 'vitest';
import { expectAsGoodAsScikitLearn, expectAsGoodAsUmapLearn } from './as-good';
import { codings, hasFashionMnist, laidOut } from './codings';

describe.runIf(hasFashionMnist)('codings of Fashion-MNIST', () => {
  test('10,000 are laid out by UMAP as well as by umap-learn', async () => {
    const of = await codings(10_000);
    const { places } = laidOut(of, { method: 'umap', neighbours: 15, seed: 1 });
    expectAsGoodAsUmapLearn(10_000, of, places);
  });

  test('5,000 are laid out by t-SNE as well as by scikit-learn', async () => {
    const of = await codings(5000);
    const { places } = laidOut(of, { method: 'tsne', perplexity: 30, seed: 1 });
    expectAsGoodAsScikitLearn(5000, of, places);
  });
});
