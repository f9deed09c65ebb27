/** What a data set looks like before anything is trained on it: the inspector makes it, the Data panel draws it. */
import * as v from 'valibot';
import type { Result } from '../base/result';
import type { SourcePlace } from './manifest';
import { panelServiceRequests, type PanelServiceAnswers } from './panel-services';
import type { Problem } from '../base/problem';
import { validator } from './validate';

const count = v.pipe(v.number(), v.integer(), v.minValue(0));

/** Equal tiles in one PNG, row by row. */
const atlasSchema = v.object({
  png: v.instance(Uint8Array),
  columns: count,
  rows: count,
  tileWidth: count,
  tileHeight: count,
});
export type Atlas = v.InferOutput<typeof atlasSchema>;

export const datasetPreviewSchema = v.object({
  name: v.string(),
  description: v.string(),
  samples: v.picklist(['images', 'points', 'sequences', 'vectors']),
  /** Of one sample. */
  shape: v.array(count),
  range: v.tuple([v.number(), v.number()]),
  /** What the experiment trains on, holds out, and could test on. */
  splits: v.object({ train: count, validation: count, test: count }),
  /** In the order of their numbers; a single one without a name where nothing is labelled. */
  classes: v.array(v.object({ name: v.string(), train: count, test: count })),
  /** Of the numbers of `of` training samples, in equal bins over the range. */
  histogram: v.object({ counts: v.array(count), of: count }),
  /**
   * Of images: a row a class (the first classes, where there are many), first its mean image, then some samples; `shown` says
   * how many samples each row has.
   */
  images: v.optional(v.object({ atlas: atlasSchema, shown: v.array(count) })),
  /** Of what is no image: some samples, row-major [labels, ...shape]. */
  numbers: v.optional(v.object({ values: v.instance(Float32Array), labels: v.array(count) })),
  /** Of an augmented data set, a row an image: first as it is, then as it is trained in one epoch after the other. */
  augmented: v.optional(atlasSchema),
});
export type DatasetPreview = v.InferOutput<typeof datasetPreviewSchema>;

const dataPanelRequestSchema = v.variant('kind', [
  /** @param again anew, from the files as they are now */
  v.object({ kind: v.literal('readPreview'), again: v.boolean() }),
  ...panelServiceRequests,
]);
export type DataPanelRequest = v.InferOutput<typeof dataPanelRequestSchema>;
export const readDataPanelRequest = validator('A request of a panel', dataPanelRequestSchema);

export interface FromDataPanel {
  readonly request: DataPanelRequest;
  readonly answers: PanelServiceAnswers & { readonly readPreview: Result<DatasetPreview> };
  readonly event: { readonly kind: 'nothing' };
}

export type DataPanelEvent =
  /** What takes long, in a sentence. */
  | { readonly kind: 'reading'; readonly activity: string }
  /** Somebody asked for the preview once more: read it again. */
  | { readonly kind: 'changed' };

/** Host → panel. */
export interface ToDataPanel {
  readonly request: { readonly kind: 'nothing' };
  readonly answers: { readonly nothing: undefined };
  readonly event: DataPanelEvent;
}

/** Where a problem's line is, for those that have one. */
export const placeOfProblem = ({ file, line = 1, column = 1 }: Problem): SourcePlace | undefined =>
  file === undefined ? undefined : { file, line, column };
