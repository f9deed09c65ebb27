/** The data sets an experiment can name. Naming one reads nothing: the trainer loads it. */
import type { DatasetSpec, FashionMnistSpec, GlyphsSpec } from '../base/dataset-spec';

export const datasets = {
  /**
   * Fashion-MNIST: 60,000 training and 10,000 test images of clothes in 10 classes, 28 × 28, pixels in [0, 1].
   * @param options.folder folder with the four IDX files, relative to the experiment; without it the usual places are searched
   * @param options.otherwise data to train on where Fashion-MNIST can't be had; every view then says so
   * Source: Xiao, Rasul, Vollgraf, "Fashion-MNIST: a Novel Image Dataset for Benchmarking Machine Learning Algorithms", 2017
   */
  fashionMnist(options: { readonly folder?: string; readonly otherwise?: DatasetSpec } = {}): FashionMnistSpec {
    return { kind: 'fashionMnist', ...options };
  },

  /**
   * Procedurally drawn symbols in 10 classes, 28 × 28, pixels in [0, 1]; needs no file and no network.
   * @param options.count training images, 10,000 by default; a tenth as many again are made for the test split
   * @param options.seed decides every pixel
   */
  glyphs(options: { readonly count?: number; readonly seed?: number } = {}): GlyphsSpec {
    return { kind: 'glyphs', ...options };
  },
};
