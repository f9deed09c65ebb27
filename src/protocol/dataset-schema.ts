/**
 * A data set as an experiment names it, on its way to a process that doesn't run the experiment; so numbers of the
 * experiment's own are not among them. The loader of each kind looks at the values.
 */
import * as v from 'valibot';
import type { DatasetSpec } from '../base/dataset-spec';

const number = v.optional(v.number());
const text = v.optional(v.string());
const names = v.optional(v.array(v.string()));
const split = { testShare: number, seed: number };
const column = v.union([v.string(), v.number()]);

export const datasetSchema: v.GenericSchema<DatasetSpec> = v.variant('kind', [
  v.object({
    kind: v.literal('fashionMnist'),
    folder: text,
    otherwise: v.optional(v.lazy(() => datasetSchema)),
  }),
  v.object({ kind: v.literal('glyphs'), count: number, seed: number }),
  v.object({
    kind: v.literal('images'),
    folder: v.string(),
    size: v.optional(v.tuple([v.number(), v.number()])),
    fit: v.optional(v.picklist(['crop', 'stretch', 'pad'])),
    channels: v.optional(v.picklist([1, 3])),
    ...split,
  }),
  v.object({
    kind: v.literal('idx'),
    images: v.string(),
    labels: text,
    testImages: text,
    testLabels: text,
    classNames: names,
    ...split,
  }),
  v.object({
    kind: v.literal('csv'),
    file: v.string(),
    test: text,
    shape: v.optional(v.array(v.number())),
    label: v.optional(column),
    columns: v.optional(v.array(column)),
    header: v.optional(v.boolean()),
    delimiter: text,
    range: v.optional(v.tuple([v.number(), v.number()])),
    samples: v.optional(v.picklist(['images', 'points', 'sequences', 'vectors'])),
    classNames: names,
    ...split,
  }),
  v.object({ kind: v.literal('points3d'), count: number, noise: number, seed: number }),
  v.object({
    kind: v.literal('ring'),
    modes: number,
    radius: number,
    deviation: number,
    count: number,
    seed: number,
  }),
  v.object({
    kind: v.literal('grid'),
    side: number,
    spacing: number,
    deviation: number,
    count: number,
    seed: number,
  }),
  v.object({
    kind: v.literal('sequences'),
    numbers: v.picklist(['patterned', 'random']),
    count: number,
    steps: number,
    seed: number,
  }),
  v.object({
    kind: v.literal('augmented'),
    dataset: v.lazy(() => datasetSchema),
    augmentation: v.object({
      flipHorizontally: v.optional(v.boolean()),
      flipVertically: v.optional(v.boolean()),
      shiftPx: number,
      rotateDegrees: number,
      scale: number,
      brightness: number,
      noise: number,
      cutout: number,
      beyond: v.optional(v.picklist(['black', 'edge'])),
    }),
  }),
]);
