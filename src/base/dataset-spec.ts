/** What an experiment says about its data: plain values, so that authoring needs no I/O and data no experiment. */

export interface FashionMnistSpec {
  readonly kind: 'fashionMnist';
  /** Used, and named as what is shown in every view, when Fashion-MNIST can't be had on this machine. */
  readonly otherwise?: DatasetSpec;
  /** Folder with the four IDX files (plain or .gz), searched first; relative to the experiment's file. */
  readonly folder?: string;
}

export interface GlyphsSpec {
  readonly kind: 'glyphs';
  /** Training images; a tenth as many again are made for the test split. */
  readonly count?: number;
  readonly seed?: number;
}

export type DatasetSpec = FashionMnistSpec | GlyphsSpec;
